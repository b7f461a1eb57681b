/** A server of a test, on a port of loopback that is free. */
import { once } from 'node:events';
import type { Server } from 'node:net';

/** Resolves to its address, without a path, once it listens. */
export async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return `http://127.0.0.1:${String(address.port)}`;
}
