/** Runs with a few values each as a table whose rows can be picked. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import { markerBox, markerPath } from '../../../charts/markerPath.ts';
import type { CompareModel } from '../compareModel.ts';
import { runName } from '../runNames.ts';

export interface ValueColumn {
  readonly title: string;
  readonly isNumber: boolean;
  /** Of a run by its ordinal. */
  readonly text: (n: number) => string;
}

export function runRows(
  model: CompareModel,
  runs: readonly number[],
  columns: readonly ValueColumn[],
  /** For screen readers. */
  label: string,
): TemplateResult {
  return html`<table class="run-rows" aria-label=${label}>
    <thead>
      <tr>
        <th scope="col">${t('Run')}</th>
        ${columns.map(({ title, isNumber }) => html`<th scope="col" class=${isNumber ? 'num' : ''} title=${title}>${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${runs.map((n) => row(model, n, columns))}
    </tbody>
  </table>`;
}

function row(model: CompareModel, n: number, columns: readonly ValueColumn[]): TemplateResult {
  const [id, name] = [model.frame.text('id', n), runName(model.frame, n)];
  const isPicked = model.isPicked(id);
  return html`<tr class=${isPicked ? 'sel' : ''}>
    <th scope="row">
      <button
        class="link run-pick"
        aria-pressed=${String(isPicked)}
        aria-label=${t('Pick {0}', name)}
        @click=${() => model.toggle(id)}
      >
        ${seriesMark(isPicked ? model.slotOf(id) : 0)}<span class="cut">${name}</span>
      </button>
    </th>
    ${columns.map(({ isNumber, text }) => html`<td class=${isNumber ? 'num' : ''}>${text(n)}</td>`)}
  </tr>`;
}

function seriesMark(slot: number): TemplateResult {
  return html`<svg class="mark series-${slot}" viewBox="0 0 ${markerBox} ${markerBox}" aria-hidden="true">
    <path d=${markerPath(slot)}></path>
  </svg>`;
}
