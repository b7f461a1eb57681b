/** Group columns of another file, one row for each id, so that a join never multiplies predictions. */
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { counted } from '../base/counted.ts';
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { DataSession } from './dataSession.ts';
import { inFile } from './inFile.ts';
import { columnOf, plain, type JoinedGroups } from './predictionRelation.ts';
import { quoteName, quoteText } from './sqlText.ts';

/** `session` is that of the other file; what is copied is moved to `copy`. */
export async function copyGroups(
  session: DataSession,
  query: FairnessQuery,
  copy: string,
): Promise<JoinedGroups> {
  try {
    return await copied(session, query, copy);
  } catch (error) {
    throw inFile(error, session.source.files[0]?.asked ?? '');
  }
}

async function copied(
  session: DataSession,
  { join, groups }: FairnessQuery,
  copy: string,
): Promise<JoinedGroups> {
  const id = columnOf(session.columns, join?.id ?? '');
  const columns = groups
    .filter(({ joined }) => joined === true)
    .map(({ column }) => columnOf(session.columns, column));
  const draft = path.join(session.folder, path.basename(copy));
  const differ = columns.map((column) => {
    const x = plain(column);
    return `(count(${x}) NOT IN (0, count(*)) OR min(${x}) IS DISTINCT FROM max(${x}))`;
  });
  // Ids that say different things of one person say nothing.
  const values = columns.map(
    (column) =>
      `CASE WHEN contradicts THEN NULL ELSE ${quoteName(column.name)} END AS ${quoteName(column.name)}`,
  );
  const kept = columns.map((column) => `min(${plain(column)}) AS ${quoteName(column.name)}`);
  await session.query(
    `CREATE OR REPLACE TEMP TABLE joined AS SELECT ${plain(id)} AS id, count(*) AS n, ${[...differ, 'false'].join(' OR ')} AS contradicts${kept.map((one) => `, ${one}`).join('')}
     FROM data AS d WHERE ${plain(id)} IS NOT NULL GROUP BY ALL`,
  );
  const [[twice, contradict] = []] = await session.query(
    'SELECT count(*) FILTER (n > 1), count(*) FILTER (contradicts) FROM joined',
  );
  await session.query(
    `COPY (SELECT id${values.map((one) => `, ${one}`).join('')} FROM joined) TO ${quoteText(draft)} (FORMAT parquet)`,
  );
  await session.query('DROP TABLE joined');
  await rename(draft, copy);
  const where = session.source.files[0]?.asked ?? '';
  const problems: Problem[] = [...session.problems];
  if (Number(twice) > 0)
    problems.push({
      where,
      message: counted(
        Number(twice),
        t('1 id of “{0}” is there several times; it counts once.', id.name),
        (n) => t('{0} ids of “{1}” are there several times; each counts once.', n, id.name),
      ),
    });
  if (Number(contradict) > 0)
    problems.push({
      where,
      message: counted(
        Number(contradict),
        t(
          '1 id of “{0}” has several groups that contradict each other; it is counted as without a group.',
          id.name,
        ),
        (n) =>
          t(
            '{0} ids of “{1}” have several groups that contradict each other; they are counted as without a group.',
            n,
            id.name,
          ),
      ),
    });
  return { file: copy, columns, idIsNumber: id.kind === 'number', problems };
}
