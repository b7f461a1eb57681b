/** Deleting runs in two steps: into .cairn/trash, from where they come back, and then for good. */
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { codeOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { writeProblem } from '../base/writeProblem.ts';
import { runDir, runPaths, type Layout, type RunPaths } from '../storage/layout.ts';
import { proveAlive } from './processes.ts';
import { readProcess } from './recover.ts';
import { findChild } from './findChild.ts';
import { openRunFiles } from './runFiles.ts';
import { hasEnded } from './runEnd.ts';
import { isRunId } from './runIds.ts';
import { holderOf } from './workerLock.ts';

export interface TrashedRun {
  readonly id: string;
  /** Its id when its files cannot be read. */
  readonly name: string;
  /** ms since 1970: when it was moved to the trash. */
  readonly trashed: number;
}

/** What was done, and a sentence for each run that was not. */
export interface TrashResult {
  readonly done: readonly string[];
  readonly problems: readonly Problem[];
}

/** Running runs are refused: stop them first. Rejects never; see TrashResult. */
export async function moveToTrash(
  layout: Layout,
  ids: readonly string[],
  clock: Clock,
): Promise<TrashResult> {
  return await forEach(ids, async (id) => {
    const dir = runDir(layout, id);
    if (!(await exists(dir))) throw missing(id);
    if (await isAlive(runPaths(dir), clock)) {
      throw new UserError('running', t('{0} is running.', id), t('Stop it first.'));
    }
    await mkdir(layout.trash, { recursive: true });
    const trashed = path.join(layout.trash, id);
    await rename(dir, trashed);
    // Its time tells since when it is in the trash.
    await utimes(trashed, clock.now() / 1000, clock.now() / 1000);
  });
}

export async function restore(layout: Layout, ids: readonly string[]): Promise<TrashResult> {
  return await forEach(ids, async (id) => {
    if (await exists(runDir(layout, id))) {
      throw new UserError('exists', t('There is already a run {0}.', id));
    }
    await mkdir(layout.runs, { recursive: true });
    if (!(await exists(path.join(layout.trash, id)))) throw missing(id);
    await rename(path.join(layout.trash, id), runDir(layout, id));
  });
}

/** Removes what is in the trash for good; `ids` names some, absent means all. */
export async function emptyTrash(layout: Layout, ids?: readonly string[]): Promise<TrashResult> {
  const chosen = ids ?? (await listTrash(layout)).map((run) => run.id);
  return await forEach(chosen, async (id) => {
    const dir = path.join(layout.trash, id);
    if (!(await exists(dir))) throw missing(id);
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  });
}

/** Newest first. */
export async function listTrash(layout: Layout): Promise<readonly TrashedRun[]> {
  let names: string[];
  try {
    names = await readdir(layout.trash);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
  const runs = await Promise.all(
    names.filter(isRunId).map(async (id) => {
      const dir = path.join(layout.trash, id);
      const read = openRunFiles(dir, `trash/${id}`);
      return { id, name: read.ok ? read.run.state.name : id, trashed: (await stat(dir)).mtimeMs };
    }),
  );
  return runs.sort((a, b) => b.trashed - a.trashed || (a.id < b.id ? 1 : -1));
}

/** One at a time, each with its own sentence when it fails. Ids become paths, so anything else is refused first. */
async function forEach(ids: readonly string[], act: (id: string) => Promise<void>): Promise<TrashResult> {
  const done: string[] = [];
  const problems: Problem[] = [];
  for (const id of new Set(ids)) {
    try {
      if (!isRunId(id)) throw new UserError('notARun', t('{0} is not a run.', id));
      await act(id);
      done.push(id);
    } catch (error) {
      problems.push({ where: id, message: writeProblem(error) });
    }
  }
  return { done, problems };
}

async function isAlive(paths: RunPaths, clock: Clock): Promise<boolean> {
  if (await hasEnded(paths)) return false;
  const record = await readProcess(paths);
  if (record !== undefined) return (await proveAlive(paths, record)) === 'alive';
  const holder = await holderOf(paths);
  if (holder.number > 0) return holder.proof === 'alive' || (await findChild(paths)).proof === 'alive';
  // Its worker may be about to begin.
  const info = await stat(paths.run).catch(() => undefined);
  return info !== undefined && Math.abs(clock.now() - info.mtimeMs) < 5000;
}

async function exists(dir: string): Promise<boolean> {
  return await stat(dir).then(
    () => true,
    () => false,
  );
}

function missing(id: string): UserError {
  return new UserError('notARun', t('There is no run {0}.', id));
}
