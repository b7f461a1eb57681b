/** ROC and precision–recall of the picked runs that logged their predictions, with what they come to. */
import { html, nothing, svg } from 'lit-html';
import type { SVGTemplateResult, TemplateResult } from 'lit-html';
import { formatCount, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ScoreCurves } from '../../../../src/protocol/compare/media.ts';
import type { PickedRun } from '../compareModel.ts';
import type { Found, Loaded, MediaData } from './mediaData.ts';
import { runName } from './runName.ts';

interface Line {
  readonly run: PickedRun;
  readonly path: string;
  readonly hasScore: boolean;
  readonly loaded: Loaded | undefined;
}

export function scoreSection(data: MediaData, { runs, lists }: Found): TemplateResult {
  const lines = lists.flatMap(({ run: id, predictions }) => {
    const run = runs.find((one) => one.id === id);
    if (!run) return [];
    return predictions.slice(0, mostFiles).map((file, index): Line => {
      const { path, hasScore } = file;
      return { run, path, hasScore, loaded: hasScore ? data.curves(id, index, file) : undefined };
    });
  });
  const drawn = lines.flatMap(({ run, loaded }) =>
    loaded?.kind === 'curves' ? [{ run, curves: loaded.curves }] : [],
  );
  return html`<section class="sec scores" aria-labelledby="m-scores">
    <header><h2 id="m-scores">${t('Predictions')}</h2></header>
    <div class="row charts">
      ${
        drawn.length === 0
          ? nothing
          : html`${chart({
              title: t('ROC'),
              x: t('False positive rate'),
              y: t('True positive rate'),
              lines: drawn.map(({ run, curves }) => ({ run, points: curves.roc })),
              diagonal: true,
            })}
            ${chart({
              title: t('Precision–recall'),
              x: t('Recall'),
              y: t('Precision'),
              lines: drawn.map(({ run, curves }) => ({ run, points: curves.precisionRecall })),
              diagonal: false,
            })}`
      }
    </div>
    <div class="wide" tabindex="0" role="group" aria-label=${t('Predictions')}>
      <table class="plain" aria-label=${t('Predictions')}>
        <thead>
          <tr>
            <th scope="col">${t('Run')}</th>
            <th scope="col">${t('File')}</th>
            <th scope="col" class="num">${t('AUC')}</th>
            <th scope="col" class="num">${t('Average precision')}</th>
            <th scope="col">${t('Rows')}</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(lineRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function lineRow({ run, path, hasScore, loaded }: Line): TemplateResult {
  return html`<tr>
    <td>${runName(run)}</td>
    <td class="mono">${path}</td>
    ${
      loaded?.kind === 'curves'
        ? html`<td class="num">${formatNumber(loaded.curves.auc)}</td>
            <td class="num">${formatNumber(loaded.curves.averagePrecision)}</td>
            <td>${countsOf(loaded.curves)}</td>`
        : html`<td colspan="3">
            ${loaded?.kind === 'failed' ? loaded.sentence : hasScore ? t('Reading…') : t('It was logged without a score column.')}
          </td>`
    }
  </tr>`;
}

function countsOf({ positive, positives, negatives, skipped }: ScoreCurves): string {
  const counts = t('{0} of class {1}, {2} others', formatCount(positives), positive, formatCount(negatives));
  return skipped === 0 ? counts : t('{0}; {1} without label or score left out', counts, formatCount(skipped));
}

interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly { readonly run: PickedRun; readonly points: ArrayBuffer }[];
  /** What guessing comes to. */
  readonly diagonal: boolean;
}

/** The unit square, drawn as SVG: the values are in the table below. */
function chart({ title, x, y, lines, diagonal }: Chart): TemplateResult {
  return html`<figure class="score-chart" aria-label=${title}>
    <svg viewBox="-34 -8 284 272" role="img" aria-label=${`${title}: ${lines.map(({ run }) => run.name).join(', ')}`}>
      ${[0, 0.5, 1].map(
        (at) => svg`<line class="grid" x1=${at * side} x2=${at * side} y1="0" y2=${side}></line>
          <line class="grid" x1="0" x2=${side} y1=${at * side} y2=${at * side}></line>
          <text class="tick" x=${at * side} y=${side + 14} text-anchor="middle">${at}</text>
          <text class="tick" x="-6" y=${(1 - at) * side + 4} text-anchor="end">${at}</text>`,
      )}
      ${diagonal ? svg`<line class="grid chance" x1="0" y1=${side} x2=${side} y2="0"></line>` : nothing}
      ${lines.map(({ run, points }): SVGTemplateResult => svg`<polyline class="line slot-${run.slot}" points=${pointsOf(points)}></polyline>`)}
    </svg>
    <figcaption class="small"><strong>${title}</strong> <span class="dim">${t('{0} over {1}', y, x)}</span></figcaption>
  </figure>`;
}

function pointsOf(buffer: ArrayBuffer): string {
  const values = new Float64Array(buffer);
  const points: string[] = [];
  for (let at = 0; at + 1 < values.length; at += 2)
    points.push(`${((values[at] ?? 0) * side).toFixed(2)},${((1 - (values[at + 1] ?? 0)) * side).toFixed(2)}`);
  return points.join(' ');
}

const side = 240;
/** Of one run. */
const mostFiles = 5;
