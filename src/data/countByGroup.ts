/** Counts by group without scores: rows are grouped once, as finely as asked, and all crossings are summed from that. */
import type { Problem } from '../base/errors.ts';
import { UserError } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { Cells, FairnessCounts, FairnessQuery, SliceCounts } from '../protocol/fairnessCounts.ts';
import type { Cell } from '../protocol/dataProfile.ts';
import type { DataSession } from './dataSession.ts';
import { exactSum, type ExactSum } from './exactSum.ts';
import { mostGroups, mostSlices, tooMany } from './groupValues.ts';
import { byValue, type LabelScheme } from './labelScheme.ts';
import type { PredictionFacts } from './predictionFacts.ts';
import type { Relation, RelationGroup } from './predictionRelation.ts';

export interface CountInput {
  readonly session: DataSession;
  readonly query: FairnessQuery;
  readonly relation: Relation;
  readonly scheme: LabelScheme;
  readonly facts: PredictionFacts;
  /** Rows whose scores are sorted at once. */
  readonly rowsAtOnce: number;
}

export type Counted = Pick<FairnessCounts, 'overall' | 'attributes' | 'scores' | 'threshold'> & {
  readonly problems: readonly Problem[];
};

export async function countLabels(input: CountInput): Promise<Counted> {
  const { scheme, query, facts } = input;
  const classes = scheme.classes.length;
  const [weights, squares] = [exactSum('w', facts.mostWeight), exactSum('w * w', facts.mostWeight ** 2)];
  const rows = await groupingSets(input, {
    by: ['l', 'p'],
    sums:
      query.weight === undefined
        ? ['count(*)::BIGINT AS n']
        : ['count(*)::BIGINT AS n', ...summed([weights, squares])],
  });
  const slices = new SliceTable(input, () => ({
    cells: emptyCells(classes * classes, query.weight !== undefined),
  }));
  for (const { mask, values, rest } of rows) {
    const [label, prediction, n, ...parts] = rest;
    const place =
      (scheme.labelPlace(String(label)) ?? 0) * classes + (scheme.predictionPlace(String(prediction)) ?? 0);
    const slice = slices.of(mask, values);
    slice.rows += Number(n);
    const [w = 0, w2 = 0] = sumsOf([weights, squares], parts);
    addCell(slice.cells, place, [Number(n), w, w2]);
  }
  const { overall, attributes } = slices.sorted();
  return { overall, attributes, scores: null, threshold: null, problems: oneClassOnly(overall, input) };
}

export async function countErrors(input: CountInput): Promise<Counted> {
  const { mostWeight, mostError } = input.facts;
  const w = input.query.weight === undefined ? '1' : 'w';
  const e = '(p::DOUBLE - l::DOUBLE)';
  const of = (term: string, weights: number, errors: number) =>
    exactSum(term, mostWeight ** weights * mostError ** errors);
  const sums = [
    of(w, 1, 0),
    of(`${w} * ${w}`, 2, 0),
    of(`CASE WHEN ${e} > 0 THEN ${w} ELSE 0 END`, 1, 0),
    of(`CASE WHEN ${e} < 0 THEN ${w} ELSE 0 END`, 1, 0),
    of(`${w} * ${e}`, 1, 1),
    of(`${w} * abs(${e})`, 1, 1),
    of(`${w} * ${e} * ${e}`, 1, 2),
    of(`${w} * ${e} * ${e} * ${e} * ${e}`, 1, 4),
  ];
  const rows = await groupingSets(input, {
    by: [],
    sums: ['count(*)::BIGINT AS n', ...summed(sums)],
  });
  const slices = new SliceTable(input, () => ({}));
  for (const { mask, values, rest } of rows) {
    const [n, ...parts] = rest;
    const [weight = 0, squares = 0, over = 0, under = 0, e1 = 0, absolute = 0, e2 = 0, e4 = 0] = sumsOf(
      sums,
      parts,
    );
    const slice = slices.of(mask, values);
    slice.rows = Number(n);
    slice.errors = { rows: slice.rows, weight, squares, over, under, e: e1, absolute, e2, e4 };
  }
  return { ...slices.sorted(), scores: null, threshold: null, problems: [] };
}

/** As columns that `sumsOf` reads. */
export function summed(sums: readonly ExactSum[]): string[] {
  return sums.flatMap(({ sql }, at) => sql.map((one, part) => `${one} AS s${String(at)}${'hl'[part] ?? ''}`));
}

export function sumsOf(sums: readonly ExactSum[], parts: readonly Cell[]): number[] {
  return sums.map(({ value }, at) => value(Number(parts[2 * at] ?? 0), Number(parts[2 * at + 1] ?? 0)));
}

export interface SetRow {
  /** Bit `at`: group `at` is part of the set. */
  readonly mask: number;
  readonly values: readonly (string | null)[];
  readonly rest: readonly Cell[];
}

/** Sums over the finest groups, and over the sets of them that are asked for. */
export async function groupingSets(
  { session, query, relation, facts }: CountInput,
  { by, sums }: { by: readonly string[]; sums: readonly string[] },
): Promise<SetRow[]> {
  const groups = relation.groups.map((_, at) => `g${String(at)}`);
  await session.query(
    `CREATE OR REPLACE TEMP TABLE fine AS SELECT ${[...groups, ...by, ...sums].join(', ')} FROM ${relation.view} WHERE ${facts.usable} GROUP BY ${[...groups, ...by].join(', ')}`,
  );
  const [counts = []] = await session.query(
    `SELECT ${groups.map((name) => `count(DISTINCT ${name})`).join(', ')} FROM fine`,
  );
  for (const [at, count] of counts.entries())
    if (Number(count) > mostGroups) throw tooMany(relation.groups[at], Number(count));
  const sets = crossings(groups.length, query.cross).map((set) =>
    [...set.map((at) => `g${String(at)}`), ...by].join(', '),
  );
  const names = sums.map((sum) => /(\w+)$/.exec(sum)?.[1] ?? '');
  const most = mostSlices * Math.max(1, by.length * 4);
  const found = await session.query(
    `SELECT ${[
      `GROUPING(${groups.join(', ')})`,
      ...[...groups, ...by].map((name) => `${name}::VARCHAR`),
      ...names.map((name) => `sum(${name})::DOUBLE`),
    ].join(
      ', ',
    )} FROM fine GROUP BY GROUPING SETS (${[by.join(', '), ...sets].map((set) => `(${set})`).join(', ')}) LIMIT ${String(most + 1)}`,
  );
  await session.query('DROP TABLE fine');
  if (found.length > most) throw tooManySlices();
  const last = groups.length - 1;
  return found.map(([grouping, ...rest]) => ({
    // DuckDB sets the bits of what is left out, the first group's highest.
    mask: groups.reduce((mask, _, at) => mask | ((Number(grouping) >> (last - at)) & 1 ? 0 : 1 << at), 0),
    values: rest.slice(0, groups.length).map((value) => (value === null ? null : String(value))),
    rest: rest.slice(groups.length),
  }));
}

export function tooManySlices(): UserError {
  return new UserError(
    'groups',
    t('The crossings have more than {0} slices.', formatCount(mostSlices)),
    t('Cross fewer columns (--cross 1), or name fewer groups.'),
  );
}

/** Places of groups that are crossed: each alone first, then pairs, then threes. */
export function crossings(groups: number, depth: number): number[][] {
  const all: number[][] = [];
  const grow = (set: readonly number[], length: number) => {
    if (set.length === length) all.push([...set]);
    else for (let next = (set.at(-1) ?? -1) + 1; next < groups; next++) grow([...set, next], length);
  };
  for (let length = 1; length <= Math.min(depth, groups); length++) grow([], length);
  return all;
}

type MutableSlice = SliceCounts & { rows: number };

/** Slices by the set of groups they belong to and their values. */
export class SliceTable<T extends object> {
  readonly #slices = new Map<number, Map<string, MutableSlice & T>>();
  readonly #groups: readonly RelationGroup[];
  readonly #sets: readonly number[][];
  readonly #fresh: () => T;

  constructor({ relation, query }: Pick<CountInput, 'relation' | 'query'>, fresh: () => T) {
    this.#groups = relation.groups;
    this.#sets = crossings(relation.groups.length, query.cross);
    this.#fresh = fresh;
  }

  of(mask: number, values: readonly (string | null)[]): MutableSlice & T {
    const own = values.filter((_, at) => (mask >> at) & 1);
    const key = JSON.stringify(own);
    const set = this.#slices.get(mask) ?? new Map<string, MutableSlice & T>();
    this.#slices.set(mask, set);
    const slice = set.get(key) ?? { values: own, rows: 0, ...this.#fresh() };
    set.set(key, slice);
    return slice;
  }

  sorted(): { overall: SliceCounts & T; attributes: { columns: string[]; slices: (SliceCounts & T)[] }[] } {
    return {
      overall: this.of(0, []),
      attributes: this.#sets.map((set) => {
        const groups = set.flatMap((at) => this.#groups[at] ?? []);
        const mask = set.reduce((bits, at) => bits | (1 << at), 0);
        const slices = [...(this.#slices.get(mask)?.values() ?? [])].sort(bySlice);
        return {
          columns: groups.map(({ column }) => column),
          slices: slices.map((slice) => ({
            ...slice,
            values: slice.values.map((value, at) =>
              value === null ? null : (groups[at]?.shown(value) ?? value),
            ),
          })),
        };
      }),
    };
  }
}

/** Values in order, without a value last. */
function bySlice(a: SliceCounts, b: SliceCounts): number {
  for (const [at, x] of a.values.entries()) {
    const y = b.values[at] ?? null;
    if (x === y) continue;
    if (x === null || y === null) return x === null ? 1 : -1;
    return byValue(x, y);
  }
  return 0;
}

export function emptyCells(length: number, isWeighted: boolean): Cells {
  const list = () => Array.from({ length }, () => 0);
  return isWeighted ? { rows: list(), weights: list(), squares: list() } : { rows: list() };
}

export function addCell(
  { rows, weights, squares }: Cells,
  place: number,
  [n, w, w2]: readonly [number, number, number],
): void {
  rows[place] = (rows[place] ?? 0) + n;
  if (weights) weights[place] = (weights[place] ?? 0) + w;
  if (squares) squares[place] = (squares[place] ?? 0) + w2;
}

export function oneClassOnly({ cells, curve }: SliceCounts, { scheme, session }: CountInput): Problem[] {
  if (scheme.task !== 'binary') return [];
  const [negatives = 0, positives = 0] = cells
    ? [(cells.rows[0] ?? 0) + (cells.rows[1] ?? 0), (cells.rows[2] ?? 0) + (cells.rows[3] ?? 0)]
    : (curve?.totals.rows ?? []);
  const where = session.source.files[0]?.asked ?? '';
  const [negative = '', positive = ''] = scheme.classes;
  if (negatives === 0)
    return [
      { where, message: t('Every label is “{0}”: rates that need “{1}” are undefined.', positive, negative) },
    ];
  if (positives === 0)
    return [
      { where, message: t('Every label is “{0}”: rates that need “{1}” are undefined.', negative, positive) },
    ];
  return [];
}
