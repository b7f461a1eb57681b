/** Pairs of two sides that memory holds: a few numbers a row, and no join. */
import { t } from '../base/l10n.ts';
import { countArrays } from './countArrays.ts';
import { matchArrays, type MatchedRows } from './matchArrays.ts';
import { plainIds, sideSql } from './ownSide.ts';
import { differenceSays, jointCounts, lackingSays, type JointCounts, type Sides } from './pairSides.ts';
import { rowPairs, type CountedPairs } from './rowPairs.ts';
import { readSide, type SideArrays } from './sideArrays.ts';
import { doubleText } from './sqlText.ts';

export async function pairInMemory(
  sides: Sides,
  takeOwn: () => SideArrays | undefined,
): Promise<JointCounts> {
  // What both sides hold is gone before scores are sorted.
  const { matched, pairs, told } = await paired(sides, takeOwn);
  if (pairs === undefined)
    return jointCounts(matched, { overall: { values: [], rows: 0 }, attributes: [] }, matched.says);
  sides.share(0.5);
  return jointCounts(matched, countArrays(pairs, sides), [...matched.says, ...told]);
}

interface Paired {
  readonly matched: Pick<MatchedRows, 'by' | 'column' | 'says'>;
  readonly pairs: CountedPairs | undefined;
  /** Differences of pairs. */
  readonly told: readonly string[];
}

async function paired(sides: Sides, takeOwn: () => SideArrays | undefined): Promise<Paired> {
  const own = takeOwn();
  if (own === undefined) throw new Error('The rows have been used.');
  const { session, parts, ids, share } = sides;
  const { relation, scheme } = sides.counted;
  const plain = new Set(
    await plainIds(
      session,
      ids.map(({ name }) => name),
    ),
  );
  const isHeld = (name: string) => own.ids.has(sides.own.ids.findIndex((id) => id.name === name));
  const other = await readSide(session, {
    ...{ query: parts.query, relation, scheme, sql: sideSql(parts) },
    plainIds: ids.flatMap(({ name }, at) => (plain.has(name) && isHeld(name) ? [at] : [])),
  });
  share(0.3);
  const pairsOf = rowPairs({
    ...{ own, other, classes: scheme.task === 'regression' ? 0 : scheme.classes.length },
    ...{ groups: relation.groups, areNumbers: sides.own.groups.map(({ isNumber }) => isNumber) },
  });
  const matched = await matchArrays(
    {
      ...{ session, own: sides.own, isNamed: sides.isNamed, relation, arrays: [own, other] },
      other: { name: session.source.files[0]?.asked ?? '', ids },
    },
    pairsOf,
  );
  const { by, column, says } = matched;
  if (by === 'none') return { matched: { by, column, says }, pairs: undefined, told: [] };
  const pairs = pairsOf.count(matched.places);
  const told: string[] = [];
  const number = async (value: number | undefined) => {
    if (value === undefined || Number.isNaN(value)) return null;
    return (await session.query(`SELECT ${doubleText(value)}::VARCHAR`))[0]?.[0];
  };
  for (const [at, { count, first }] of pairs.differing.entries()) {
    if (count === 0) continue;
    const its = matched.places ? (matched.places[first] ?? -1) : first;
    const kinds = [own.kinds[own.codes[first] ?? 0], other.kinds[other.codes[its] ?? 0]];
    const group = relation.groups[at - 1];
    const shown =
      at === 0
        ? own.numbers
          ? [await number(own.numbers.labels[first]), await number(other.numbers?.labels[its])]
          : kinds.map((kind) => sides.own.scheme.classes[kind?.label ?? -1])
        : group
          ? kinds.map((kind, side) =>
              [own, other][side]?.groups[at - 1]?.[kind?.groups[at - 1] ?? -1]?.slice(0, 60),
            )
          : [await number(own.weights?.[first] ?? 1), await number(other.weights?.[its] ?? 1)];
    told.push(
      differenceSays(by, {
        ...{ count, name: await matched.called(first), own: shown[0], other: shown[1] },
        what: at === 0 ? t('the label') : group ? `“${group.column}”` : t('the weight'),
      }),
    );
  }
  if (pairs.lacking > 0) told.push(lackingSays(pairs.lacking));
  return { matched: { by, column, says }, pairs, told };
}
