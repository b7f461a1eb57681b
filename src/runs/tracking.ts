/** The tracking endpoint of a folder: a detached process that notebooks log to, found again by whoever opens the folder next. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { CairnConfig } from '../records/config.ts';
import { trackingRecord, type TrackingRecord } from '../records/tracking.ts';
import { readJsonFile } from '../storage/atomicFile.ts';
import type { LaunchHost } from './launchRequest.ts';
import { newToken } from './mlflowEnvironment.ts';
import { identityOf, proveProcess } from './processes.ts';
import { spawnWorker } from './workerSpawn.ts';

export type TrackingHost = Pick<LaunchHost, 'execPath' | 'workerPath' | 'env'>;

/** The file that tells of a folder's endpoint, in a directory that is the person's own. */
export function trackingFile(directory: string, folder: string): string {
  const name = createHash('sha256')
    .update(`${hostname()}\n${path.resolve(folder)}`)
    .digest('hex')
    .slice(0, 32);
  return path.join(directory, `${name}.json`);
}

/** The endpoint that lives; a file that a dead one left is taken away. */
export async function findTracking(file: string): Promise<TrackingRecord | undefined> {
  const read = readJsonFile(file, trackingRecord);
  if (!read.ok) return undefined;
  const isHere = read.value.host === hostname();
  const proof = isHere ? await proveProcess(read.value.process) : 'unknown';
  if (proof === 'dead') removeIfStill(file, read.value);
  return isHere && proof !== 'dead' ? read.value : undefined;
}

/** The one that lives already, or a new one. Rejects with UserError `tracking`. */
export async function startTracking(
  file: string,
  { folder, config }: { readonly folder: string; readonly config: CairnConfig },
  host: TrackingHost,
): Promise<TrackingRecord> {
  const found = await findTracking(file);
  if (found !== undefined) return found;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const pid = await spawnWorker(
      { mode: 'serve', dir: folder, folder, config, file, token: newToken() },
      host,
    );
    const until = performance.now() + startWait;
    while (performance.now() < until) {
      const started = await findTracking(file);
      if (started !== undefined) return started;
      if ((await identityOf(pid)) === undefined) break;
      await pause(50);
    }
    throw new Error(t('its process ended or does not answer'));
  } catch (error) {
    throw new UserError(
      'tracking',
      t('Tracking could not be started: {0}.', messageOf(error)),
      t('Try again, or run “cairn serve” in a terminal, which says more.'),
      { cause: error },
    );
  }
}

/** Takes its file away, which it ends on, and waits for that. Rejects with UserError `tracking` when it goes on. */
export async function stopTracking(file: string, record: TrackingRecord): Promise<void> {
  removeIfStill(file, record);
  const until = performance.now() + stopWait;
  while ((await proveProcess(record.process)) === 'alive') {
    if (performance.now() > until)
      throw new UserError(
        'tracking',
        t('Tracking is still being stopped: process {0}.', record.process.pid),
        t('It ends when it has written what it was given.'),
      );
    await pause(50);
  }
}

/** For `mlflow.set_tracking_uri`: it lets in whoever has it. */
export function trackingUri({ port, token }: Pick<TrackingRecord, 'port' | 'token'>): string {
  return `http://127.0.0.1:${port}/token/${token}`;
}

function removeIfStill(file: string, record: TrackingRecord): void {
  const now = readJsonFile(file, trackingRecord);
  if (now.ok && now.value.token === record.token) fs.rmSync(file, { force: true });
}

/** ms; it needs some tenths of a second. */
const startWait = 20_000;
/** ms; longer than an endpoint waits for room on a full disk. */
const stopWait = 15_000;
