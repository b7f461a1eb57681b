/** The counts of a fairness report: what the file holds is looked at first, then counted by label, prediction and group in one pass. */
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { FairnessCounts, FairnessQuery } from '../protocol/fairnessCounts.ts';
import { countErrors, countLabels } from './countByGroup.ts';
import { countScores } from './countScores.ts';
import type { DataSession } from './dataSession.ts';
import { groupProblems, refuseManyGroups } from './groupValues.ts';
import { inFile } from './inFile.ts';
import { labelScheme, mostClasses, type FoundValues } from './labelScheme.ts';
import { noRows, predictionFacts } from './predictionFacts.ts';
import { predictionRelation, type JoinedGroups, type Relation } from './predictionRelation.ts';

interface Counting {
  readonly joined: JoinedGroups | undefined;
  readonly share: (share: number) => void;
  /** Rows whose scores are sorted at once; more take turns, so that memory is bounded. */
  readonly rowsAtOnce?: number;
}

const manyRows = 6_000_000;

export async function countPredictions(
  session: DataSession,
  query: FairnessQuery,
  { joined, share, rowsAtOnce = manyRows }: Counting,
): Promise<FairnessCounts> {
  const own = joined && { ...joined, file: path.join(session.folder, path.basename(joined.file)) };
  if (joined && own) await rename(joined.file, own.file);
  try {
    return await count(session, query, { joined: own, share, rowsAtOnce });
  } catch (error) {
    throw inFile(error, session.source.files[0]?.asked ?? '');
  } finally {
    if (own) await rm(own.file, { force: true });
  }
}

async function count(
  session: DataSession,
  query: FairnessQuery,
  { joined, share, rowsAtOnce = manyRows }: Counting,
): Promise<FairnessCounts> {
  const relation = await predictionRelation(session, query, joined);
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
    ...counted.problems,
    ...groupProblems(where, counted.attributes),
    ...(await session.changed()).map((file) => ({
      where: file,
      message: t('The file changed while it was read: ask again.'),
    })),
  ];
  return {
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
}

/** The values that labels and predictions take, as far as there are few. */
async function valuesOf({ query }: DataSession, { view, label, prediction }: Relation): Promise<FoundValues> {
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
