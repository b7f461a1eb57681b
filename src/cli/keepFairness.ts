/** `cairn fairness --keep`: the report becomes part of the record, with the hashes of what it was computed from. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { writeProblem } from '../base/writeProblem.ts';
import type { Judgement } from '../fairness/judgeFairness.ts';
import { keepFairness } from '../project/keepFairness.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { hashFile, hashOfFiles } from '../storage/contentHash.ts';
import type { Call } from './command.ts';
import type { FairnessSubject } from './fairnessSubject.ts';

export interface ReportToKeep {
  readonly subject: FairnessSubject;
  /** What the files were before they were counted. */
  readonly before: string;
  readonly counts: FairnessCounts;
  readonly judgement: Judgement;
  readonly query: FairnessQuery;
}

/** Rejects with UserError `usage` without a run, `changing` when the predictions changed meanwhile, `readOnly`. */
export async function keep(
  call: Call,
  { subject, before, counts, judgement, query }: ReportToKeep,
): Promise<void> {
  const { told, files, others } = subject;
  const run = runToKeepWith(subject);
  const [sha256, joined] = [await hashed(files), query.join && (await hashed(query.join.files))];
  if ((await stampsOf(files)) !== before)
    throw new UserError(
      'changing',
      t('{0} changed while it was counted, so the report is not kept.', path.basename(files[0] ?? '')),
      t('Try again when nothing writes to it.'),
    );
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  const { layout, terminal } = call;
  const file =
    told?.path ??
    path
      .relative(layout.folder, files[0] ?? '')
      .split(path.sep)
      .join('/');
  try {
    const stamps = { sha256, size, joined };
    const kept = await keepFairness(layout, { run, file, query, counts, judgement, stamps }, others);
    const places = [
      run.id,
      ...kept.madeBy,
      ...kept.models.map((one) => `${one.name} v${String(one.version)}`),
    ];
    await terminal.tell(`cairn: ${t('kept with {0}', places.join(', '))}\n`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('readOnly', t('The report could not be kept: {0}.', writeProblem(error)), undefined, {
      cause: error,
    });
  }
}

/** Throws UserError `usage` where no run named the predictions. */
export function runToKeepWith({ run }: FairnessSubject): RunDetail {
  if (run !== undefined) return run;
  throw new UserError(
    'usage',
    t('No run named these predictions, so there is nothing to keep the report with.'),
    t('Name the run: --run RUN.'),
  );
}

async function hashed(files: readonly string[]): Promise<string> {
  const all = files.map(async (file) => ({ relative: path.basename(file), hash: await hashFile(file) }));
  return hashOfFiles(await Promise.all(all));
}

/** Sizes and times: what changed has others. */
export async function stampsOf(files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    try {
      const { size, mtimeMs } = await stat(file);
      return `${String(size)}@${String(mtimeMs)}`;
    } catch {
      // Whoever reads it says what is wrong with it.
      return '-';
    }
  });
  return (await Promise.all(stamps)).join(' ');
}
