/** What did not work, in words for a page, and the notes that say so: the same on every page. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { messageOf, UserError } from '../src/base/errors.ts';
import { t } from '../src/base/l10n.ts';
import { button } from './controls.ts';
import { icon } from './icons/icon.ts';

export interface Failure {
  readonly sentence: string;
  readonly next: string | undefined;
  /** As a UserError has it. */
  readonly code: string;
}

export function failureOf(error: unknown): Failure {
  const known = error instanceof UserError ? error : undefined;
  return { sentence: messageOf(error), next: known?.next, code: known?.code ?? 'bug' };
}

/** The sentence with the next step. */
export function sentences({ sentence, next }: Pick<Failure, 'sentence' | 'next'>): string {
  return next === undefined ? sentence : `${sentence} ${next}`;
}

/** `deed`: what can be done about it. */
export function failureNote(
  failure: Pick<Failure, 'sentence' | 'next'>,
  deed?: { readonly label: string; readonly onClick: () => unknown },
): TemplateResult {
  return html`<div class="note err" role="alert">
    ${icon('error', 'bad')}<span>${sentences(failure)}</span>${deed === undefined ? nothing : button(deed)}
  </div>`;
}

/** Of what a page could not read at all. */
export function failed(model: { refresh(): unknown }, failure: Failure): TemplateResult {
  return failureNote(failure, { label: t('Try again'), onClick: () => model.refresh() });
}

/** Of what a person asked for. */
export function refusal(
  model: { refused: Failure | undefined; redraw(): void },
  refused: Failure,
): TemplateResult {
  const close = () => {
    model.refused = undefined;
    model.redraw();
  };
  return failureNote(refused, { label: t('Close'), onClick: close });
}
