// What ships, and not what is being written: see AVA_CONSOLE_LIVE.
import assert from 'node:assert/strict';
import { scenario, stage } from '../harness/index.js';

stage({ AVA_CONSOLE_LIVE: '' });

scenario('the login is light: sixty kilobytes and twenty requests at most', async ({ context }) => {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  await session.send('Network.enable');
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  session.on('Network.requestWillBeSent', ({ request }) => { if (!request.url.startsWith('data:')) requests += 1; });
  await page.goto('/', { waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  assert.ok(requests <= 20, `${requests} requests`);
  assert.ok(bytes <= 60 * 1024, `${bytes} bytes`);
});
