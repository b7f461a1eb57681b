/** Opens the runs of a folder for one subcommand: the same index as the editor's, in this process, brought up to date. */
import path from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { codeOf, UserError } from '../base/errors.ts';
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunDetail, RunShape } from '../protocol/runShape.ts';
import { openRuns as openIndex, openRunsAnew } from '../runs/openRuns.ts';
import type { OpenRuns, OpenRunsOptions } from '../runs/openRuns.ts';
import { proveAlive } from '../runs/processes.ts';
import { shapes } from '../runs/query.ts';
import type { RunQuery } from '../runs/query.ts';
import { detail } from '../runs/runDetails.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import type { Call } from './command.ts';
import { pickRuns, runsOf } from './pickRuns.ts';
import type { NamedRun } from './pickRuns.ts';

export interface FolderRuns {
  readonly problems: readonly Problem[];
  list(): readonly NamedRun[];
  /** Throws UserError `filter` or `order`. */
  shapes(query: RunQuery): { readonly runs: RunShape[]; readonly total: number };
  detail(id: string): RunDetail | undefined;
  ask<T>(question: (runs: OpenRuns) => T): T;
  dispose(): void;
}

export async function openRuns(call: Call): Promise<FolderRuns> {
  const { layout, config, terminal } = call;
  const options: OpenRunsOptions = {
    layout,
    config,
    clock: { now: terminal.now },
    prove: proveAlive,
    pause,
    wasm: path.join(terminal.out, 'sql-wasm.wasm'),
  };
  const runs = await openSound(options);
  return {
    problems: runs.scanner.problems(),
    list: () =>
      [...runs.table.entries()]
        .filter(({ place }) => place === undefined)
        .map(({ id, name }) => ({ id, name })),
    shapes: (query) => shapes(runs, { ...query, own: true }, config),
    detail: (id) => detail(runs, id),
    ask: (question) => question(runs),
    dispose: () => runs.close(),
  };
}

/** Rejects with UserError `run` or `usage`, as findRuns. */
export async function openOne(call: Call): Promise<RunDetail> {
  const [run, ...others] = await openNamed(call);
  if (run === undefined || others.length > 0)
    throw new UserError('usage', t('Name one run.'), t('cairn ls lists them.'));
  return run;
}

export async function openTwo(call: Call): Promise<readonly [RunDetail, RunDetail]> {
  const [a, b] = await openNamed(call);
  if (a === undefined || b === undefined)
    throw new UserError('usage', t('Both words name the same run.'), t('Name two runs.'));
  return [a, b];
}

async function openNamed(call: Call): Promise<readonly RunDetail[]> {
  const runs = await openRuns(call);
  try {
    return pickRuns(runs.list(), call.operands, runsOf(call.layout.folder)).map(({ id }) => {
      const run = runs.detail(id);
      if (run !== undefined) return run;
      throw new UserError('run', t('The run {0} cannot be read any more.', id));
    });
  } finally {
    runs.dispose();
  }
}

async function openSound(options: OpenRunsOptions): Promise<OpenRuns> {
  const runs = await openIndex(options);
  try {
    return await broughtUpToDate(runs, options);
  } catch (error) {
    // Damage in the snapshot that showed only now. Without a snapshot it is a bug.
    runs.close();
    if (!runs.fromSnapshot) throw error;
    return await broughtUpToDate(await openRunsAnew(options), options);
  }
}

/** Runs read anew from which on the next call should not have to do it again. */
const worthKeeping = 200;

async function broughtUpToDate(runs: OpenRuns, { layout }: OpenRunsOptions): Promise<OpenRuns> {
  let changes = 0;
  await runs.scanner.scanAll(({ changed, gone }) => {
    changes += changed.length + gone.length;
  });
  if (changes < worthKeeping) return runs;
  try {
    writeFileAtomic(layout.index, runs.index.export());
  } catch (error) {
    // A folder that cannot be written can still be listed.
    if (codeOf(error) === undefined) throw error;
  }
  return runs;
}
