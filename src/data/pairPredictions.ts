/** Joint counts of two files of predictions: rows are paired, and what both say of the same row is counted together by slice. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { Cell } from '../protocol/dataProfile.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { VersusCounts } from '../protocol/fairnessVersus.ts';
import {
  countRelation,
  manyRows,
  valuesOf,
  withJoined,
  type CountedPredictions,
} from './countPredictions.ts';
import type { DataSession } from './dataSession.ts';
import { idColumns, idsAmong, sideColumns, writeSide, type OwnSide } from './ownSide.ts';
import { pairCounts } from './pairCounts.ts';
import { pairRows, type Rows } from './pairRows.ts';
import type { JoinedGroups } from './predictionRelation.ts';

export interface Pairing {
  /** Its file lies where the session of the other may read it. */
  readonly own: OwnSide;
  readonly joined: JoinedGroups | undefined;
  readonly thresholds: readonly number[];
  readonly share: (share: number) => void;
  readonly rowsAtOnce?: number;
}

/** `session` and `query` are those of the other. */
export async function pairPredictions(
  session: DataSession,
  query: FairnessQuery,
  { own, joined, thresholds, share, rowsAtOnce = manyRows }: Pairing,
): Promise<VersusCounts> {
  const known = new Set(session.columns.map(({ name }) => name));
  const named = query.id;
  const ids = (named === undefined ? idsAmong(session, query) : [named]).filter((name) => known.has(name));
  const { id: _, ...rest } = query;
  // Without its id the other can still be counted.
  const asked = named !== undefined && known.has(named) ? query : query.join ? query : rest;
  return await withJoined(session, joined, async (copy) => {
    const counted = await countRelation(session, asked, {
      ...{ joined: copy, rowsAtOnce, ids },
      share: (part) => share(part * 0.5),
    });
    refuseUnlike(own, counted, session);
    const { relation, scheme, facts } = counted;
    const values = await valuesOf(session, relation);
    const columns = sideColumns({ query, relation, values, scheme, usable: facts.usable, ids: ids.length });
    const file = path.join(session.folder, 'other.parquet');
    await writeSide(session, `SELECT ${columns.join(', ')} FROM ${relation.view}`, file);
    share(0.6);
    const differing = differences(own, counted);
    const isWeighted = own.isWeighted || query.weight !== undefined;
    const weight = {
      ...{ what: t('the weight'), same: 'a.w IS NOT DISTINCT FROM b.w', shown: ['a.w', 'b.w'] },
    };
    const all = [...differing, ...(isWeighted ? [weight] : [])];
    const rows = await pairRows({
      ...{ session, own, isNamed: named !== undefined },
      other: {
        file,
        name: session.source.files[0]?.asked ?? '',
        ids: idColumns(session, ids),
      },
      alike: differing.map(({ same }) => same).join(' AND '),
      counts: [
        ...all.map(({ same }) => `count(*) FILTER (a.u AND b.u AND NOT (${same}))`),
        'count(*) FILTER (a.u <> b.u)',
      ],
    });
    const told = rows.from === undefined ? [] : await tellDifferences(session, rows, all);
    share(0.7);
    const joint = await pairCounts({
      ...{ session, own, counted, thresholds, rowsAtOnce, isWeighted },
      query: { ...query, groups: [...own.fixed] },
      from: rows.from,
      same: ['a.u', 'b.u', ...all.map(({ same }) => same)].join(' AND '),
    });
    await rm(file, { force: true });
    share(1);
    return {
      other: counted.counts,
      pairing: {
        ...{ by: joint.overall.rows === 0 ? 'none' : rows.by, column: rows.column },
        ...{ pairs: joint.overall.rows, says: [...rows.says, ...told, ...joint.says] },
      },
      overall: joint.overall,
      attributes: joint.attributes,
    };
  });
}

function refuseUnlike(own: OwnSide, { counts, scheme }: CountedPredictions, session: DataSession): void {
  const name = session.source.files[0]?.asked ?? '';
  if (own.scheme.task !== scheme.task)
    throw new UserError(
      'unlike',
      t(
        '{0} and {1} are predictions of different kinds, which cannot be held against each other.',
        own.name,
        name,
      ),
      t('Check which column is the label of both.'),
    );
  if (scheme.task === 'classes' && own.scheme.classes.join('\n') !== counts.classes.join('\n'))
    throw new UserError(
      'unlike',
      t(
        '{0} tells {1} apart, {2} tells {3}: classes must be the same.',
        own.name,
        own.scheme.classes.join(', '),
        name,
        counts.classes.join(', '),
      ),
      t('Judge one of them: name the favourable label.'),
    );
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
    const [[name = '', own, other] = []] = await query(
      `SELECT left(${called}, 60), left((${shown[0] ?? ''})::VARCHAR, 60), left((${shown[1] ?? ''})::VARCHAR, 60) FROM ${from} WHERE a.u AND b.u AND NOT (${same}) ORDER BY a.r LIMIT 1`,
    );
    told.push(
      t(
        'In {0} pairs {1} is not the same in both files, such as {2} “{3}” ({4} and {5}); they count as independent rows.',
        formatCount(count),
        what,
        by === 'id' ? t('id') : t('row'),
        String(name),
        valueText(own, names),
        valueText(other, names),
      ),
    );
  }
  const lacking = counted.at(-1) ?? 0;
  if (lacking > 0)
    told.push(
      t(
        '{0} pairs lack a value in one of the files; the other row counts as independent.',
        formatCount(lacking),
      ),
    );
  return told;
}

function valueText(value: Cell | undefined, names: readonly string[] | undefined): string {
  if (value === null || value === undefined) return t('no value');
  return names?.[Number(value)] ?? String(value);
}
