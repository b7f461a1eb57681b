/** One goal of config.yaml as a line: what is asked, what was found, and the verdict in a word. */
import { formatNumber, missing, nbsp } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { GoalCheck } from '../protocol/runShape.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';

export function goalRow({ what, kind, sense, limit, found, verdict }: GoalCheck): string[] {
  const number = (value: number) => formatNumber(value) + units[kind]();
  const asked = sense === 'atLeast' ? t('at least {0}', number(limit)) : t('at most {0}', number(limit));
  return [what, asked, found === null ? missing : number(fromJsonNumber(found)), verdicts[verdict]()];
}

const units: Readonly<Record<GoalCheck['kind'], () => string>> = {
  metric: () => '',
  dataAge: () => `${nbsp}${t('days')}`,
  parameters: () => '',
  modelSize: () => `${nbsp}MB`,
  latency: () => `${nbsp}ms`,
};

const verdicts: Readonly<Record<GoalCheck['verdict'], () => string>> = {
  met: () => t('met'),
  missed: () => t('missed'),
  notJudged: () => t('not judged'),
};
