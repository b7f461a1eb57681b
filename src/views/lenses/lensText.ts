/** Which lenses stand above a script and what they say, as plain data. */
import { t } from '../../base/l10n.ts';
import type { ScriptSummary } from '../../project/runStore.ts';
import { fromJsonNumber } from '../../protocol/jsonNumber.ts';
import { fairnessText } from '../trees/fairnessText.ts';
import { objectiveNumber } from '../trees/rowText.ts';
import { trendText, type MetricStand } from './metricTrend.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import { reviewState } from '../reviews/reviewText.ts';
import { commands, type CommandId } from '../ui/contributions.ts';

export interface LensText {
  readonly title: string;
  readonly tooltip: string;
  readonly command: CommandId;
  /** The run it is about; absent: the script. */
  readonly run?: string;
}

export interface LensContext {
  readonly summary: ScriptSummary | undefined;
  /** Absent: there is neither a review nor a run. */
  readonly review?: ReviewRow | undefined;
  readonly trusted: boolean;
  readonly debuggable: boolean;
  /** ms since 1970. */
  readonly now: number;
  /** Of the newest run, by metric. */
  readonly trends?: ReadonlyMap<string, MetricStand>;
}

/** `▷ Run · Run with… · Debug · Compare 14 runs · best val_auc 0.891 (quiet-heron)` */
export function lensTexts({ summary, review, trusted, debuggable, trends, now }: LensContext): LensText[] {
  const lenses: LensText[] = [];
  if (trusted) {
    lenses.push(
      { title: t('▷ Run'), tooltip: t('Run this script and record the run'), command: commands.scriptRun },
      {
        title: t('Run with…'),
        tooltip: t('Choose parameters, arguments, name and tags first'),
        command: commands.scriptRunWith,
      },
    );
    if (debuggable)
      lenses.push({
        title: t('Debug'),
        tooltip: t('Debug this script as a recorded run'),
        command: commands.scriptDebug,
      });
  }
  const reviewed = review === undefined ? [] : [reviewLens(review)];
  if (summary === undefined || summary.count === 0) return [...lenses, ...reviewed];
  lenses.push({
    title: summary.count === 1 ? t('1 run') : t('Compare {0} runs', summary.count),
    tooltip:
      summary.count === 1 ? t('Open the only run of this script') : t('Pick runs of this script to compare'),
    command: summary.count === 1 ? commands.runsOpen : commands.scriptCompare,
    ...(summary.count === 1 && summary.latest !== null && { run: summary.latest.id }),
  });
  const { latest } = summary;
  const stand = latest?.objective ? trends?.get(latest.objective.key) : undefined;
  if (latest?.objective && stand !== undefined && summary.count > 1)
    lenses.push({
      title: t('last {0}', trendText(latest.objective.key, stand.last, stand.trend)),
      tooltip: t('Open {0}, the newest run of this script', latest.name),
      command: commands.runsOpen,
      run: latest.id,
    });
  const best = summary.best;
  if (best?.objective)
    lenses.push({
      title: t(
        'best {0} {1} ({2})',
        best.objective.key,
        objectiveNumber(fromJsonNumber(best.objective.value)),
        best.name,
      ),
      tooltip: t('Open the best run of this script'),
      command: commands.runsOpen,
      run: best.id,
    });
  const { judged } = summary;
  if (judged !== null && judged.fairness !== null)
    lenses.push({
      title: t('{0} ({1})', fairnessText(judged.fairness, now), judged.name),
      tooltip: judged.fairness.says ?? t('Open the fairness report'),
      command: commands.fairnessReport,
      run: judged.fairness.run ?? judged.id,
    });
  return [...lenses, ...reviewed];
}

/** `Review: approved by Ada`, `Review: 12 lines changed since approval`, `Review: 2 of 31 open`. */
function reviewLens(row: ReviewRow): LensText {
  return {
    title: row.state === 'never' ? neverText(row) : t('Review: {0}', reviewState(row)),
    tooltip: row.problems[0] ?? row.notes[0] ?? t('Open the review of this script'),
    command: commands.reviewsOpen,
  };
}

function neverText({ splitFrom }: ReviewRow): string {
  return splitFrom === null ? t('Review: none yet') : t('Review: none yet, split from {0}', splitFrom);
}
