/** Pairs of very many rows, by joins of two files that DuckDB may move out of memory. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import type { CountedPredictions } from './countPredictions.ts';
import type { DataSession } from './dataSession.ts';
import { sideColumns, writeSide, type OwnSide } from './ownSide.ts';
import { pairCounts } from './pairCounts.ts';
import { pairRows, type Rows } from './pairRows.ts';
import { differenceSays, jointCounts, lackingSays, type JointCounts, type Sides } from './pairSides.ts';

export async function pairInFiles(sides: Sides): Promise<JointCounts> {
  const { session, own, counted, parts, ids, share, isNamed, isWeighted } = sides;
  const file = path.join(session.folder, 'other.parquet');
  await writeSide(session, `SELECT ${sideColumns(parts).join(', ')} FROM ${counted.relation.view}`, file);
  share(0.2);
  const differing = differences(own, counted);
  const weight = {
    ...{ what: t('the weight'), same: 'a.w IS NOT DISTINCT FROM b.w', shown: ['a.w', 'b.w'] },
  };
  const all = [...differing, ...(isWeighted ? [weight] : [])];
  const rows = await pairRows({
    ...{ session, own, isNamed },
    other: { file, name: session.source.files[0]?.asked ?? '', ids },
    alike: differing.map(({ same }) => same).join(' AND '),
    counts: [
      ...all.map(({ same }) => `count(*) FILTER (a.u AND b.u AND NOT (${same}))`),
      'count(*) FILTER (a.u <> b.u)',
    ],
  });
  const told = rows.from === undefined ? [] : await tellDifferences(session, rows, all);
  share(0.4);
  const joint = await pairCounts({
    ...{ ...sides, from: rows.from },
    same: ['a.u', 'b.u', ...all.map(({ same }) => same)].join(' AND '),
  });
  await rm(file, { force: true });
  return jointCounts(rows, joint, [...rows.says, ...told, ...joint.says]);
}

interface Difference {
  readonly what: string;
  /** SQL over `a` and `b`. */
  readonly same: string;
  readonly shown: readonly string[];
  /** Names of the places that are shown. */
  readonly names?: readonly string[];
}

function differences(own: OwnSide, { relation }: CountedPredictions): Difference[] {
  const groups = relation.groups.map(({ column, isNumber, isBinned }, at): Difference => {
    const [x, y] = [`a.g${String(at)}`, `b.g${String(at)}`];
    const isNative = isBinned || (isNumber && own.groups[at]?.isNumber === true);
    const same = isNative
      ? `${x} IS NOT DISTINCT FROM ${y}`
      : `${x}::VARCHAR IS NOT DISTINCT FROM ${y}::VARCHAR`;
    return { what: `“${column}”`, same, shown: [x, y] };
  });
  const label = {
    ...{ what: t('the label'), same: 'a.l IS NOT DISTINCT FROM b.l', shown: ['a.l', 'b.l'] },
    ...(own.scheme.task !== 'regression' && { names: own.scheme.classes }),
  };
  return [label, ...groups];
}

async function tellDifferences(
  { query }: DataSession,
  { from = '', called, by, counted }: Rows,
  differing: readonly Difference[],
): Promise<string[]> {
  const told: string[] = [];
  for (const [at, { what, same, shown, names }] of differing.entries()) {
    const count = counted[at] ?? 0;
    if (count === 0) continue;
    const [[name = '', ...values] = []] = await query(
      `SELECT left(${called}, 60), left((${shown[0] ?? ''})::VARCHAR, 60), left((${shown[1] ?? ''})::VARCHAR, 60) FROM ${from} WHERE a.u AND b.u AND NOT (${same}) ORDER BY a.r LIMIT 1`,
    );
    const [own, other] = values.map((value) => (value === null ? null : (names?.[Number(value)] ?? value)));
    told.push(differenceSays(by, { ...{ count, what, name: String(name) }, own, other }));
  }
  const lacking = counted.at(-1) ?? 0;
  if (lacking > 0) told.push(lackingSays(lacking));
  return told;
}
