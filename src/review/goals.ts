/** What config.yaml asks of a run and what was found, in words. */
import { formatNumber } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import type { ProbeAnswer } from '../protocol/probeAnswer.ts';
import type { GoalCheck, RunDetail } from '../protocol/runShape.ts';
import { runLink } from './basis.ts';
import { cannotTell, no, yes } from './probe.ts';

/** One missed is no; else one that the run does not tell leaves it open. */
export function judgeGoals(goals: readonly GoalCheck[], run: RunDetail): ProbeAnswer {
  const by = (verdict: GoalCheck['verdict']) =>
    goals
      .filter((goal) => goal.verdict === verdict)
      .map(goalText)
      .join(', ');
  if (by('missed') !== '') return no(t('{0} misses it: {1}.', run.name, by('missed')), runLink(run));
  if (by('notJudged') !== '')
    return cannotTell(t('because {0} does not tell: {1}. Log it.', run.name, by('notJudged')), runLink(run));
  return yes(t('{0} meets it: {1}.', run.name, by('met')), runLink(run));
}

/** `val_auc 0.83, at least 0.8` */
export function goalText({ what, kind, sense, limit, found }: GoalCheck): string {
  const number = (value: number) => `${formatNumber(value)}${units[kind]}`;
  const asked = sense === 'atLeast' ? t('at least {0}', number(limit)) : t('at most {0}', number(limit));
  return found === null ? `${what} (${asked})` : `${what} ${number(fromJsonNumber(found))} (${asked})`;
}

const units: Readonly<Record<GoalCheck['kind'], string>> = {
  metric: '',
  parameters: '',
  dataAge: ' d',
  modelSize: ' MB',
  latency: ' ms',
};
