/** Runs as the run page can meet them: what a host would answer, as plain data and seeded curves. */
import type {
  MetricPage,
  OutputTail,
  PageDetail,
  PageMetric,
  Rival,
  RunView,
} from '../../../src/protocol/runPage.ts';
import { liveDetail, liveView, now, rival, rivalId, rivalView, started } from './runDetails.ts';

export interface Scenario {
  readonly view: RunView;
  readonly metrics: readonly PageMetric[];
  readonly system: readonly PageMetric[];
  readonly rivals: readonly Rival[];
  readonly rivalView: RunView | undefined;
  readonly output: OutputTail;
  /** Points of a metric as [steps, values]. */
  readonly curve: (run: string, key: string) => readonly [number[], number[]];
  /** The host's answer to `view`, when it is an error. */
  readonly failure?: { readonly message: string; readonly next: string };
  /** The host never answers. */
  readonly silent?: boolean;
}

function metric(key: string, last: number, rest: Partial<PageMetric> = {}): PageMetric {
  return {
    ...{
      key,
      source: 'library',
      count: 29,
      step: 1400,
      last,
      best: last,
      bestStep: 1400,
      min: last,
      max: last,
    },
    ...{ direction: 'maximize', judged: true, rival: null },
    ...rest,
  };
}

const liveMetrics: PageMetric[] = [
  metric('val_auc', 0.8741, { min: 0.779, rival: { step: 1400, value: 0.8799 } }),
  metric('val_loss', 0.3402, { direction: 'minimize', max: 0.4795, rival: { step: 1400, value: 0.3341 } }),
  metric('val_brier', 0.1046, {
    ...{ direction: 'minimize', best: 0.1043, bestStep: 1200, min: 0.1043, max: 0.1418 },
    rival: { step: 1400, value: 0.1035 },
  }),
  metric('val_recall_at_5pct', 0.3389, { min: 0.1832, rival: { step: 1400, value: 0.3347 } }),
  metric('train_loss', 0.3318, {
    ...{ direction: 'minimize', best: 0.3204, bestStep: 1360, min: 0.3204, max: 0.7031, step: 1450 },
    rival: { step: 1450, value: 0.3405 },
  }),
  metric('grad_norm', 0.84, {
    ...{ best: 2.93, bestStep: 10, min: 0.61, max: 2.93, step: 1450, judged: false },
    rival: { step: 1450, value: 0.72 },
  }),
  metric('lr', 0.000_26, {
    best: 0.003,
    bestStep: 200,
    min: 0,
    max: 0.003,
    judged: false,
    rival: { step: 1450, value: 0.000_26 },
  }),
  metric('rows_per_second', 4362, { best: 4471, bestStep: 940, min: 3804, max: 4471, judged: false }),
];

const system: PageMetric[] = ['cpu', 'memory', 'gpu0/utilization'].map((name) =>
  metric(`system/${name}`, 61.5, { judged: false, source: 'system', min: 3, max: 98.2, step: 300 }),
);

/** A seeded course towards the row's last value, with one gap. */
function curveFor(rows: readonly PageMetric[]): Scenario['curve'] {
  return (run, key) => {
    const row = rows.find((one) => one.key === key);
    const last = typeof row?.last === 'number' ? row.last : 1;
    const from = row?.direction === 'minimize' ? last * 2 : last * 0.7;
    const points = run === rivalId ? 80 : 29;
    const steps = Array.from({ length: points }, (_, index) => (index + 1) * 50);
    const values = steps.map((step, index) =>
      index === 5
        ? NaN
        : last +
          (from - last) * Math.exp(-step / 350) +
          Math.sin(step * (run === rivalId ? 3 : 7)) * last * 0.006,
    );
    return [steps, values];
  };
}

const lines = Array.from({ length: 492 }, (_, index) => ({
  n: index + 1,
  t: index % 9 === 8 ? null : started + index * 600,
  text:
    index % 9 === 7
      ? 'UserWarning: 312 rows of bureau-extract have no match in loans-2026; their features are 0 and this line is long enough to be cut at its end'
      : index % 4 === 1
        ? `epoch ${String(Math.floor(index / 70) + 1)}  step ${String(index * 3)}  train_loss 0.3961  val_auc 0.8449  val_loss 0.3790  4287 rows/s`
        : `step ${String(index * 3)}  train_loss 0.4054`,
}));

const live: Scenario = {
  view: liveView,
  metrics: liveMetrics,
  system,
  rivals: [
    rival,
    { id: '20261121-101010-tidy-lynx-1111', name: 'tidy-lynx', started: now - 2e8, isBest: false },
  ],
  rivalView,
  output: { lines, total: 492, size: 61_000 },
  curve: curveFor(liveMetrics),
};

const withDetail = (detail: Partial<PageDetail>, view: Partial<RunView> = {}): RunView => ({
  ...liveView,
  ...view,
  detail: { ...liveDetail, ...detail },
});

const nothingYet: Partial<PageDetail> = {
  ...{ params: {}, tags: {}, datasets: [], artifacts: [], problemList: [], notes: [], note: '', gpus: [] },
  ...{ progress: null, objective: null, experiment: null, git: null, interpreter: null, script: null },
};
const bare: Partial<RunView> = {
  artifactCount: 0,
  artifactBytes: 0,
  registered: [],
  kept: { script: false, patch: false, packages: false },
};

const hostile = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
const manyMetrics = Array.from({ length: 10_000 }, (_, index) =>
  metric(
    `layer${String(index).padStart(5, '0')}/attention/output_projection/weight_gradient_norm`,
    index / 7,
    { judged: false },
  ),
);

export const scenarios = {
  live,
  finished: {
    ...live,
    view: withDetail({
      status: 'finished',
      ended: now - 7_200_000,
      star: true,
      exitCode: 0,
      progress: null,
      started: now - 7_200_000 - 752_000,
    }),
  },
  failed: {
    ...live,
    view: withDetail({
      ...{ status: 'failed', ended: now - 60_000, exitCode: 1 },
      reason: "ValueError: could not convert string to float: 'unknown'",
    }),
  },
  stopping: { ...live, view: withDetail({}, { stopping: true }) },
  empty: {
    ...live,
    view: withDetail({ ...nothingYet, status: 'running', started: now - 4000 }, bare),
    ...{ metrics: [], system: [], rivals: [], rivalView: undefined },
    output: { lines: [], total: 0, size: 0 },
  },
  huge: {
    ...live,
    view: withDetail(
      {
        params: Object.fromEntries(
          Array.from({ length: 400 }, (_, index) => [`param_${String(index)}`, String(index)]),
        ),
        artifacts: Array.from({ length: 500 }, (_, index) => ({
          ...{
            path: `checkpoints/epoch-${String(index)}/model.safetensors`,
            kind: null,
            size: 4e9 + index,
            sha256: null,
          },
          ...{ linked: true, t: now - (500 - index) * 60_000 },
        })),
        problemList: Array.from({ length: 120 }, (_, index) => ({
          where: 'inbox.jsonl',
          line: index + 1,
          message: 'not a JSON object, left out',
        })),
        progress: { at: 1_204_318, of: 5_000_000, unit: 'step' },
      },
      { artifactCount: 812, artifactBytes: 3.2e12 },
    ),
    metrics: manyMetrics,
    curve: curveFor(manyMetrics),
  },
  broken: {
    ...live,
    view: withDetail(
      {
        ...{
          status: 'unknown',
          reason: 'no heartbeat since 17:20, on another machine',
          name: hostile,
          user: hostile,
        },
        ...{ script: `${hostile}.py`, experiment: hostile, note: hostile, command: ['sh', '-c', hostile] },
        params: { [hostile]: hostile, ['__proto__x']: 'a', long: 'x'.repeat(3000) },
        tags: { [hostile]: hostile },
        problemList: [
          { where: 'metrics.log', message: 'block 41 is damaged, 40 were read' },
          { where: 'run.json', message: hostile },
        ],
        artifacts: [{ path: hostile, kind: hostile, size: 0, sha256: null, linked: false, t: now }],
      },
      { trusted: false },
    ),
    metrics: [
      metric(hostile, 1, { best: null, bestStep: null, min: null, max: null, last: 'NaN' }),
      metric('loss/infinite', 1, {
        last: 'Infinity',
        max: 'Infinity',
        min: '-Infinity',
        best: '-Infinity',
        direction: 'minimize',
      }),
      metric('a\nline\tand 🦦', -1e-7, { step: -3, bestStep: -3 }),
    ],
    output: {
      lines: [
        { n: 1, t: null, text: hostile },
        { n: 2, t: now, text: `${'long '.repeat(400)}end` },
      ],
      total: 2,
      size: 900,
    },
  },
  longOutput: {
    ...live,
    output: {
      lines: lines.slice(-300).map((line) => ({ ...line, n: line.n + 81_000 })),
      total: 81_492,
      size: 9_100_000,
    },
  },
  untrusted: { ...live, view: { ...liveView, trusted: false } },
  /** Recorded by another tool: looked at, not changed. */
  foreign: {
    ...live,
    view: withDetail(
      {
        ...{ status: 'finished', ended: now - 3600, exitCode: null, progress: null, script: null },
        ...{ name: 'resnet50-baseline', user: 'kim', experiment: 'imagenet', command: [], git: null },
        place: { tool: 'MLflow', group: 'MLflow · old/mlruns' },
        cwd: '/work/old/mlruns',
        artifactFolder: '/work/old/mlruns/1/abc/artifacts',
        problemList: [],
      },
      { editable: false },
    ),
    output: { lines: [], total: 0, size: 0 },
  },
  gone: { ...live, view: { ...liveView, detail: null } },
  error: {
    ...live,
    failure: {
      message: 'The run’s files could not be read: .cairn/runs is not readable.',
      next: 'Check its permissions.',
    },
  },
  silent: { ...live, silent: true },
} as const satisfies Record<string, Scenario>;
export type ScenarioName = keyof typeof scenarios;

export function pageOf(
  rows: readonly PageMetric[],
  system: number,
  ask: { filter: string; limit: number; rival: boolean },
): MetricPage {
  const matching = rows.filter((row) => row.key.toLowerCase().includes(ask.filter.toLowerCase()));
  const shown = matching.slice(0, ask.limit).map((row) => (ask.rival ? row : { ...row, rival: null }));
  return { rows: shown, matching: matching.length, total: rows.length, system };
}
