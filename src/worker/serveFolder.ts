/** The tracking endpoint of a folder as a process of its own: it outlives the window that asked for it, and ends when told to. */
import fs from 'node:fs';
import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import { t } from '../base/l10n.ts';
import { trackingRecord } from '../records/tracking.ts';
import { identityOf } from '../runs/processes.ts';
import type { ServeOrder } from '../runs/workerOrder.ts';
import { readJsonFile, writeFileAtomic } from '../storage/atomicFile.ts';
import { layoutOf } from '../storage/layout.ts';
import { folderEndpoint } from './folderEndpoint.ts';
import type { MlflowEndpoint } from './mlflow/endpoint.ts';
import { tokenHash } from './mlflow/token.ts';
import { pause } from './pause.ts';

export interface FolderService {
  readonly order: ServeOrder;
  readonly clock: Clock;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasm: string;
  readonly leave: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** ms without a request and without an open run, after which nobody needs it any more. */
  readonly idle?: number;
}

/** Resolves when its file is gone or tells of another, its folder is gone, nobody needs it, or `leave` says so. */
export async function serveFolder(service: FolderService): Promise<void> {
  const { order, clock, wasm, env } = service;
  const { folder, config, token, file } = order;
  const endpoint = await folderEndpoint({
    layout: layoutOf(folder),
    config,
    clock,
    env,
    cwd: folder,
    wasm,
    token,
    // Its client is told, as of everything that fails.
    onBug: () => undefined,
  });
  try {
    const port = await endpoint.listen(0, tokenHash(token));
    const me = await identityOf(process.pid);
    const record = trackingRecord.parse({ folder, host: hostname(), port, token, process: me });
    writeFileAtomic(file, `${JSON.stringify(record)}\n`, 0o600);
    const why = await reasonToEnd(service, endpoint);
    await endpoint.quiet();
    await endpoint.end({ t: clock.now(), ...why }, diskWait);
  } finally {
    await endpoint.quiet();
    if (isOurs(order)) fs.rmSync(file, { force: true });
  }
}

async function reasonToEnd(
  { order, leave, idle = week }: FolderService,
  endpoint: MlflowEndpoint,
): Promise<{ readonly status: 'stopped' | 'interrupted'; readonly reason: string }> {
  for (;;) {
    if (leave.aborted)
      return {
        status: 'interrupted',
        reason: t('The system ended what recorded this run while it was open'),
      };
    if (!isOurs(order))
      return { status: 'stopped', reason: t('Tracking for notebooks was stopped while it was open') };
    const isNeeded = endpoint.quietFor < idle || [...endpoint.runs.held.open()].length > 0;
    if (!isNeeded || !fs.existsSync(order.folder))
      return { status: 'interrupted', reason: t('Its folder is gone') };
    await pause(poll);
  }
}

/** A file that cannot be read for a moment still counts as ours; one that is gone or tells of another does not. */
function isOurs({ file, token }: ServeOrder): boolean {
  const read = readJsonFile(file, trackingRecord);
  if (read.ok) return read.value.token === token;
  return !('missing' in read);
}

/** ms */
const poll = 200;
const diskWait = 10_000;
const week = 7 * 24 * 3_600_000;
