// For the type check alone; what runs is preact.js.
import { h } from 'preact';

export declare const html: (strings: TemplateStringsArray, ...values: unknown[]) => ReturnType<typeof h>;
export { Component, Fragment, createContext, h, render } from 'preact';
export type { ComponentChildren, VNode, FunctionComponent } from 'preact';
export {
  useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState,
} from 'preact/hooks';
export {
  batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect,
} from '@preact/signals';
export type { Signal, ReadonlySignal } from '@preact/signals';
