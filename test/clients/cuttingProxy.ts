/** A line to a server that breaks when so many bytes have passed, as lines do. */
import { once } from 'node:events';
import net from 'node:net';
import { listenOnLoopback } from '../loopbackServer.ts';

export interface CuttingProxy {
  readonly uri: string;
  /** The line breaks after so many bytes that go to the server, after so many more, and so on; then never again. */
  cutAfter(...bytes: readonly number[]): void;
  /** How often it broke. */
  readonly cuts: number;
  close(): Promise<void>;
}

export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<net.Socket>();
  let ahead: number[] = [];
  let cuts = 0;
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', end).on('close', () => {
        open.delete(socket);
        end();
      });
    }
    near.on('data', (piece: Buffer) => {
      far.write(piece);
      const [left] = ahead;
      if (left === undefined) return;
      ahead[0] = left - piece.length;
      if (left > piece.length) return;
      // The server has got these bytes; that it took them is what the other side does not learn.
      ahead = ahead.slice(1);
      cuts += 1;
      setImmediate(() => near.destroy());
    });
    far.on('data', (piece: Buffer) => near.write(piece));
  });
  const uri = await listenOnLoopback(server);
  return {
    uri,
    cutAfter: (...bytes) => {
      ahead = [...bytes];
    },
    get cuts() {
      return cuts;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
