/** Runs inside the browser: the door to VS Code that a page finds, with a host behind it in the same page. */
import * as z from 'zod';
import type { Port } from '../../../src/protocol/rpcShape.ts';

declare global {
  interface Window {
    acquireVsCodeApi: unknown;
    /** How many calls of the page have no answer yet. */
    cairnWaiting: number;
  }
}

const answer = z.object({ kind: z.enum(['ok', 'err']) });

/** The host's end. `isDead`: while true the page hears nothing. */
export function openHostPort(isDead: () => boolean = () => false): Port {
  const listeners = new Set<(message: unknown) => void>();
  window.cairnWaiting = 0;
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (answer.safeParse(data).success) window.cairnWaiting -= 1;
  });
  window.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => {
      window.cairnWaiting += 1;
      for (const listener of listeners) listener(asJson(message));
    },
    getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  return {
    post: (message) => {
      if (!isDead()) window.postMessage(asJson(message));
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
}

/** As VS Code does it: JSON, so NaN becomes null and undefined goes, but ArrayBuffers arrive. */
function asJson(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, asJson(one)]),
  );
}
