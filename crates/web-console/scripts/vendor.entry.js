// What the console uses of its libraries, as one module, so that it is one request.
import { h } from 'preact';
import htm from 'htm';

/** Markup as a template literal: html`<p class="x">${text}</p>`. */
export const html = htm.bind(h);
export { Component, Fragment, createContext, h, render } from 'preact';
export {
  useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState,
} from 'preact/hooks';
export {
  batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect,
} from '@preact/signals';
