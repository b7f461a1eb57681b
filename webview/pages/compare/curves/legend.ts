/** Which line is which: marker, name, and of how many runs; and what bands and faint lines mean. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { button } from '../../../controls.ts';
import type { CurvesView } from './curvesView.ts';
import { mostLines } from './curvesView.ts';
import type { PickedLine } from './pickedLines.ts';
import { seriesMark } from './seriesMark.ts';

export function legend(view: CurvesView): TemplateResult {
  const { lines, suggested } = view.picked;
  const colored = lines.filter(({ slot }) => slot > 0);
  const grey = lines.length - colored.length;
  return html`<div class="legend">
    <ul aria-label=${t('Lines')}>
      ${colored.map(entry)}
      ${
        grey > 0
          ? html`<li class="dim">
              ${seriesMark(0)}<span
                >${grey === 1 ? t('1 in grey') : t('{0} in grey', formatCount(grey))}</span
              >
            </li>`
          : nothing
      }
    </ul>
    ${suggested ? suggestion(view) : html`<span class="end dim small">${meanings(view)}</span>`}
  </div>`;
}

function entry({ slot, label, runs }: PickedLine): TemplateResult {
  return html`<li>
    ${seriesMark(slot)}<span class="cut" title=${label}>${label}</span>
    ${runs.length > 1 ? html`<span class="dim small keep">× ${runs.length}</span>` : nothing}
  </li>`;
}

/** With nothing picked the first lines of the table are drawn, and said to be so. */
function suggestion({ model, picked }: CurvesView): TemplateResult {
  const runs = picked.lines.flatMap((line) => line.runs);
  const count = picked.lines.length;
  return html`<span class="end suggestion">
    <span class="dim small"
      >${count === 1 ? t('Nothing is picked: the first row is drawn.') : t('Nothing is picked: the first {0} rows are drawn.', count)}</span
    >
    ${button({ label: count === 1 ? t('Pick it') : t('Pick these {0}', count), onClick: () => model.pick(runs.slice(0, 5000)) })}
  </span>`;
}

function meanings(view: CurvesView): string {
  const { model, picked } = view;
  const { smoothing, band, robust } = model.state.curves;
  const parts: string[] = [];
  if (picked.lines.some(({ runs }) => runs.length > 1))
    parts.push(
      band === 'range'
        ? t('band: min … max of the runs')
        : t('band: mean ± standard deviation; single points can lie outside'),
    );
  if (smoothing > 0) parts.push(t('faint: before smoothing'));
  const turned = view.keys.some((key) =>
    view.curvesOf(key).some(({ line, curve }) => line.slot > 0 && curve.shape.nanSince),
  );
  if (turned) parts.push(t('dashed: NaN from here'));
  if (robust) parts.push(t('axes without outliers'));
  if (model.picked.length > 0 && picked.lines.length === mostLines)
    parts.push(t('only the first {0} lines are drawn', formatCount(mostLines)));
  return parts.join(' · ');
}
