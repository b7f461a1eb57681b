/** What two models say of the same rows, counted by slice: decisions together, curves of one by decisions of the other, errors. */
import { t } from '../base/l10n.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { JointAreas, JointCurve, JointErrors, JointSlice } from '../protocol/fairnessVersus.ts';
import { exactSum } from './exactSum.ts';
import { crossings, groupingSets, SliceTable, summed, sumsOf, type CountInput } from './countByGroup.ts';
import type { CountedPredictions } from './countPredictions.ts';
import type { DataSession, ListRow } from './dataSession.ts';
import type { OwnSide } from './ownSide.ts';
import { pairAreas, placed, withWeights, type PairPart } from './pairAreas.ts';
import { scoreWalk } from './scoreWalk.ts';
import { sortScores } from './sortScores.ts';
import { doubleText } from './sqlText.ts';

export interface PairInput {
  readonly session: DataSession;
  readonly own: OwnSide;
  readonly counted: CountedPredictions;
  readonly query: FairnessQuery;
  /** FROM and ON of the pairs; undefined: there are none. */
  readonly from: string | undefined;
  /** Pairs that count, as SQL. */
  readonly same: string;
  readonly thresholds: readonly number[];
  readonly isWeighted: boolean;
  readonly rowsAtOnce: number;
}

export interface PairCounts {
  readonly overall: JointSlice;
  readonly attributes: { columns: string[]; slices: JointSlice[] }[];
  readonly says: readonly string[];
}

interface Own {
  joint: Omit<JointSlice, 'values'>;
}

export async function pairCounts(input: PairInput): Promise<PairCounts> {
  const { session, own, counted, from, same } = input;
  if (from === undefined) return { overall: { values: [], rows: 0 }, attributes: [], says: [] };
  const { relation, scheme } = counted;
  const isRegression = scheme.task === 'regression';
  const isDecided = input.query.threshold !== undefined || relation.prediction !== undefined;
  const columns = [
    ...relation.groups.map((_, at) => `a.g${String(at)}`),
    ...(isRegression ? ['a.p - a.l AS e', 'b.p - b.l AS f', 'a.w'] : ['a.l']),
    ...(!isRegression && own.isDecided ? ['a.p'] : []),
    ...(!isRegression && isDecided ? ['b.p AS o'] : []),
    ...(own.isScored ? ['a.s', ...(relation.hasScore ? ['b.s AS t'] : [])] : []),
    ...(input.isWeighted && !isRegression ? ['a.w'] : []),
  ];
  await session.query(
    `CREATE OR REPLACE TEMP TABLE pairs AS SELECT ${columns.join(', ')} FROM ${from} WHERE ${same}`,
  );
  const table = new SliceTable<Own>({ relation, query: input.query }, (): Own => ({ joint: { rows: 0 } }));
  const says: string[] = [];
  if (isRegression) await addErrors(input, table);
  else if (own.isDecided && isDecided) await addCells(input, table);
  if (!isRegression && own.isScored) says.push(...(await addScores(input, table, isDecided)));
  await session.query('DROP TABLE pairs');
  const { overall, attributes } = table.sorted();
  return {
    overall: { ...overall.joint, values: [] },
    attributes: attributes.map(({ columns, slices }) => ({
      columns,
      slices: slices.map(({ values, joint }) => ({ ...joint, values })),
    })),
    says,
  };
}

function countInput({ session, query, counted, rowsAtOnce }: PairInput): CountInput {
  const { relation, scheme, facts } = counted;
  return {
    ...{ session, query, scheme, rowsAtOnce },
    relation: { ...relation, view: 'pairs' },
    facts: { ...facts, usable: 'true' },
  };
}

async function addCells(input: PairInput, table: SliceTable<Own>): Promise<void> {
  const classes = input.counted.scheme.classes.length;
  const { mostWeight } = input.counted.facts;
  const sums = [exactSum('w', mostWeight), exactSum('w * w', mostWeight ** 2)];
  const rows = await groupingSets(countInput(input), {
    by: ['l', 'p', 'o'],
    sums: ['count(*)::BIGINT AS n', ...(input.isWeighted ? summed(sums) : [])],
  });
  for (const { mask, values, rest } of rows) {
    const [l = 0, p = 0, o = 0, n = 0] = rest.map(Number);
    const [w = 0, w2 = 0] = sumsOf(sums, rest.slice(4));
    const { joint } = table.of(mask, values);
    joint.rows += n;
    const cells = (joint.cells ??= {
      ...{ at: [], rows: [] },
      ...(input.isWeighted && { weights: [], squares: [] }),
    });
    cells.at.push((l * classes + p) * classes + o);
    cells.rows.push(n);
    cells.weights?.push(w);
    cells.squares?.push(w2);
  }
}

/** Five values of an error. */
const valuesOf = (e: string) => [e, `abs(${e})`, `${e} * ${e}`, `(${e} > 0)::DOUBLE`, `(${e} < 0)::DOUBLE`];

async function addErrors(input: PairInput, table: SliceTable<Own>): Promise<void> {
  const [own, other] = [valuesOf('e'), valuesOf('f')];
  const sum = (name: string, value: (at: number) => string) =>
    own.map((_, at) => `sum(w * ${value(at)})::DOUBLE AS ${name}${String(at)}`);
  const of = (list: readonly string[], at: number) => `(${list[at] ?? ''})`;
  const rows = await groupingSets(countInput(input), {
    by: [],
    sums: [
      ...['count(*)::BIGINT AS n', 'sum(w)::DOUBLE AS ww', 'sum(w * w)::DOUBLE AS w2'],
      ...sum('x', (at) => of(own, at)),
      ...sum('y', (at) => of(other, at)),
      ...sum('xx', (at) => `${of(own, at)} * ${of(own, at)}`),
      ...sum('yy', (at) => `${of(other, at)} * ${of(other, at)}`),
      ...sum('xy', (at) => `${of(own, at)} * ${of(other, at)}`),
    ],
  });
  for (const { mask, values, rest } of rows) {
    const [n = 0, weight = 0, squares = 0, ...sums] = rest.map(Number);
    const { joint } = table.of(mask, values);
    joint.rows = n;
    const part = (at: number) => sums.slice(at * own.length, (at + 1) * own.length);
    const errors: JointErrors = {
      ...{ rows: n, weight, squares, own: part(0), other: part(1) },
      ...{ ownSquares: part(2), otherSquares: part(3), products: part(4) },
    };
    joint.errors = errors;
  }
}

async function addScores(input: PairInput, table: SliceTable<Own>, isDecided: boolean): Promise<string[]> {
  const { session, query, counted, thresholds, rowsAtOnce, isWeighted } = input;
  const bothScored = counted.relation.hasScore;
  if (!isDecided && !bothScored) return [];
  const groups = counted.relation.groups.map((_, at) => `g${String(at)}`);
  const names = [...groups, 'l', ...(isDecided ? ['o'] : [])];
  const count =
    table.of(0, []).joint.rows || Number((await session.query('SELECT count(*) FROM pairs'))[0]?.[0] ?? 0);
  const isPaired = bothScored && count <= rowsAtOnce;
  const fields = ['s', ...(isWeighted ? ['w'] : []), ...(isPaired ? ['t'] : [])];
  const key = names.map((name) => `${name}::VARCHAR`).join(', ');
  const list = fields.length === 1 ? 's' : `{${fields.map((name) => `${name}: ${name}`).join(', ')}}`;
  const lists = async (condition: string) =>
    await session.lists(
      `SELECT ${key}, x FROM (SELECT ${names.join(', ')}, list(${list}) AS x FROM pairs WHERE ${condition} GROUP BY ${names.join(', ')})`,
    );
  const ranges = await scoreRanges(session, count, rowsAtOnce);
  // Of several ranges the codes of all must be known before the first.
  const whole = ranges.length === 1 ? await lists('true') : undefined;
  const keys =
    whole?.map((row) => row.key) ??
    (await session.query(`SELECT ${key} FROM (SELECT DISTINCT ${names.join(', ')} FROM pairs)`));
  const codes = new Map(keys.map((key, code) => [JSON.stringify(key), code]));
  const label = (key: ListRow['key'] | undefined) => key?.[groups.length] === '1';
  const decided = (key: ListRow['key'] | undefined) => (key?.[groups.length + 1] === '1' ? 1 : 0);
  const valuesOfKey = (key: ListRow['key'] | undefined) =>
    (key ?? []).slice(0, groups.length).map((value) => (value === null ? null : String(value)));
  const sets = [[], ...crossings(groups.length, query.cross)].map((set) => {
    const places = new Map<string, number>();
    const firsts: number[] = [];
    const sliceOf = Int32Array.from(keys, (key, code) => {
      const name = JSON.stringify(set.map((at) => key[at]));
      const slice = places.get(name) ?? places.size;
      if (!places.has(name)) firsts.push(code);
      places.set(name, slice);
      return slice;
    });
    return { set, sliceOf, firsts };
  });
  const positive = keys.map(label);
  const walk = scoreWalk({
    ...{ positive, isWeighted, isProbability: false, withAreas: false },
    slicings: sets.map(({ sliceOf, firsts }) => ({
      sliceOf: sliceOf.map((slice, code) => slice * 2 + decided(keys[code])),
      slices: firsts.length * 2,
    })),
  });
  let areas: (JointAreas | null)[][] = [];
  for (const { condition, from, to } of ranges) {
    const rows = whole ?? (await lists(condition));
    const parts = rows.map(({ key: own, numbers: [scores = none, ...numbers] }): PairPart => ({
      code: codes.get(JSON.stringify(own)) ?? 0,
      scores,
      weights: isWeighted ? numbers[0] : undefined,
      others: isPaired ? (numbers.at(-1) ?? none) : none,
    }));
    const noted = thresholds.filter((threshold) => threshold >= from && threshold < to);
    if (isPaired) {
      const own = placed(parts);
      if (isDecided) walk.add(withWeights(own, parts), noted);
      areas = pairAreas(parts, own, {
        positive,
        slicings: sets.map(({ sliceOf, firsts }) => ({ sliceOf, slices: firsts.length })),
      });
    } else walk.add(sortScores(parts), noted);
  }
  const curves = isDecided ? walk.end().curves : [];
  for (const [at, { set, firsts }] of sets.entries())
    for (const [slice, code] of firsts.entries()) {
      const mask = set.reduce((bits, group) => bits | (1 << group), 0);
      const { joint } = table.of(mask, valuesOfKey(keys[code]));
      const [no, yes] = [curves[at]?.[slice * 2], curves[at]?.[slice * 2 + 1]];
      if (no && yes) {
        joint.curves = [curveOf(no), curveOf(yes)];
        joint.rows = [...no.totals.rows, ...yes.totals.rows].reduce((sum, rows) => sum + rows, 0);
      }
      if (bothScored) joint.areas = areas[at]?.[slice] ?? null;
    }
  return bothScored && !isPaired
    ? [
        t(
          'With so many rows differences of AUC are told as those of independent samples, whose intervals are wider.',
        ),
      ]
    : [];
}

function curveOf({ positives, negatives, weights, squares, totals }: JointCurve): JointCurve {
  return { positives, negatives, ...(weights && { weights }), ...(squares && { squares }), totals };
}

/** As many rows as are sorted at once. */
async function scoreRanges({ query }: DataSession, rows: number, rowsAtOnce: number) {
  const count = Math.ceil(rows / rowsAtOnce);
  if (count <= 1) return [{ condition: 'true', from: -Infinity, to: Infinity }];
  const shares = Array.from(
    { length: count - 1 },
    (_, at) => `approx_quantile(s, ${String((at + 1) / count)})`,
  );
  const [found = []] = await query(`SELECT ${shares.join(', ')} FROM pairs`);
  const edges = [...new Set(found.map(Number))].sort((a, b) => a - b);
  return [...edges, Infinity].map((to, at) => {
    const from = edges[at - 1] ?? -Infinity;
    return { condition: `s >= ${doubleText(from)} AND s < ${doubleText(to)}`, from, to };
  });
}

const none = new Float64Array(0);
