/** A chart as a table: what screen readers read, and who wants numbers. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { readingAt } from '../../../charts/curveReading.ts';
import type { SceneLine } from '../../../charts/curveScene.ts';
import type { CurvesView } from './curvesView.ts';
import { axisName, xText } from './xText.ts';

/** Rows and columns; more would be slow and is better saved as CSV. */
const mostRows = 400;
const mostLines = 24;

export function pointsTable(view: CurvesView, key: string): TemplateResult {
  const { axis, zoom } = view.model.state.curves;
  const all = view.curvesOf(key);
  const lines = all
    .slice(0, mostLines)
    .map(({ line, curve }): SceneLine => ({ id: line.id, label: line.label, slot: line.slot, curve }));
  const { xs, total } = placesOf(lines, zoom);
  const counts = [
    total > xs.length ? t('{0} of {1} places', formatCount(xs.length), formatCount(total)) : undefined,
    all.length > lines.length
      ? t('{0} of {1} lines', formatCount(lines.length), formatCount(all.length))
      : undefined,
  ].filter((part) => part !== undefined);
  return html`<div class="points" tabindex="0" role="group" aria-label=${t('Points of {0}', key)}>
    <table>
      <caption class="sr">
        ${t('Points of {0}, the last first', key)}
      </caption>
      <thead>
        <tr>
          <th scope="col" class="num">${axisName(axis)}</th>
          ${lines.map(({ label }) => html`<th scope="col" class="num" title=${label}>${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${xs.map(
          (x) =>
            html`<tr>
              <th scope="row" class="num">${axis.kind === 'step' ? formatCount(x) : xText(axis, x)}</th>
              ${lines.map((line) => html`<td class="num">${exactly(line, x)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${counts.length > 0 ? html`<p class="dim small">${t('Shown: {0}. The CSV has all.', counts.join(', '))}</p>` : nothing}
  </div>`;
}

/** Where any line has a point, the last ones. */
function placesOf(
  lines: readonly SceneLine[],
  zoom: { from: number; to: number } | null,
): { xs: number[]; total: number } {
  const places = new Set<number>();
  for (const { curve } of lines)
    for (const x of curve.x) if (zoom === null || (x >= zoom.from && x <= zoom.to)) places.add(x);
  const sorted = Float64Array.from(places).sort().reverse();
  return { xs: [...sorted.subarray(0, mostRows)], total: sorted.length };
}

/** Empty where the line has no point at just this place. */
function exactly(line: SceneLine, x: number): string {
  const reading = readingAt(line, x);
  return reading?.x === x ? formatNumber(reading.value) : '';
}
