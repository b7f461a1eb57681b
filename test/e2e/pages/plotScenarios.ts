/** Runs whose params move their metrics in a way that is known, so that plots can be held to it. */
import type { GivenRun } from './comparedRuns.ts';
import { compareScenarios, many } from './compareScenarios.ts';

export const plotScenarios = {
  sweep: () => sweep(),
  few: () => sweep().slice(0, 12),
  none: (): GivenRun[] => [{ name: 'no-metrics', ago: 11, took: 1, params: { lr: '0.1' } }],
  broken: compareScenarios.broken,
  huge: () => many(10_000, 8, 4),
  manyMetrics: () => sweep(30).map((run) => ({ ...run, metrics: { ...run.metrics, ...metrics(1500) } })),
  hugeSweep: () => sweep(10_000),
} satisfies Record<string, () => readonly GivenRun[]>;
export type PlotScenario = keyof typeof plotScenarios;

function metrics(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${String(at)}`, at]));
}

/** Runs: lr and width move val_auc, width costs latency, seed does nothing; the last one has no latency. */
function sweep(count = 120): GivenRun[] {
  let state = 99;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  return Array.from({ length: count }, (_, at): GivenRun => {
    const lr = 10 ** (-4 + 3 * random());
    const width = [32, 64, 128, 256, 512][Math.floor(random() * 5)] ?? 32;
    const opt = ['adam', 'sgd', 'lion'][Math.floor(random() * 3)] ?? 'adam';
    const quality = 0.9 - 0.06 * (Math.log10(lr) + 2.5) ** 2 + 0.02 * Math.log2(width / 32) - 0.01 * random();
    const latency = 2 + width / 40 + random();
    return {
      name: `sweep-${String(at)}`,
      ago: at * 7,
      took: 2 + width / 50,
      params: {
        lr: lr.toPrecision(3),
        width: String(width),
        depth: String(2 + (at % 4)),
        opt,
        seed: String(at),
      },
      metrics: { val_auc: quality, train_loss: 1 - quality, ...(at < count - 1 && { latency_ms: latency }) },
    };
  });
}
