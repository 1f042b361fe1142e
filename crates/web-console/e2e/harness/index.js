// All that scenarios use; e2e/README.md says how.
export { answerWith, hold, offline, refuse } from './trouble.js';
export { findNothing, fitsItsWidth, looksRight, wear } from './look.js';
export { focused, focusIsSeen, press, tabTo } from './keyboard.js';
export { PHONE, scenario, stage } from './scenario.js';
export { startServer } from './server.js';
