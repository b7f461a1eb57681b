/**
 * Keeps a fairness report: all of it in a file of the run that wrote the predictions, a mark in the edits of that run and of
 * runs that made its model, and with the versions that are registered of that model. Here runs, fairness and models meet.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, UserError } from '../base/errors.ts';
import { cutText } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { headline } from '../fairness/headline.ts';
import { judgeFairness, type Judgement } from '../fairness/judgeFairness.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import { attachFairness, versionsJudgedBy } from '../models/versionFairness.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { PolicyVerdict } from '../protocol/fairnessReport.ts';
import type { KeptFairness } from '../protocol/keptFairness.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { runEdit } from '../records/edit.ts';
import type { FairnessMark } from '../records/fairnessMark.ts';
import { policyStamp } from '../storage/policyStamp.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import { runDir, runPaths, type Layout } from '../storage/layout.ts';

export interface FairnessToKeep {
  readonly run: RunDetail;
  /** The predictions as the run names them; else from the folder. */
  readonly file: string;
  readonly query: FairnessQuery;
  readonly counts: FairnessCounts;
  readonly judgement: Judgement;
  readonly stamps: PredictionStamps;
}

/** SHA-256 of what was counted. */
export interface PredictionStamps {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly joined: string | undefined;
}

export interface KeptReport {
  /** Absolute. */
  readonly file: string;
  /** Runs that made the model and carry the verdict as well. */
  readonly madeBy: readonly string[];
  readonly models: readonly { readonly name: string; readonly version: number }[];
}

/** `others`: runs among which those are found that made the model. Rejects with UserError `run` when that run is gone, and with errors of the file system. */
export async function keepFairness(
  layout: Layout,
  { run, file, query, counts, judgement, stamps }: FairnessToKeep,
  others: Iterable<RunDetail>,
): Promise<KeptReport> {
  const { files: _, join, ...asked } = query;
  const models = modelsOf(run);
  const relative = (place: string) => path.relative(layout.folder, place).split(path.sep).join('/');
  const [joinedFile] = join?.files ?? [];
  const kept: KeptFairness = {
    format: 1,
    made: judgement.now,
    run: { id: run.id, name: run.name },
    script: run.script === null ? null : { path: run.script, sha256: run.scriptHash },
    predictions: { path: file, sha256: stamps.sha256, size: stamps.size },
    joined:
      joinedFile === undefined || stamps.joined === undefined
        ? null
        : { path: relative(joinedFile), sha256: stamps.joined },
    data: run.datasets.map(({ name, version, hash }) => ({ name, version, sha256: hash })),
    models,
    query: { ...asked, ...(join && { join: { ...join, files: join.files.map(relative) } }) },
    policy: judgement.policy ?? null,
    sentence: headline(counts, judgement.settings, judgement.policy),
    report: judgeFairness(counts, judgement),
  };
  const mark = markOf(kept);
  const paths = runPaths(runDir(layout, run.id));
  const place = path.join(paths.fairness, mark.report);
  await makeFolder(paths.fairness, run.name);
  writeFileAtomic(place, `${JSON.stringify(kept, undefined, 1)}\n`);
  await appendMark(layout, run.id, { mark, now: judgement.now });
  const makers = [...others].filter(
    ({ id, artifacts }) =>
      id !== run.id && artifacts.some(({ sha256 }) => sha256 !== null && models.includes(sha256)),
  );
  const madeBy: string[] = [];
  for (const { id } of makers)
    if (await appendMark(layout, id, { mark: { ...mark, of: run.id }, now: judgement.now })) madeBy.push(id);
  const registry = new ModelRegistry(layout.models);
  const versions = versionsJudgedBy(registry.all().models.values(), kept);
  for (const version of versions)
    await attachFairness({ registry, dir: layout.models }, version, { kept, mark });
  return { file: place, madeBy, models: versions };
}

/** SHA-256 of the models that a run logged. */
function modelsOf({ artifacts }: RunDetail): string[] {
  return artifacts.flatMap(({ kind, sha256 }) => (kind === 'model' && sha256 !== null ? [sha256] : []));
}

export function markOf({ predictions, policy, report, sentence }: KeptFairness): FairnessMark {
  const { path: file } = predictions;
  const ends = (report.policy?.limits ?? []).flatMap(({ exception }) => exception?.until ?? []).sort();
  const says = (report.policy && decisive(report.policy)) ?? sentence;
  return {
    file,
    report: reportName(file),
    verdict: report.policy?.verdict ?? null,
    ...(policy && report.policy && { policy: policyStamp(policy) }),
    ...(ends[0] !== undefined && { until: ends[0] }),
    ...(typeof says === 'string' && { says: cutText(says, longestSentence) }),
  };
}

/** Names of groups may be whole texts. */
const longestSentence = 500;

/** What the limit says that the verdict comes from; where it comes from none, what is wrong with the policy. */
function decisive({ verdict, limits, problems }: PolicyVerdict): string | undefined {
  const found = limits.find((one) => one.verdict === verdict && one.exception === undefined);
  return (found ?? (verdict === 'within' ? limits[0] : undefined))?.says ?? problems[0];
}

/** `predictions-1f2e3d4c.json`: the same predictions have the same report, whose numbers are replaced. */
function reportName(file: string): string {
  const stem = path
    .parse(file)
    .name.replace(/[^\w-]+/g, '_')
    .slice(0, 60);
  return `${stem}-${createHash('sha256').update(file).digest('hex').slice(0, 8)}.json`;
}

/** Within the run's own folder: a run that was deleted meanwhile does not come back. */
async function makeFolder(place: string, run: string): Promise<void> {
  try {
    await mkdir(place);
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw new UserError('run', t('The run {0} is not there any more.', run), undefined, { cause: error });
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** False: the run was deleted meanwhile. */
async function appendMark(
  layout: Layout,
  id: string,
  { mark, now }: { readonly mark: FairnessMark; readonly now: number },
): Promise<boolean> {
  const line = runEdit.parse({ t: now, fairness: mark });
  try {
    await appendFile(runPaths(runDir(layout, id)).edits, `${JSON.stringify(line)}\n`);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
