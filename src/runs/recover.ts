/** Finishes what a crash left open: a live script gets a new worker, a dead one a true end. Only with proof. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { codeOf, messageOf, type Problem } from '../base/errors.ts';
import { jsonOrNothing } from '../storage/jsonOrNothing.ts';
import { processRecord, type ProcessRecord } from '../records/process.ts';
import { runRecord } from '../records/run.ts';
import { removeStaleImports } from '../storage/importDrafts.ts';
import { runDir, runPaths, type Layout, type RunPaths } from '../storage/layout.ts';
import type { LaunchHost } from './launchRequest.ts';
import { findChild } from './findChild.ts';
import { proveProcess, type Proof } from './processes.ts';
import { secretsOf } from '../base/redact.ts';
import { hasEnded } from './runEnd.ts';
import { isRunId } from './runIds.ts';
import { holderOf } from './workerLock.ts';
import { startingMs } from './startingMs.ts';
import { spawnWorker } from './workerSpawn.ts';

/**
 * `alive`: its worker lives, nothing to do. `adopted`: the script lives, a new worker watches it. `closed`: the
 * script is gone, a new worker is closing the run (as interrupted, or with its exit code where the gate kept it).
 * `unknown`: no proof, for instance because it was started on another machine; left as it is.
 */
export type RecoverOutcome = 'adopted' | 'closed' | 'unknown' | 'alive';

export interface Recovery {
  readonly recovered: readonly { readonly id: string; readonly outcome: RecoverOutcome }[];
  /** Runs that may be starting just now, or whose launch has just died: after `startingMs` it can be told. */
  readonly starting: readonly string[];
  readonly problems: readonly Problem[];
}

export interface RecoverOptions {
  /** A run younger than this whose worker has not yet shown itself is starting, not lost. ms, default 30 000. */
  readonly startingMs?: number;
  /** Only these runs. */
  readonly ids?: readonly string[];
}

const atOnce = 64;

/** Looks at every run that has not ended. A new worker goes on by itself; its run ends a moment later. */
export async function recoverFolder(
  layout: Layout,
  host: LaunchHost,
  options: RecoverOptions = {},
): Promise<Recovery> {
  if (options.ids === undefined) await removeStaleImports(layout);
  const recovered: { id: string; outcome: RecoverOutcome }[] = [];
  const starting: string[] = [];
  const problems: Problem[] = [];
  for (const id of await openRuns(layout, options.ids)) {
    try {
      const unborn = await removeUnborn(runDir(layout, id), host, options);
      const outcome = unborn ?? (await takeOver(runDir(layout, id), host, options));
      if (outcome === undefined || outcome === 'young') starting.push(id);
      else if (outcome !== 'removed') recovered.push({ id, outcome });
    } catch (error) {
      problems.push({ where: id, message: messageOf(error) });
    }
  }
  return { recovered, starting, problems };
}

/** A folder whose launch died before it wrote run.json holds no run: nothing has been started from it, nor can be. */
async function removeUnborn(
  dir: string,
  host: LaunchHost,
  options: RecoverOptions,
): Promise<'removed' | 'young' | undefined> {
  const paths = runPaths(dir);
  if (await hasFile(paths.run)) return undefined;
  const isOld = Math.abs(host.clock.now() - (await changedAt(dir))) > (options.startingMs ?? startingMs);
  const isEmpty = !(await hasFile(paths.events)) && !(await hasFile(paths.process));
  if (!isEmpty) return undefined;
  if (!isOld) return 'young';
  await rm(dir, { recursive: true, force: true });
  return 'removed';
}

/** One run; undefined when it has ended or is just starting. */
export async function takeOver(
  dir: string,
  host: LaunchHost,
  options: RecoverOptions = {},
): Promise<RecoverOutcome | undefined> {
  const paths = runPaths(dir);
  if (await hasEnded(paths)) return undefined;
  const record = await readProcess(paths);
  const run = await readRun(paths);
  if ((record?.host ?? run?.host) !== hostname()) return 'unknown';
  const holder = await holderOf(paths);
  if (holder.proof !== 'dead') return holder.proof;
  if (await isAnothers(record, path.dirname(dir))) return undefined;
  if (holder.number === 0 && (await isYoung(paths, host, options.startingMs ?? startingMs))) return undefined;
  const proof = await proveChild(paths, record);
  if (proof === 'unknown') return 'unknown';
  const mode = proof === 'alive' ? 'adopt' : 'finish';
  await spawnWorker(
    {
      mode,
      dir,
      folder: path.resolve(dir, '..', '..', '..'),
      config: host.config ?? {},
      secrets: secretsOf(host.env),
      timings: host.timings,
    },
    host,
  );
  return mode === 'adopt' ? 'adopted' : 'closed';
}

async function proveChild(paths: RunPaths, record: ProcessRecord | undefined): Promise<Proof> {
  if (record !== undefined) {
    const { child, childExited } = record;
    return child === undefined || childExited === true ? 'dead' : await proveProcess(child);
  }
  // Nothing runs before it stands in process.json.
  const mayRun = (await hasFile(paths.process)) || (await hasStarted(paths));
  return mayRun ? (await findChild(paths)).proof : 'dead';
}

async function hasStarted(paths: RunPaths): Promise<boolean> {
  return (await hasFile(paths.events)) && (await readFile(paths.events, 'utf8')).includes('"type":"started"');
}

/** A run that another one's script opened is taken over together with that one. */
async function isAnothers(record: ProcessRecord | undefined, runs: string): Promise<boolean> {
  const by = record?.servedBy;
  if (by === undefined || !isRunId(by)) return false;
  const paths = runPaths(path.join(runs, by));
  return (await hasFile(paths.run)) && !(await hasEnded(paths));
}

/** process.json, or undefined when there is none that can be read. */
export async function readProcess(paths: RunPaths): Promise<ProcessRecord | undefined> {
  return processRecord.safeParse(await jsonOrNothing(paths.process)).data;
}

async function readRun(paths: RunPaths): Promise<{ readonly host: string } | undefined> {
  return runRecord.pick({ host: true }).safeParse(await jsonOrNothing(paths.run)).data;
}

async function openRuns(layout: Layout, only: RecoverOptions['ids']): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = only ?? (await readdir(layout.runs));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
  const ids = names.filter(isRunId);
  const open: string[] = [];
  // Not all at once: there may be more runs than files that a process may open.
  for (let at = 0; at < ids.length; at += atOnce) {
    const some = ids.slice(at, at + atOnce);
    const ended = await Promise.all(
      some.map((id) => hasEnded(runPaths(runDir(layout, id))).catch(() => false)),
    );
    open.push(...some.filter((_id, index) => ended[index] !== true));
  }
  return open;
}

async function isYoung(paths: RunPaths, host: LaunchHost, ms: number): Promise<boolean> {
  const info = await stat(paths.run);
  return Math.abs(host.clock.now() - info.mtimeMs) < ms;
}

/** ms since 1970; 0 when it is gone. */
async function changedAt(dir: string): Promise<number> {
  try {
    return (await stat(dir)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function hasFile(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
