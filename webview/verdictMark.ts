/** A verdict as an icon and a word, so that colour is never alone. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../src/base/l10n.ts';
import { verdictText } from '../src/fairness/fairnessWords.ts';
import type { VerdictWord } from '../src/protocol/fairnessReport.ts';
import type { FairnessStand } from '../src/protocol/runShape.ts';
import { hasEnded } from '../src/records/exceptionEnd.ts';
import { icon } from './icons/icon.ts';

export function verdictMark(verdict: VerdictWord): TemplateResult {
  const mark =
    verdict === 'within'
      ? icon('pass', 'ok')
      : verdict === 'exceeds'
        ? icon('error', 'bad')
        : icon('question', 'warn');
  return html`<span class="st">${mark}${verdictText(verdict)}</span>`;
}

/** A verdict that was kept: it may be of other limits, or stand on an exception that has ended since. */
export function standMark({
  verdict,
  isStale,
  until,
}: Pick<FairnessStand, 'verdict' | 'isStale' | 'until'>): TemplateResult {
  if (isStale) return html`<span class="dim">${t('judged by other limits')}</span>`;
  if (verdict !== 'within' || until === null) return verdictMark(verdict);
  return hasEnded(until, Date.now())
    ? html`<span class="st">${icon('question', 'warn')}${t('an exception has ended')}</span>`
    : html`${verdictMark(verdict)} <span class="dim">${t('by exception until {0}', until)}</span>`;
}
