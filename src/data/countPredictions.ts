/** The counts of a fairness report: what the file holds is looked at first, then counted by label, prediction and group in one pass. */
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import { countErrors, countLabels } from './countByGroup.ts';
import { countScores } from './countScores.ts';
import type { DataSession } from './dataSession.ts';
import { doubtfulLabels } from './doubtfulLabels.ts';
import { groupProblems, refuseManyGroups } from './groupValues.ts';
import { inFile } from './inFile.ts';
import { labelScheme, mostClasses, type FoundValues, type LabelScheme } from './labelScheme.ts';
import { noRows, predictionFacts, type PredictionFacts } from './predictionFacts.ts';
import { predictionRelation, type JoinedGroups, type Relation } from './predictionRelation.ts';

export interface Counting {
  readonly joined: JoinedGroups | undefined;
  readonly share: (share: number) => void;
  /** Rows whose scores are sorted at once; more take turns, so that memory is bounded. */
  readonly rowsAtOnce?: number;
}

/** Rows whose scores are sorted at once unless somebody says otherwise. */
export const manyRows = 6_000_000;

export interface CountedPredictions {
  readonly counts: FairnessCounts;
  readonly relation: Relation;
  readonly scheme: LabelScheme;
  readonly facts: PredictionFacts;
}

export async function countPredictions(
  session: DataSession,
  query: FairnessQuery,
  { joined, ...counting }: Counting,
): Promise<FairnessCounts> {
  return await withJoined(session, joined, async (own) => {
    return (await countRelation(session, query, { ...counting, joined: own })).counts;
  });
}

/** What is joined lies where the session may read it, as long as the work takes. */
export async function withJoined<T>(
  { folder, source }: DataSession,
  joined: JoinedGroups | undefined,
  work: (joined: JoinedGroups | undefined) => Promise<T>,
): Promise<T> {
  try {
    return joined === undefined ? await work(undefined) : await withMoved({ folder }, joined, work);
  } catch (error) {
    throw inFile(error, source.files[0]?.asked ?? '');
  }
}

export async function withMoved<F extends { readonly file: string }, T>(
  { folder }: Pick<DataSession, 'folder'>,
  one: F,
  work: (moved: F) => Promise<T>,
): Promise<T> {
  const file = path.join(folder, path.basename(one.file));
  await rename(one.file, file);
  try {
    return await work({ ...one, file });
  } finally {
    await rm(file, { force: true });
  }
}

export async function countRelation(
  session: DataSession,
  query: FairnessQuery,
  { joined, share, rowsAtOnce = manyRows, ids = [] }: Counting & { readonly ids?: readonly string[] },
): Promise<CountedPredictions> {
  const relation = await predictionRelation(session, query, joined, ids);
  await refuseManyGroups(session, relation);
  const values = await valuesOf(session, relation);
  const where = session.source.files[0]?.asked ?? '';
  if (values.labels?.length === 0) {
    const [[rows] = []] = await session.query(`SELECT count(*) FROM ${relation.view}`);
    if (rows === 0) throw noRows(where, query);
  }
  const scheme = labelScheme(query, values);
  share(0.2);
  const facts = await predictionFacts(session, query, relation, scheme);
  if (facts.rows === 0)
    throw new UserError(
      'nothing',
      t('No row has all that is needed: {0}', facts.problems.map(({ message }) => message).join(' ')),
      t('Check the columns.'),
    );
  share(0.4);
  const input = { session, query, relation, scheme, facts, rowsAtOnce };
  const counted =
    scheme.task === 'regression'
      ? await countErrors(input)
      : relation.hasScore && scheme.task === 'binary'
        ? await countScores(input)
        : await countLabels(input);
  share(1);
  const problems: Problem[] = [
    ...session.problems,
    ...(joined?.problems ?? []),
    ...facts.problems,
    ...doubtfulLabels(query, values, scheme).map((message) => ({ where, message })),
    ...counted.problems,
    ...groupProblems(where, counted.attributes),
    ...(await session.changed()).map((file) => ({
      where: file,
      message: t('The file changed while it was read: ask again.'),
    })),
  ];
  const counts: FairnessCounts = {
    task: scheme.task,
    classes: [...scheme.classes],
    rows: counted.overall.rows,
    weighted: query.weight !== undefined,
    overall: counted.overall,
    attributes: counted.attributes,
    scores: counted.scores,
    threshold: counted.threshold,
    problems,
  };
  return { counts, relation, scheme, facts };
}

/** The values that labels and predictions take, as far as there are few. */
export async function valuesOf(
  { query }: DataSession,
  { view, label, prediction }: Relation,
): Promise<FoundValues> {
  const most = mostClasses * 4;
  const few = async (name: 'l' | 'p') => {
    const rows = await query(
      `SELECT v::VARCHAR FROM (SELECT DISTINCT ${name} AS v FROM ${view} LIMIT ${String(most + 1)}) WHERE v IS NOT NULL`,
    );
    return rows.length > most ? undefined : rows.map(([value]) => String(value));
  };
  const labels = await few('l');
  return {
    labels,
    predictions: prediction === undefined ? [] : await few('p'),
    areNumbers: label.kind === 'number' && (prediction === undefined || prediction.kind === 'number'),
  };
}
