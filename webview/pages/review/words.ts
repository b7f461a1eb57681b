/** How the review page writes people, moments, hashes and what people wrote. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatMoment } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { nameOf } from '../../../src/review/person.ts';

/** The name, and all that is known as a tooltip. */
export function who(by: string): TemplateResult {
  return html`<span title=${by}>${nameOf(by)}</span>`;
}

export function names(people: readonly string[]): string {
  return listed(people.map(nameOf));
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : t('{0} and {1}', words.slice(0, -1).join(', '), last);
}

export function moment(at: string): string {
  return formatMoment(Date.parse(at), Date.now());
}

export function when(at: string): TemplateResult {
  return html`<time datetime=${at} title=${at}>${moment(at)}</time>`;
}

export function hash(sha256: string): TemplateResult {
  return html`<span class="mono" title=${`sha256 ${sha256}`}>${shortHash(sha256)}</span>`;
}

export function shortHash(sha256: string): string {
  return sha256.slice(0, 7);
}

export function lines(count: number): string {
  return count === 1 ? t('1 line') : t('{0} lines', formatCount(count));
}

export function changed(count: number | null): string {
  return count === null ? t('changed') : t('{0} changed', lines(count));
}

/** Plain text with line breaks; what stands between backticks is code. Never HTML. */
export function prose(text: string): (TemplateResult | string)[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))
    .filter((part) => part !== '');
}
