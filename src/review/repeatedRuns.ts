/** Two runs that should give the same: of one text, with the same params and data. Whether they do. */
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { isJudged } from '../records/metric.ts';

export interface RepeatedRuns {
  readonly runs: readonly [RunDetail, RunDetail];
  /** Scores and losses that both have. */
  readonly compared: readonly string[];
  readonly differing: readonly { readonly key: string; readonly values: readonly [number, number] }[];
  readonly isExact: boolean;
  /** What else may have changed between them. */
  readonly isSameCode: boolean;
}

/** The newest two that can be compared. `runs`: finished, of one text, newest first. */
export function repeatedRuns(runs: readonly RunDetail[]): RepeatedRuns | undefined {
  const alike = new Map<string, RunDetail>();
  for (const run of runs) {
    const key = keyOf(run);
    const other = alike.get(key);
    alike.set(key, run);
    const compared = other === undefined ? undefined : compare(other, run);
    if (compared !== undefined) return compared;
  }
  return undefined;
}

function keyOf({ command, params, datasets }: RunDetail): string {
  return JSON.stringify([
    // Without the program, of which several may be the same.
    command.slice(1),
    Object.entries(params).sort(),
    datasets.map(({ name, hash, version }) => [name, hash, version]).sort(),
  ]);
}

function compare(a: RunDetail, b: RunDetail): RepeatedRuns | undefined {
  const compared = Object.keys(a.metrics).filter(
    (key) => isJudged(key) && !/time|latency|duration|second/i.test(key) && key in b.metrics,
  );
  if (compared.length === 0) return undefined;
  const pairs = compared.map((key) => ({ key, values: [last(a, key), last(b, key)] as const }));
  return {
    runs: [a, b],
    compared,
    differing: pairs.filter(({ values: [x, y] }) => !agree(x, y)),
    isExact: pairs.every(({ values: [x, y] }) => Object.is(x, y)),
    isSameCode:
      a.git?.commit === b.git?.commit && (a.git?.changedFiles ?? 0) === 0 && (b.git?.changedFiles ?? 0) === 0,
  };
}

function last({ metrics }: RunDetail, key: string): number {
  const metric = metrics[key];
  return metric === undefined ? NaN : fromJsonNumber(metric.last);
}

/** Additions in another order change the last digits, and no more. */
function agree(x: number, y: number): boolean {
  return Object.is(x, y) || Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

const tolerance = 1e-6;
