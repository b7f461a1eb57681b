/**
 * Counts by score: scores come as one list for each finest group and label, are sorted once, and one walk over them gives the
 * counts at all thresholds, the areas under the ROC curves of every slice, and what a bootstrap draws in their place. Many rows come in ranges of scores that follow each
 * other, so that memory is bounded and every number is exact all the same.
 */
import type { Problem } from '../base/errors.ts';
import { formatCount } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { curveCells } from '../protocol/curveCells.ts';
import type { Cells, SliceCounts } from '../protocol/fairnessCounts.ts';
import {
  addCell,
  crossings,
  emptyCells,
  oneClassOnly,
  SliceTable,
  tooManySlices,
  type Counted,
  type CountInput,
} from './countByGroup.ts';
import type { ListRow } from './dataSession.ts';
import { mostGroups, mostSlices, tooMany } from './groupValues.ts';
import { emptySums, scoreWalk, type Sums, type Walk } from './scoreWalk.ts';
import { sortScores } from './sortScores.ts';
import { doubleText } from './sqlText.ts';

/** Thresholds whose counts are kept, unless so many slices make that too much. */
const mostThresholds = 1000;
const fewestThresholds = 100;
const mostNumbers = 400_000;

export async function countScores(input: CountInput): Promise<Counted> {
  const { query, facts, scheme, relation } = input;
  const { min = 0, max = 0 } = facts.scores ?? {};
  const ranges = await scoreRanges(input);
  const codes = new CodeTable(input);
  let walk: Walk | undefined;
  let kept = mostThresholds;
  let all = true;
  let disagreeing = 0;
  // Codes must be known before the walk, so the finest groups of later ranges are asked for first.
  if (ranges.length > 1) for (const key of (await fineKeys(input)).sort(compareKeys)) codes.of(key);
  for (const range of ranges) {
    const rows = await listsOf(input, range.condition);
    const parts = rows.map(({ key, numbers: [scores = new Float64Array(0), weights] }) => ({
      code: codes.of(key),
      scores,
      weights,
    }));
    if (walk === undefined) {
      const slices = codes.slicings();
      const count = slices.reduce((sum, { slices: own }) => sum + own, 0);
      if (count > mostSlices) throw tooManySlices();
      // With weights a threshold takes three times the numbers.
      const numbers = query.weight === undefined ? 1 : 3;
      const most = Math.round(mostNumbers / count / numbers);
      kept = Math.max(fewestThresholds, Math.min(Math.round(mostThresholds / numbers), most));
      walk = scoreWalk({
        positive: codes.positive,
        slicings: slices,
        isWeighted: query.weight !== undefined,
        isProbability: min >= 0 && max <= 1,
      });
    }
    const sorted = sortScores(parts);
    for (const { code, scores } of parts) {
      disagreeing += disagreements(codes.predicted[code], scores, query.threshold);
    }
    const chosen = thresholdsAmong(sorted.scores, Math.ceil(kept / ranges.length), { min, max });
    all &&= chosen.all;
    const asked = query.threshold ?? NaN;
    walk.add(
      sorted,
      asked >= range.from && asked < range.to ? grown(chosen.thresholds, asked) : chosen.thresholds,
    );
  }
  const walked = walk?.end() ?? { thresholds: [], curves: [], wholeDraws: [], seen: emptySums(0) };
  const { thresholds } = walked;
  const table = codes.slices(walked, query.threshold);
  const { overall, attributes } = table.sorted();
  const problems = [...oneClassOnly(overall, input), ...disagreementProblem(disagreeing, input)];
  if (relation.prediction === undefined && query.threshold === undefined && scheme.task === 'binary')
    problems.push({
      where: input.session.source.files[0]?.asked ?? '',
      message: t('There is no threshold, so only what needs none is told.'),
    });
  return {
    overall,
    attributes: attributes.map((attribute, at) => ({
      ...attribute,
      // The first slicing is all rows.
      wholeDraws: walked.wholeDraws[at + 1],
    })),
    scores: { thresholds, all, min, max },
    threshold: query.threshold ?? null,
    problems,
  };
}

interface Range {
  readonly condition: string;
  /** Scores in it are at least this and below that. */
  readonly from: number;
  readonly to: number;
}

/** Growing; one when the rows are few. */
async function scoreRanges({ session, relation, facts, rowsAtOnce }: CountInput): Promise<Range[]> {
  const count = Math.ceil(facts.rows / rowsAtOnce);
  if (count <= 1) return [{ condition: 'true', from: -Infinity, to: Infinity }];
  const shares = Array.from(
    { length: count - 1 },
    (_, at) => `approx_quantile(s, ${String((at + 1) / count)})`,
  );
  const [found = []] = await session.query(
    `SELECT ${shares.join(', ')} FROM ${relation.view} WHERE ${facts.usable}`,
  );
  const edges = [...new Set(found.map(Number))].sort((a, b) => a - b);
  return [...edges, Infinity].map((to, at) => {
    const from = edges[at - 1] ?? -Infinity;
    return { condition: `s >= ${doubleText(from)} AND s < ${doubleText(to)}`, from, to };
  });
}

function keyColumns({ relation }: CountInput): string[] {
  return [...relation.groups.map((_, at) => `g${String(at)}`), 'l', ...(relation.prediction ? ['p'] : [])];
}

async function fineKeys(input: CountInput): Promise<ListRow['key'][]> {
  const names = keyColumns(input);
  return await input.session.query(
    `SELECT ${names.map((name) => `${name}::VARCHAR`).join(', ')} FROM (SELECT DISTINCT ${names.join(', ')} FROM ${input.relation.view} WHERE ${input.facts.usable})`,
  );
}

async function listsOf(input: CountInput, condition: string): Promise<ListRow[]> {
  const { session, relation, facts, query } = input;
  const names = keyColumns(input);
  const numbers = query.weight === undefined ? 's' : '{s: s, w: w}';
  const found = await session.lists(
    `SELECT ${names.map((name) => `${name}::VARCHAR`).join(', ')}, x FROM (SELECT ${names.join(', ')}, list(${numbers}) AS x FROM ${relation.view} WHERE ${facts.usable} AND ${condition} GROUP BY ${names.join(', ')})`,
  );
  // In an order that no thread decides, so that sums have the same digits again.
  return found.sort((a, b) => compareKeys(a.key, b.key));
}

function compareKeys(a: ListRow['key'], b: ListRow['key']): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The finest groups with label and prediction, numbered. */
class CodeTable {
  readonly positive: boolean[] = [];
  readonly predicted: (boolean | undefined)[] = [];
  readonly #keys: (string | null)[][] = [];
  readonly #codes = new Map<string, number>();
  readonly #input: CountInput;
  #members: number[][][] = [];

  constructor(input: CountInput) {
    this.#input = input;
  }

  of(key: ListRow['key']): number {
    const { relation, scheme } = this.#input;
    const groups = relation.groups.length;
    const values = key.slice(0, groups).map((value) => (value === null ? null : String(value)));
    const label = scheme.labelPlace(String(key[groups]));
    const prediction = relation.prediction && scheme.predictionPlace(String(key[groups + 1]));
    const name = JSON.stringify([values, label, prediction]);
    const known = this.#codes.get(name);
    if (known !== undefined) return known;
    const code = this.positive.length;
    this.#codes.set(name, code);
    this.#keys.push(values);
    this.positive.push(label === 1);
    this.predicted.push(prediction === undefined ? undefined : prediction === 1);
    return code;
  }

  /** All rows, then each crossing: by code the slice. */
  slicings(): { sliceOf: Int32Array; slices: number }[] {
    const { relation, query } = this.#input;
    for (const [at, group] of relation.groups.entries()) {
      const count = new Set(this.#keys.map((values) => values[at])).size;
      if (count > mostGroups + 1) throw tooMany(group, count);
    }
    this.#members = [];
    return [[], ...crossings(relation.groups.length, query.cross)].map((set) => {
      const places = new Map<string, number>();
      const members: number[][] = [];
      const sliceOf = Int32Array.from(this.#keys, (values, code) => {
        const key = JSON.stringify(set.map((at) => values[at]));
        const slice = places.get(key) ?? places.size;
        places.set(key, slice);
        (members[slice] ??= []).push(code);
        return slice;
      });
      this.#members.push(members);
      return { sliceOf, slices: places.size };
    });
  }

  slices(
    { curves, thresholds, seen }: ReturnType<Walk['end']>,
    threshold: number | undefined,
  ): SliceTable<Partial<SliceCounts>> {
    const { relation, query } = this.#input;
    const table = new SliceTable<Partial<SliceCounts>>(this.#input, () => ({}));
    const place = threshold === undefined ? -1 : thresholds.indexOf(threshold);
    const sets = [[], ...crossings(relation.groups.length, query.cross)];
    for (const [at, set] of sets.entries())
      for (const [slice, codes] of (this.#members[at] ?? []).entries()) {
        const curve = curves[at]?.[slice];
        const values = this.#keys[codes[0] ?? 0] ?? [];
        const mask = set.reduce((bits, group) => bits | (1 << group), 0);
        const found = table.of(mask, values);
        if (curve === undefined) continue;
        found.curve = curve;
        found.rows = curve.totals.rows.reduce((sum, rows) => sum + rows, 0);
        if (place >= 0) found.cells = curveCells(curve, place);
        else if (relation.prediction) found.cells = this.#predictedCells(codes, seen);
      }
    return table;
  }

  #predictedCells(codes: readonly number[], seen: Sums): Cells {
    const cells = emptyCells(4, this.#input.query.weight !== undefined);
    for (const code of codes) {
      const place = (this.positive[code] === true ? 2 : 0) + (this.predicted[code] === true ? 1 : 0);
      addCell(cells, place, [seen.rows[code] ?? 0, seen.weights[code] ?? 0, seen.squares[code] ?? 0]);
    }
    return cells;
  }
}

function disagreements(
  predicted: boolean | undefined,
  scores: Float64Array,
  threshold: number | undefined,
): number {
  if (predicted === undefined || threshold === undefined) return 0;
  let count = 0;
  for (const score of scores) if (score > threshold !== predicted) count += 1;
  return count;
}

function disagreementProblem(rows: number, { session, query, facts }: CountInput): Problem[] {
  if (rows === 0) return [];
  return [
    {
      where: session.source.files[0]?.asked ?? '',
      message: t(
        'In {0} of {1} rows “{2}” is not what “{3}” > {4} says; the threshold is what counts here.',
        formatCount(rows),
        formatCount(facts.rows),
        query.prediction ?? '',
        query.score ?? '',
        query.threshold ?? 0,
      ),
    },
  ];
}

/** All scores that differ when they are few, else equally many rows apart and every hundredth of the range. */
function thresholdsAmong(
  scores: Float64Array,
  most: number,
  { min, max }: { min: number; max: number },
): { thresholds: number[]; all: boolean } {
  const distinct: number[] = [];
  for (let at = 0; at < scores.length && distinct.length <= most; at++) {
    const score = scores[at] ?? 0;
    if (score !== distinct.at(-1)) distinct.push(score);
  }
  if (distinct.length <= most) return { thresholds: distinct, all: true };
  const [low, high] = [scores[0] ?? 0, scores.at(-1) ?? 0];
  const [from, width] = min >= 0 && max <= 1 ? [0, 1] : [min, max - min];
  const even = Array.from({ length: 101 }, (_, at) => from + (width * at) / 100);
  const spread = Array.from(
    { length: most },
    (_, at) => scores[Math.floor((at * (scores.length - 1)) / (most - 1))] ?? 0,
  );
  const chosen = [...spread, ...even.filter((score) => score >= low && score <= high)];
  return { thresholds: [...new Set(chosen)].sort((a, b) => a - b), all: false };
}

function grown(thresholds: readonly number[], asked: number): number[] {
  return [...new Set([...thresholds, asked])].sort((a, b) => a - b);
}
