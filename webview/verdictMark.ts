/** A verdict as an icon and a word, so that colour is never alone. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { verdictText } from '../src/fairness/fairnessWords.ts';
import type { VerdictWord } from '../src/protocol/fairnessReport.ts';
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
