/** The detached process of one run, or of one folder's endpoint: reads its order from standard input and lives as long as that. */
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '../base/clock.ts';
import { workerOrder } from '../runs/workerOrder.ts';
import { serveFolder } from './serveFolder.ts';
import { work } from './work.ts';

async function main(): Promise<void> {
  const leave = new AbortController();
  // A system that shuts down asks first: what was taken over is handed to the disk, and the run is left to recovery.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => leave.abort());
  const order = workerOrder.parse(JSON.parse(await text(process.stdin)));
  const wasm = path.join(__dirname, 'sql-wasm.wasm');
  const { signal } = leave;
  if (order.mode === 'serve')
    await serveFolder({ order, clock: systemClock, wasm, leave: signal, env: process.env });
  else await work({ order, clock: systemClock, wasm, leave: signal });
}

main().then(
  () => process.exit(0),
  () => process.exit(1),
);
