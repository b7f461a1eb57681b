/** The host of a staged page in the test's own process: the page's messages come through compareBridge.ts. */
import type { Page } from 'playwright-core';
import { serve } from '../../../src/protocol/rpc.ts';
import type { Events, Handlers, Methods, Protocol } from '../../../src/protocol/rpcShape.ts';
import { decode, encode } from './compareWire.ts';

interface StagedHost<M extends Methods<M>> {
  readonly handlers: Handlers<M>;
  /** While true the page hears nothing. */
  readonly isDead: () => boolean;
}

/** Before the page is there. */
export async function serveOn<M extends Methods<M>, E extends Events<E>>(
  page: Page,
  protocol: Protocol<M, E>,
  { handlers, isDead }: StagedHost<M>,
) {
  const listeners = new Set<(message: unknown) => void>();
  await page.exposeFunction('cairnPost', (text: string) => {
    const message: unknown = decode(text);
    for (const listener of listeners) listener(message);
  });
  return serve(protocol, {
    port: {
      post: (message) => {
        if (page.isClosed() || isDead()) return;
        page.evaluate((text) => window.cairnHear(text), encode(message)).catch(() => undefined);
      },
      onMessage: (listener) => {
        listeners.add(listener);
        return { dispose: () => listeners.delete(listener) };
      },
    },
    handlers,
    log: () => undefined,
  });
}
