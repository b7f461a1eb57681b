/** `/health` and `/version`, which clients ask before anything else. */
import { streamRoute, type Route } from './route.ts';

/** Below 3.4, so that clients do not send spans: traces are not kept here. */
const version = '3.3.2';

export const serverRoutes: readonly Route[] = [
  ['/health', 'OK'] as const,
  ['/version', version] as const,
].map(([path, text]) =>
  streamRoute({
    method: 'GET',
    path,
    handle: async ({ response }) => {
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(text),
      };
      await new Promise<void>((resolve) => response.writeHead(200, headers).end(text, resolve));
    },
  }),
);
