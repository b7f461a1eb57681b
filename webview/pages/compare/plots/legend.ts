/** What the colours of a plot mean: a bar from low to high, or a mark for each category. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../../src/base/counted.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { columnTitle, valueText } from './columnWords.ts';
import type { PlotColumn } from './plotColumn.ts';

/** Categories that have a colour of their own; those after them are grey. */
export const coloredCategories = 8;

/** `sequence`: categories are steps from first to last, as numbers are. */
export function legend(column: ColumnRef, data: PlotColumn, by?: 'sequence'): TemplateResult {
  const title = html`<span class="dim">${columnTitle(column)}</span>`;
  if (data.kind === 'category' && by !== 'sequence') {
    const more = data.texts.length - coloredCategories;
    return html`<div class="legend small" role="group" aria-label=${t('Colours')}>
      ${title}
      ${data.texts
        .slice(0, coloredCategories)
        .map(
          (text, at) =>
            html`<span class="item cut"
              ><i class="dot series-${at + 1}"></i>${text === '' ? t('(empty)') : text}</span
            >`,
        )}
      ${more > 0 ? html`<span class="item"><i class="dot"></i>${counted(more, t('1 other'), (n) => t('{0} others', n))}</span>` : nothing}
    </div>`;
  }
  const { low, high } = extent(data.values);
  if (low > high) return html`<div class="legend small">${title} ${t('no run has it')}</div>`;
  const text = (value: number) =>
    data.kind === 'category' ? (data.texts[value] ?? '') : valueText(column, value);
  return html`<div class="legend small" role="group" aria-label=${t('Colours')}>
    ${title} <span>${text(low)}</span><i class="sequence-bar"></i><span>${text(high)}</span>
    ${data.values.some(Number.isNaN) ? html`<span class="item"><i class="dot"></i>${t('without')}</span>` : nothing}
  </div>`;
}

/** Of the values that are there; low is above high when none is. */
export function extent(values: Float64Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** 0 … 1 of each value; all alike: in the middle. NaN stays. */
export function shadesOf(values: Float64Array): Float64Array {
  const { low, high } = extent(values);
  return values.map((value) => (Number.isNaN(value) ? NaN : high > low ? (value - low) / (high - low) : 0.5));
}
