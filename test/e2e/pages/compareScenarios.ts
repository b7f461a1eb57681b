/** Sets of runs for the compare page: typical ones, none, ten thousand, and everything that can be wrong with them. */
import type { GivenRun } from './comparedRuns.ts';

export const compareScenarios = {
  typical,
  empty: () => [],
  broken,
  huge: () => many(10_000, 12, 12),
} satisfies Record<string, () => readonly GivenRun[]>;
export type CompareScenario = keyof typeof compareScenarios;

/** Five repetitions of the best, three of the next, and single ones. */
function typical(): GivenRun[] {
  const base = { arch: 'ftt', lr: '0.003', d_model: '192', dropout: '0.10', w_decay: '1e-4', epochs: '20' };
  const one = (
    name: string,
    auc: number,
    given: Partial<GivenRun> & { readonly change?: Record<string, string> } = {},
  ): GivenRun => {
    const { change, ...rest } = given;
    return {
      name,
      ago: 180,
      took: 12,
      params: { ...base, seed: '1', ...change },
      tags: { stage: 'sweep' },
      metrics: {
        train_loss: 0.29 + (0.9 - auc),
        val_auc: auc,
        val_loss: 0.3124 + (0.8912 - auc) * 1.3,
        grad_norm: 1.25,
        'system/cpu': 71,
      },
      data: 'v4',
      commit: '3f9a21c0d1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6',
      ...rest,
    };
  };
  const seeds = (name: string, aucs: readonly number[], given: Parameters<typeof one>[2] = {}) =>
    aucs.map((auc, at) =>
      one(at === 0 ? name : `${name}-${String(at + 1)}`, auc, {
        ago: 120 + at * 13,
        ...given,
        change: { ...given.change, seed: String(at + 1) },
      }),
    );
  return [
    ...seeds('quiet-heron', [0.8931, 0.8921, 0.8912, 0.8895, 0.8901], {
      star: true,
      note: 'champion candidate, see v8',
    }),
    ...seeds('amber-finch', [0.8931, 0.8897, 0.8863], {
      change: { d_model: '256' },
      note: 'spike at 1 760 on all three seeds',
      took: 17.7,
    }),
    one('calm-badger', 0.8874, {
      change: { lr: '0.001', dropout: '0.00' },
      dirty: true,
      note: 'overfits after epoch 12',
    }),
    one('mellow-stoat', 0.8861, { change: { dropout: '0.20' }, ago: 240 }),
    one('russet-kestrel', 0.8839, {
      change: { w_decay: '1e-2' },
      ago: 1500,
      commit: 'b07d5e2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    }),
    one('brisk-otter', 0.8741, {
      ago: 4,
      took: 'running',
      dirty: true,
      note: 'monotone constraint on income',
    }),
    one('odd-plover', 0.8712, { data: 'v3', ago: 1600, commit: '91cc04bfffffffffffffffffffffffffffffffff' }),
    one('sober-crane', 0.8698, { change: { dropout: '0.40' }, ago: 2900, note: 'dropout too strong' }),
    one('north-ibis', 0.8655, {
      change: { lr: '0.0003' },
      status: 'stopped',
      took: 6.8,
      ago: 2950,
      note: 'too slow, stopped by Sam',
    }),
    one('dusty-vole', 0.8603, { data: 'v3', ago: 7300, note: 'before bureau-extract' }),
    {
      ...one('tidy-lynx', 0.8236, {
        change: { lr: '0.03' },
        status: 'failed',
        took: 2.5,
        note: 'diverged at step 610',
      }),
      metrics: { train_loss: NaN, val_auc: 0.8236, val_loss: NaN, grad_norm: 88 },
    },
    one('old-import', 0.84, { foreign: true, ago: 20_000, change: { arch: 'gbm' } }),
  ];
}

function broken(): GivenRun[] {
  const metrics = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`layer${String(at).padStart(5, '0')}/norm`, at / 7]),
  );
  return [
    {
      name: '<img src=x onerror="document.title=1">',
      ago: 10,
      took: 1,
      params: { '<b>key</b>': '<script>document.title=2</script>' },
    },
    { name: 'no-metrics', ago: 11, took: 1, params: { lr: '0.1', mixed: '3' } },
    {
      name: 'only-nan',
      ago: 12,
      took: 1,
      metrics: { loss: NaN },
      course: { loss: [NaN, NaN] },
      params: { mixed: 'auto' },
    },
    {
      name: 'constant',
      ago: 13,
      took: 1,
      metrics: { loss: 1, 'a/b/c': 2 },
      course: { loss: [1, 1, 1] },
      params: { mixed: '12' },
    },
    { name: 'twin', ago: 14, took: 1, metrics: { loss: 0.5 }, tags: { stage: '=1+1' }, note: '=cmd|calc' },
    { name: 'twin', ago: 15, took: 1, metrics: { loss: Infinity }, tags: { stage: 'a\tb\nc' } },
    { name: 'ten-thousand', ago: 16, took: 1, metrics },
    {
      name: 'smile-😀-run',
      ago: 17,
      took: 1,
      metrics: { '😀': 1e-9, loss: 1234567.25, 'huge value': 3.2e12 },
    },
    {
      name: 'a-very-long-name-of-a-run-that-goes-on-and-on-and-does-not-fit-anywhere',
      ago: 18,
      took: 90,
      metrics: { loss: -0.00004 },
    },
  ];
}

/** `params` and `metrics` columns of each kind. */
export function many(count: number, params: number, metrics: number): GivenRun[] {
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  return Array.from({ length: count }, (_, at): GivenRun => {
    return {
      name: `${words[at % words.length] ?? 'run'}-${String(at)}`,
      ago: at * 3,
      took: 1 + random() * 60,
      script: `train_${String(at % 7)}.py`,
      status: random() < 0.1 ? 'failed' : 'finished',
      params: Object.fromEntries(
        Array.from({ length: params }, (_, column) => [
          `param_${String(column)}`,
          String(Math.floor(random() * 8) / 10),
        ]),
      ),
      metrics: Object.fromEntries(
        Array.from({ length: metrics }, (_, column) => [
          column === 0 ? 'val_auc' : `metric_${String(column)}`,
          random(),
        ]),
      ),
      note: at % 5 === 0 ? 'a note that somebody wrote' : '',
    };
  });
}

const words = ['quiet-heron', 'amber-finch', 'calm-badger', 'odd-plover', 'tidy-lynx'];
