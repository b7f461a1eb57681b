/** What two models say of the same rows, counted by slice: decisions together, curves of one by decisions of the other, errors. */
import { t } from '../base/l10n.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { JointAreas, JointErrors, JointSlice } from '../protocol/fairnessVersus.ts';
import { exactSum } from './exactSum.ts';
import { groupingSets, SliceTable, summed, sumsOf, type CountInput } from './countByGroup.ts';
import type { CountedPredictions } from './countPredictions.ts';
import type { DataSession, ListRow } from './dataSession.ts';
import type { OwnSide } from './ownSide.ts';
import { jointScores, type Joint, type JointKey } from './jointScores.ts';
import { ordered, pairAreas, type PairedScores } from './pairAreas.ts';
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
  const table = new SliceTable<Joint>({ relation, query: input.query }, (): Joint => ({
    joint: { rows: 0 },
  }));
  const says: string[] = [];
  if (isRegression) await addErrors(input, table);
  else if (own.isDecided && isDecided) await addCells(input, table);
  if (!isRegression && own.isScored) says.push(...(await addScores(input, table, isDecided)));
  await session.query('DROP TABLE pairs');
  return { ...jointSlices(table), says };
}

export function jointSlices(table: SliceTable<Joint>): Omit<PairCounts, 'says'> {
  const { overall, attributes } = table.sorted();
  return {
    overall: { ...overall.joint, values: [] },
    attributes: attributes.map(({ columns, slices }) => ({
      columns,
      slices: slices.map(({ values, joint }) => ({ ...joint, values })),
    })),
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

async function addCells(input: PairInput, table: SliceTable<Joint>): Promise<void> {
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

async function addErrors(input: PairInput, table: SliceTable<Joint>): Promise<void> {
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

async function addScores(input: PairInput, table: SliceTable<Joint>, isDecided: boolean): Promise<string[]> {
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
  const scores = jointScores(
    keys.map((key) => jointKey(key, groups.length)),
    query,
    isWeighted,
  );
  let areas: (JointAreas | null)[][] = [];
  for (const { condition, from, to } of ranges) {
    const rows = whole ?? (await lists(condition));
    const parts = rows.map(({ key: own, numbers: [of = none, ...numbers] }) => ({
      code: codes.get(JSON.stringify(own)) ?? 0,
      scores: of,
      weights: isWeighted ? numbers[0] : undefined,
      others: isPaired ? (numbers.at(-1) ?? none) : none,
    }));
    const noted = thresholds.filter((threshold) => threshold >= from && threshold < to);
    if (isPaired) {
      const sorted = ordered(flatRows(parts));
      if (isDecided) scores.walk.add(sorted, noted);
      areas = pairAreas(sorted, scores.plan);
    } else scores.walk.add(sortScores(parts), noted);
  }
  scores.end(table, { isDecided, areas: bothScored ? areas : undefined });
  return bothScored && !isPaired
    ? [
        t(
          'With so many rows differences of AUC are told as those of independent samples, whose intervals are wider.',
        ),
      ]
    : [];
}

function jointKey(key: ListRow['key'], groups: number): JointKey {
  return {
    values: key.slice(0, groups).map((value) => (value === null ? null : String(value))),
    positive: key[groups] === '1',
    decided: key[groups + 1] === '1',
  };
}

type Part = Omit<PairedScores, 'codes'> & { readonly code: number };

function flatRows(parts: readonly Part[]): PairedScores {
  const count = parts.reduce((sum, { scores }) => sum + scores.length, 0);
  const list = () => new Float64Array(count);
  const weights = parts.some((part) => part.weights) ? list() : undefined;
  const flat = { codes: new Int32Array(count), weights, scores: list(), others: list() };
  let at = 0;
  for (const part of parts) {
    flat.codes.fill(part.code, at, at + part.scores.length);
    flat.scores.set(part.scores, at);
    flat.others.set(part.others, at);
    if (part.weights) flat.weights?.set(part.weights, at);
    at += part.scores.length;
  }
  return flat;
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
