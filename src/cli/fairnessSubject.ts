/** Which predictions `cairn fairness` is asked of: files that are named, those of a run, or those of the newest run that has any. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { predictionsFile, predictionsInside } from '../runs/artifactPath.ts';
import type { Layout } from '../storage/layout.ts';
import { lastOf, type Call } from './command.ts';
import { openRuns, type FolderRuns } from './openRuns.ts';
import { pickRuns, runsOf } from './pickRuns.ts';

export type NamedPredictions = RunDetail['predictions'][number];

export interface FairnessSubject {
  /** Absolute. */
  readonly files: readonly string[];
  readonly run: RunDetail | undefined;
  /** What the run said of its columns. */
  readonly told: NamedPredictions | undefined;
  /** Runs that may have made the model: the newest of all. */
  readonly others: readonly RunDetail[];
}

/** Rejects with UserError `run`, `usage`. */
export async function fairnessSubject(call: Call): Promise<FairnessSubject> {
  const files = call.operands.map((name) => path.resolve(call.cwd, name));
  const isFileAlone = files.length > 0 && lastOf(call, 'run') === undefined && !call.flags.has('keep');
  if (isFileAlone && lastOf(call, 'label') !== undefined)
    return { files, run: undefined, told: undefined, others: [] };
  const runs = await openRuns(call);
  try {
    const found = ofRun(call, runs, files) ?? { files, run: undefined, told: undefined };
    return { ...found, others: call.flags.has('keep') ? newest(runs) : [] };
  } finally {
    runs.dispose();
  }
}

type Found = Omit<FairnessSubject, 'others'>;

function ofRun(call: Call, runs: FolderRuns, files: readonly string[]): Found | undefined {
  const named = lastOf(call, 'run');
  if (named !== undefined) {
    const [picked] = pickRuns(runs.list(), [named], runsOf(call.layout.folder));
    const run = picked && runs.detail(picked.id);
    if (run === undefined) throw new UserError('run', t('The run {0} cannot be read any more.', named));
    return files.length > 0 ? withFile(run, files, call.layout) : onlyOf(run, call.layout);
  }
  if (files.length > 0) {
    const run = newest(runs).find((one) => toldOf(one, files, call.layout) !== undefined);
    return run && withFile(run, files, call.layout);
  }
  const run = newest(runs).find(({ predictions }) => predictions.length > 0);
  if (run !== undefined) return onlyOf(run, call.layout);
  throw new UserError(
    'usage',
    t('Name a file of predictions: no run here has named its own.'),
    t('See cairn fairness --help.'),
  );
}

function withFile(run: RunDetail, files: readonly string[], layout: Layout): Found {
  return { files, run, told: toldOf(run, files, layout) };
}

function toldOf(run: RunDetail, [file]: readonly string[], layout: Layout): NamedPredictions | undefined {
  return run.predictions.find(({ path: name }) => predictionsInside(name, run, layout) === file);
}

function onlyOf(run: RunDetail, layout: Layout): Found {
  const [told, ...others] = run.predictions;
  if (told === undefined)
    throw new UserError(
      'usage',
      t('The run {0} named no predictions.', run.name),
      t('Name the file and its columns; see cairn fairness --help.'),
    );
  if (others.length > 0)
    throw new UserError(
      'usage',
      t(
        'The run {0} named several predictions: {1}',
        run.name,
        run.predictions.map(({ path: name }) => predictionsInside(name, run, layout) ?? name).join(', '),
      ),
      t('Name one of these files.'),
    );
  return { files: [predictionsFile(told.path, run, layout)], run, told };
}

function newest(runs: FolderRuns): RunDetail[] {
  const { runs: rows } = runs.shapes({ limit: mostRuns });
  return rows.flatMap(({ id }) => runs.detail(id) ?? []);
}

const mostRuns = 200;
