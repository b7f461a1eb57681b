/** The best run and its repetitions beat those of the baseline by more than other seeds alone would. */
import { formatNumber } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { finishedRuns, objectiveOf, runLink, withBasis } from '../basis.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';
import { welch } from '../welch.ts';

export const baselineBeaten: Probe = {
  name: 'baselineBeaten',
  look: async (subject) =>
    await withBasis(subject, async (best) => {
      const objective = best.objective;
      if (objective === null)
        return cannotTell(
          t('because {0} has no metric that tells which run is better.', best.name),
          runLink(best),
        );
      const found = await subject.baseline(best);
      if (found === undefined)
        return cannotTell(t('because no run is the baseline. Mark one: Use as Baseline.'), runLink(best));
      const { key, direction } = objective;
      const ours = repetitions(best, finishedRuns(await subject.runs()), key);
      const theirs = repetitions(found.run, finishedRuns(found.runs), key);
      const links = [runLink(best), runLink(found.run, t('baseline {0}', found.run.name))];
      if (ours.some(({ id }) => theirs.some((other) => other.id === id)))
        return cannotTell(t('because its best run is the baseline itself. Mark a simpler one.'), ...links);
      if (theirs.length === 0)
        return cannotTell(
          t('because the baseline {0} has no {1}. Log it there.', found.run.name, key),
          ...links,
        );
      const values = (runs: readonly RunDetail[]) => runs.flatMap((run) => objectiveOf(run, key) ?? []);
      const result = welch(values(ours), values(theirs));
      if (result === undefined)
        return cannotTell(
          t(
            'because one run cannot tell gain from luck: {0} with {1} of it and {2} of the baseline. Run both with more seeds.',
            key,
            ours.length,
            theirs.length,
          ),
          ...links,
        );
      const gain = direction === 'maximize' ? result.difference : -result.difference;
      const sign = gain < 0 ? '−' : '+';
      const range = t(
        '{0} {1} ± {2} over {3} and {4} runs',
        key,
        `${sign}${formatNumber(Math.abs(gain))}`,
        formatNumber(result.margin),
        ours.length,
        theirs.length,
      );
      if (gain - result.margin > 0) return yes(t('It beats {0}: {1}.', found.run.name, range), ...links);
      return gain > 0
        ? no(t('It beats {0} by no more than chance: {1}.', found.run.name, range), ...links)
        : no(t('It does not beat {0}: {1}.', found.run.name, range), ...links);
    }),
};

/**
 * Runs like this one but for the seed, each draw of luck once: two that give the same from the same params are one. `runs`:
 * finished.
 */
function repetitions(run: RunDetail, runs: readonly RunDetail[], key: string): RunDetail[] {
  const draws = new Map<string, RunDetail>();
  for (const one of [run, ...runs]) {
    const value = objectiveOf(one, key);
    if (value === undefined || alike(one) !== alike(run)) continue;
    const draw = JSON.stringify([Object.entries(one.params).sort(), value]);
    if (!draws.has(draw)) draws.set(draw, one);
  }
  return [...draws.values()];
}

function alike({ script, scriptHash, params, datasets }: RunDetail): string {
  return JSON.stringify([
    ...[script, scriptHash, datasets.map(({ name, hash }) => [name, hash]).sort()],
    Object.entries(params)
      .filter(([name]) => !/seed|random_state/i.test(name))
      .sort(),
  ]);
}
