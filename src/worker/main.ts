/** The detached process of one run: reads its order from standard input and lives as long as the run. */
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { workerOrder } from '../runs/workerOrder.ts';
import { runPaths } from '../storage/layout.ts';
import { work } from './work.ts';

async function main(): Promise<void> {
  const leave = new AbortController();
  // A system that shuts down asks first: what was taken over is handed to the disk, and the run is left to recovery.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => leave.abort());
  const order = workerOrder.parse(JSON.parse(await text(process.stdin)));
  try {
    const wasm = path.join(__dirname, 'sql-wasm.wasm');
    await work({ order, clock: systemClock, wasm, leave: leave.signal });
  } catch (error) {
    confess(order.dir, error);
    throw error;
  }
}

/** There is nobody to tell but the run itself. */
function confess(dir: string, error: unknown): void {
  const message = t('The recorder failed and left the run: {0}', messageOf(error));
  const line = JSON.stringify({ t: systemClock.now(), type: 'problem', where: 'recorder', message });
  fs.appendFileSync(runPaths(dir).events, `${line}\n`);
}

main().then(
  () => process.exit(0),
  () => process.exit(1),
);
