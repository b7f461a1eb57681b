/** Runs as charts can meet them, with seeded series: what an index would answer, made in the browser. */
import type { PointColumns } from '../../../src/storage/series/seriesFormat.ts';

export interface ChartRun {
  readonly id: string;
  readonly name: string;
  /** Points of a metric; undefined: never logged. */
  readonly series: (key: string) => PointColumns | undefined;
}

export interface CurveScenario {
  readonly runs: readonly ChartRun[];
  readonly metrics: readonly string[];
  /** Group of each run; absent: no grouping. */
  readonly groups?: readonly number[];
  readonly objective?: string;
}

/** 22 Nov 2026, 17:40 UTC. */
const started = Date.UTC(2026, 10, 22, 17, 40);

const names =
  'quiet-heron amber-finch calm-badger brisk-otter tidy-lynx mellow-stoat plain-wren russet-kestrel'.split(
    ' ',
  );

export function runIdOf(n: number): string {
  const day = String(1 + (n % 28)).padStart(2, '0');
  return `202611${day}-084102-${names[n % names.length] ?? 'run'}-${n.toString(16).padStart(4, '0')}`;
}

function nameOf(n: number): string {
  return n < names.length
    ? (names[n] ?? '')
    : `${names[n % names.length] ?? ''}-${String(Math.floor(n / names.length) + 1)}`;
}

export function points(
  values: Iterable<number>,
  { every = 1, ms = 1000, offset = 0 }: { every?: number; ms?: number; offset?: number } = {},
): PointColumns {
  const column = Float64Array.from(values);
  return {
    steps: column.map((_, at) => offset + at * every),
    times: column.map((_, at) => started + at * ms),
    values: column,
  };
}

function noise(at: number, seed: number): number {
  return Math.sin(at * 12.9898 + seed * 78.233) * Math.sin(at * 4.1414 + seed);
}

/** A learning curve that ends near 0.9 or near 0.3. */
function course(n: number, size: number, kind: 'up' | 'down'): number[] {
  const end = kind === 'up' ? 0.9 - (n % 11) * 0.004 : 0.3 + (n % 11) * 0.006;
  const span = kind === 'up' ? -0.15 : 0.25;
  return Array.from(
    { length: size },
    (_, at) => end + span * Math.exp((-4 * at) / size) + noise(at, n) * 0.012,
  );
}

function run(n: number, series: Readonly<Record<string, PointColumns>>): ChartRun {
  return { id: runIdOf(n), name: nameOf(n), series: (key) => series[key] };
}

function usual(n: number): ChartRun {
  const size = n === 3 ? 120 : 400;
  const loss = course(n, size, 'down');
  const gradients = Array.from({ length: size }, (_, at) => Math.exp(noise(at, n + 5)) * 0.8);
  if (n === 1) {
    loss[176] = 2.84;
    gradients[176] = 88;
  }
  if (n === 4) {
    loss.fill(NaN, 61);
    for (let at = 40; at < size; at += 1) gradients[at] = at < 61 ? Math.exp((at - 40) / 4) : NaN;
  }
  const every = 10;
  return run(n, {
    val_auc: points(course(n, Math.floor(size / 20), 'up'), { every: every * 20, ms: 20_000 + n * 700 }),
    val_loss: points(course(n, Math.floor(size / 20), 'down'), { every: every * 20, ms: 20_000 }),
    train_loss: points(loss, { every }),
    grad_norm: points(gradients, { every }),
    epoch: points(
      Array.from({ length: size }, (_, at) => Math.floor(at / 20)),
      { every },
    ),
    'system/cpu': points(
      Array.from({ length: size }, (_, at) => 50 + 40 * noise(at, n)),
      { every },
    ),
  });
}

const usualMetrics = ['val_auc', 'val_loss', 'train_loss', 'grad_norm', 'epoch', 'system/cpu'];

function many(count: number): CurveScenario {
  return {
    runs: Array.from({ length: count }, (_, n) => usual(n)),
    metrics: usualMetrics,
    objective: 'val_auc',
  };
}

const spikeSize = 5_000_000;

export const curveScenarios = {
  usual: () => many(5),
  fifty: () => many(50),
  thousand: () => ({ ...many(1000), metrics: ['val_auc'] }),
  grouped: () => ({ ...many(11), groups: [0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4] }),
  twins: () => {
    const { runs, ...more } = many(3);
    return { ...more, runs: runs.map((run, n) => (n === 1 ? { ...run, name: 'quiet-heron' } : run)) };
  },
  nothingLogged: () => ({ runs: [run(0, {})], metrics: [] }),
  onePoint: () => ({ runs: [run(0, { loss: points([0.5]) })], metrics: ['loss'] }),
  onlyNan: () => ({ runs: [run(0, { loss: points([NaN, NaN, NaN]) })], metrics: ['loss'] }),
  constant: () => ({
    runs: [
      run(0, { lr: points(new Array<number>(50).fill(0.001)) }),
      run(1, { lr: points(new Array<number>(50).fill(0.001)) }),
    ],
    metrics: ['lr'],
  }),
  wild: () => ({
    runs: [
      run(0, { loss: points([-1, 0, Infinity, 3, NaN, 4, NaN, 5, -Infinity, 1e6, 7]) }),
      {
        ...run(1, { loss: points([5, 4, 3, 4, 3, 2, 1], {}) }),
        name: '<img src=x onerror="document.title=1"> 🦊',
      },
    ],
    metrics: [
      'loss',
      'a/very/long/name/with/slashes/and <b>HTML</b> and 🦊 that goes on and on and on and on and on',
    ],
  }),
  manyMetrics: () => ({
    runs: [run(0, { 'm/7777': points([1, 2, 3]) })],
    metrics: Array.from({ length: 10_000 }, (_, at) => `m/${String(at)}`),
  }),
  spike: () => {
    const values = new Float64Array(spikeSize).fill(0.5);
    values[3_141_592] = 99;
    return { runs: [run(0, { loss: points(values) })], metrics: ['loss'] };
  },
} as const satisfies Readonly<Record<string, () => CurveScenario>>;
export type CurveScenarioName = keyof typeof curveScenarios;
