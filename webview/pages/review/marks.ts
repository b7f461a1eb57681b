/** States and verdicts as an icon and a word, so that colour is never alone. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ItemState, ShownItem, ShownSignoff } from '../../../src/protocol/shownReview.ts';
import { icon } from '../../icons/icon.ts';
import type { IconName, Verdict } from '../../icons/icon.ts';
import { isPending } from './itemAnswers.ts';

interface Mark {
  readonly icon: IconName;
  readonly verdict: Verdict;
  readonly word: string;
}

type Shown = ItemState | 'pending';

function markOf(state: Shown): Mark {
  const marks: Record<Shown, Mark> = {
    yes: { icon: 'pass', verdict: 'ok', word: t('Yes') },
    no: { icon: 'error', verdict: 'bad', word: t('No') },
    notApplicable: { icon: 'circleSlash', verdict: 'idle', word: t('Not applicable') },
    unknown: { icon: 'question', verdict: 'warn', word: t('Can’t tell') },
    askAgain: { icon: 'history', verdict: 'warn', word: t('Ask again') },
    open: { icon: 'circleLarge', verdict: 'idle', word: t('Open') },
    pending: { icon: 'sync', verdict: 'live', word: t('Checking…') },
  };
  return marks[state];
}

export function itemMark(item: ShownItem): TemplateResult {
  const { icon: name, verdict, word } = markOf(isPending(item) ? 'pending' : item.state);
  return html`<span class="st">${icon(name, verdict)}${word}</span>`;
}

/** `9 yes`, `1 to ask again`. */
export function countMark(state: Shown, count: number): TemplateResult {
  const { icon: name, verdict } = markOf(state);
  return html`<span class="st">${icon(name, verdict)}${countWords(state, formatCount(count))}</span>`;
}

function countWords(state: Shown, count: string): string {
  switch (state) {
    case 'yes':
      return t('{0} yes', count);
    case 'no':
      return t('{0} no', count);
    case 'notApplicable':
      return t('{0} not applicable', count);
    case 'unknown':
      return t('{0} can’t be told', count);
    case 'askAgain':
      return t('{0} to ask again', count);
    case 'open':
      return t('{0} open', count);
    case 'pending':
      return t('{0} being checked', count);
  }
}

export function signoffMark(signoff: ShownSignoff): TemplateResult {
  const { icon: name, verdict, word } = signoffWords(signoff);
  return html`<span class="st">${icon(name, verdict)}<span>${word}</span></span>`;
}

function signoffWords({ verdict, why }: ShownSignoff): Mark {
  if (verdict === 'comment') return { icon: 'comment', verdict: 'idle', word: t('Commented') };
  if (verdict === 'requestChanges')
    return { icon: 'requestChanges', verdict: 'bad', word: t('Changes requested') };
  switch (why) {
    case null:
    case 'verdict':
      return { icon: 'pass', verdict: 'ok', word: t('Approved') };
    case 'outOfDate':
      return { icon: 'history', verdict: 'warn', word: t('Approved, out of date') };
    case 'later':
      return { icon: 'history', verdict: 'idle', word: t('Approved, and said something else later') };
    case 'author':
      return { icon: 'warning', verdict: 'warn', word: t('Approved by the author: does not count') };
    case 'notAllowed':
      return {
        icon: 'warning',
        verdict: 'warn',
        word: t('Approved by somebody who may not: does not count'),
      };
    case 'conflict':
      return {
        icon: 'warning',
        verdict: 'warn',
        word: t('Approved: does not count before the merge conflict is resolved'),
      };
    case 'noSuchText':
      return { icon: 'error', verdict: 'bad', word: t('Approved a text that nobody kept: does not count') };
  }
}
