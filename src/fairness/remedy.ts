/** What it would take to mend what the sentence on top found, in words: another threshold with its cost, or another model. */
import { formatNumber, formatShare } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { FairnessCounts } from '../protocol/fairnessCounts.ts';
import type { FairnessPolicy } from '../records/fairnessPolicy.ts';
import type { GapSettings } from './attributeGaps.ts';
import { metricText } from './fairnessWords.ts';
import type { Finding } from './finding.ts';
import { effectNow, effectWithin, isKept, limitsOf, type AskedLimit, type Effect } from './limitSearch.ts';
import { tradeOffs } from './thresholds.ts';

export interface ToMend {
  /** As they were counted, and with the threshold that is shown. */
  readonly counts: FairnessCounts;
  readonly shown: FairnessCounts;
  readonly finding: Finding;
  readonly policy: FairnessPolicy | null;
  readonly settings: GapSettings;
}

/** Undefined where there is nothing to mend: no gap beyond chance, or one that keeps to the limits. */
export function remedy({ counts, shown, finding: { about }, policy, settings }: ToMend): string | undefined {
  if (about === undefined) return undefined;
  if (counts.task === 'regression')
    return t(
      'No threshold mends this: it takes other data, features or another kind of model for these groups.',
    );
  if (counts.task === 'classes')
    return t(
      'Of several classes no single threshold decides, so it takes other data, features or another model. Judged one class at a time, thresholds can be searched.',
    );
  const attribute = counts.attributes.find(
    ({ columns }) => columns.join() === about.attribute.columns.join(),
  );
  if (attribute === undefined) return undefined;
  const isRefused = about.measure === 'fnr';
  const limits = limitsOf(policy, attribute.columns);
  const fair: AskedLimit = {
    spec: { metric: isRefused ? 'fnr' : 'fpr', kind: 'ratio', against: 'groups' },
    limit: 0.8,
  };
  const judged = (limits.length > 0 ? limits : [fair]).flatMap((asked) => {
    const now = effectNow(shown, attribute, asked.spec, settings);
    return now === undefined || isKept(now, asked) ? [] : [{ asked, now }];
  });
  const [first] = judged;
  if (first === undefined) return undefined;
  const { asked, now } = first;
  const by = attribute.columns.join(' × ');
  const aim =
    limits.length > 0
      ? limitText(asked, by)
      : isRefused
        ? t('no group of {0} is wrongly refused more than 1.25 times as often as another', by)
        : t('no group of {0} is wrongly accepted more than 1.25 times as often as another', by);
  if (counts.scores === null)
    return t(
      'So that {0}, the model has to change: these predictions have no scores, with which another threshold could be tried.',
      aim,
    );
  const best = effectWithin(counts, tradeOffs(counts, attribute, asked.spec, settings), asked);
  if (best === undefined)
    return t('There is no single threshold at which {0}: the model or its data has to change.', aim);
  return cost(aim, best, now);
}

export function limitText({ spec, limit }: AskedLimit, by: string): string {
  const name = metricText(spec.metric);
  return spec.kind === 'difference'
    ? t('the {0} difference by {1} is at most {2}', name, by, formatNumber(limit))
    : t('the {0} ratio by {1} is at least {2}', name, by, formatNumber(limit));
}

function cost(aim: string, best: Effect, now: Effect): string {
  const [above, right, before] = [
    formatNumber(best.threshold),
    formatShare(best.accuracy),
    formatShare(now.accuracy),
  ];
  const [selected, selectedBefore] = [formatShare(best.selected), formatShare(now.selected)];
  return now.threshold === null
    ? t(
        'So that {0}, scores above {1} would have to be accepted: {2} would be judged rightly (now {3}), and {4} accepted (now {5}).',
        aim,
        above,
        right,
        before,
        selected,
        selectedBefore,
      )
    : t(
        'So that {0}, scores above {1} instead of {6} would have to be accepted: {2} would be judged rightly (now {3}), and {4} accepted (now {5}).',
        aim,
        above,
        right,
        before,
        selected,
        selectedBefore,
        formatNumber(now.threshold),
      );
}
