/** The page's side of VS Code: its message port, its saved state, and what the host wrote into the HTML. */
import type * as z from 'zod';
import { setTranslate } from '../src/base/l10n.ts';
import { pageBoot } from '../src/protocol/pageBoot.ts';
import type { PageBoot } from '../src/protocol/pageBoot.ts';
import type { Port } from '../src/protocol/rpcShape.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export interface Bridge<S> {
  readonly boot: PageBoot;
  readonly port: Port;
  /** What was saved before the last reload, or undefined. */
  readonly saved: S | undefined;
  /** What the page showed that this one takes the place of, or undefined. */
  readonly restore: S | undefined;
  save(state: S): void;
}

/** Call once: VS Code hands out its door a single time. */
export function openBridge<S>(stateSchema: z.ZodType<S>): Bridge<S> {
  const vscode = acquireVsCodeApi();
  const boot = pageBoot.parse(JSON.parse(document.body.dataset['boot'] ?? '{}'));
  const strings = new Map(Object.entries(boot.strings));
  setTranslate((message, ...args) =>
    (strings.get(message) ?? message).replace(/\{(\d+)\}/g, (whole, index: string) =>
      String(args[Number(index)] ?? whole),
    ),
  );
  return {
    boot,
    port: {
      post: (message) => vscode.postMessage(message),
      onMessage: (listener) => {
        const hear = (event: MessageEvent<unknown>) => listener(event.data);
        window.addEventListener('message', hear);
        return { dispose: () => window.removeEventListener('message', hear) };
      },
    },
    saved: stateSchema.safeParse(vscode.getState()).data,
    restore: stateSchema.safeParse(boot.restore).data,
    save: (state) => vscode.setState(state),
  };
}
