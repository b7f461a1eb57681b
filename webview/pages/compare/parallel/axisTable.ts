/** Axes and their brushes as form fields: all that the drawing can do, with the keyboard and for who cannot see it. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import type { Brush, ParallelAxis } from '../../../../src/protocol/compare/plotsState.ts';
import { button } from '../../../controls.ts';
import { columnTitle } from '../plots/columnWords.ts';
import type { PlotColumn } from '../plots/plotColumn.ts';
import { toggle } from '../plots/toggle.ts';
import { rangeText, readRanges } from './rangeText.ts';

export interface AxisTable {
  readonly axes: readonly ParallelAxis[];
  /** Beside `axes`. */
  readonly columns: readonly PlotColumn[];
  readonly onChange: (axes: readonly ParallelAxis[]) => void;
}

export function axisTable(given: AxisTable): TemplateResult {
  return html`<details class="as-table">
    <summary>${t('Axes and ranges')}</summary>
    <ul class="axis-rows">
      ${given.axes.map((axis, at) => row(axis, at, given))}
    </ul>
  </details>`;
}

function row(axis: ParallelAxis, at: number, { axes, columns, onChange }: AxisTable): TemplateResult {
  const title = columnTitle(axis.column);
  const data = columns[at];
  const change = (next: Partial<ParallelAxis>) =>
    onChange(axes.map((one, place) => (place === at ? { ...one, ...next } : one)));
  return html`<li class="row">
    <span class="axis-name cut" title=${title}>${title}</span>
    ${
      data?.kind === 'number'
        ? html`${ranges(title, axis.brush, (brush) => change({ brush }))}
          ${toggle({
            label: t('{0} logarithmic', title),
            text: t('log'),
            checked: axis.log,
            onChange: (log) => change({ log }),
          })}`
        : words(title, data?.texts ?? [], { brush: axis.brush, onBrush: (brush) => change({ brush }) })
    }
    ${
      axes.length > 2
        ? button({
            label: t('Remove'),
            title: t('Remove the axis {0}', title),
            onClick: () => onChange(axes.filter((_, place) => place !== at)),
          })
        : nothing
    }
  </li>`;
}

function ranges(title: string, { ranges: shown }: Brush, onBrush: (brush: Brush) => void): TemplateResult {
  return html`<input
    class="input"
    aria-label=${t('Ranges of {0}', title)}
    placeholder=${t('all, or 0.1 … 0.3, 0.5 … 0.7')}
    .value=${rangeText(shown)}
    @change=${(event: Event) => {
      const field = event.target;
      if (!(field instanceof HTMLInputElement)) return;
      const found = readRanges(field.value);
      field.setCustomValidity(found ? '' : t('Write ranges such as 0.1 … 0.3, 0.5 … 0.7.'));
      field.reportValidity();
      if (found) onBrush({ ranges: [...found], texts: [] });
    }}
  />`;
}

const mostWords = 40;

function words(
  title: string,
  texts: readonly string[],
  { brush, onBrush }: { brush: Brush; onBrush: (brush: Brush) => void },
): TemplateResult {
  if (texts.length === 0) return html`<span class="dim">${t('no run has it')}</span>`;
  if (texts.length > mostWords)
    return html`<span class="dim"
      >${t('{0} different texts: drag along the axis to choose some', texts.length)}</span
    >`;
  return html`<span class="axis-words" role="group" aria-label=${t('Values of {0}', title)}
    >${texts.map((text) =>
      toggle({
        label: text,
        text: text === '' ? t('(empty)') : text,
        checked: brush.texts.includes(text),
        onChange: (on) =>
          onBrush({
            ranges: [],
            texts: on ? [...brush.texts, text] : brush.texts.filter((one) => one !== text),
          }),
      }),
    )}</span
  >`;
}
