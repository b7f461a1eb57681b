/** One metric by slice: a dot with its interval on a shared axis, and the numbers beside it. */
import { html, noChange, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricWords } from '../../../src/fairness/fairnessWords.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { Rate } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText, signed } from '../../../src/fairness/rateText.ts';
import { besideAxis, besideDot, changeCells, versusKey, versusTitles } from './versusCells.ts';
import { axisOf, axisTicks, dotRow, type DotAxis } from './dotRow.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { sliceFigure } from './figures/sliceFigure.ts';
import { saveTool } from './saveFigure.ts';
import { isErrorMeasure, rowsText, upper, type ShownAttribute, type ShownSlice } from './shownSlices.ts';

export function slices(model: FairnessModel, counts: FairnessCounts): TemplateResult {
  const { measure } = model;
  const { name } = metricWords(measure);
  const all = model.overallRate(counts);
  const shown = model.attributes.filter(({ key }) => !model.state.hidden.includes(key));
  const judged = shown.flatMap((attribute) =>
    attribute.slices.filter(({ suppressed }) => !suppressed).map(({ rate }) => rate(measure)),
  );
  const axis = axisOf(
    [all, ...judged, ...besideAxis(model, shown)],
    isErrorMeasure(measure),
    all?.value ?? null,
  );
  const { hidden, limit } = model.state;
  const away = model.rows.away(model.isMoving, [
    measure,
    hidden,
    limit,
    model.settings.minSize,
    model.counts,
  ]);
  const count = shown.reduce((sum, attribute) => sum + attribute.slices.length, 0);
  return html`<section class="sec" aria-labelledby="h-slices">
    <header>
      <h2 id="h-slices">${t('{0} by slice', upper(name))}</h2>
      <span class="dim">${count === 1 ? t('1 slice') : t('{0} slices', formatCount(count))}</span>
      <span class="end row tight"
        ><span class="small dim legend"
          >${versusKey(model)}${t('bars: 95 % interval · dashed: all rows')}</span
        >${saveTool(model, t('{0} by slice', upper(name)), () => sliceFigure(model, counts))}</span
      >
    </header>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('{0} by slice', upper(name))}>
      <table class="pt ${model.versus.paired ? 'with-other' : ''}" aria-labelledby="h-slices">
        <thead>
          <tr>
            <th scope="col" class="c-name">${t('Slice')}</th>
            <th scope="col" class="c-plot"><span class="sr">${t('Plot')}</span>${axisTicks(axis)}</th>
            <th scope="col" class="num">${name}</th>
            <th scope="col" class="num c-interval">${t('95 % interval')}</th>
            <th scope="col" class="num c-n" title=${t('Rows of the denominator')}>n</th>
            <th scope="col" class="num c-all">${t('against all')}</th>
            ${versusTitles(model)}
          </tr>
        </thead>
        <tbody>
          ${sliceRow(model, { name: t('All rows'), rate: all, axis, all })}
          ${shown.map((attribute) => attributeRows(model, attribute, { axis, all, away }))}
        </tbody>
      </table>
    </div>
  </section>`;
}

interface RowParts {
  readonly axis: DotAxis;
  readonly all: Rate | undefined;
}

function attributeRows(
  model: FairnessModel,
  attribute: ShownAttribute,
  { away, ...parts }: RowParts & { readonly away: ReadonlySet<string> },
): TemplateResult {
  const { measure, state } = model;
  const judged = attribute.slices.filter(({ suppressed }) => !suppressed);
  const small = attribute.slices.filter(({ suppressed }) => suppressed);
  const shown = judged.slice(0, state.limit);
  const values = judged.flatMap(({ rate }) => rate(measure)?.value ?? []);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const flag = (value: number | null | undefined) =>
    values.length < 2 || least === most
      ? ''
      : value === most
        ? t('highest')
        : value === least
          ? t('lowest')
          : '';
  return html`<tr class="group">
      <th scope="colgroup" colspan="8">${attribute.name}</th>
    </tr>
    ${shown.map((slice) => {
      if (away.has(slice.key)) return noChange;
      const rate = slice.rate(measure);
      return sliceRow(model, { ...parts, name: slice.name, rate, slice, flag: flag(rate?.value) });
    })}
    ${judged.length > shown.length ? more(model, shown.length, judged.length) : nothing}
    ${small.length > 0 ? tooSmall(model, small) : nothing}`;
}

function sliceRow(
  model: FairnessModel,
  {
    name,
    rate,
    slice,
    axis,
    all,
    flag = '',
  }: RowParts & { name: string; rate: Rate | undefined; slice?: ShownSlice; flag?: string },
): TemplateResult {
  const value = rate?.value ?? null;
  const key = slice?.key ?? '{}';
  const isChosen = slice !== undefined && model.state.chosen === slice.key;
  const label = slice === undefined ? name : sliceButton(model, slice, isChosen);
  const whole = all?.value ?? null;
  const gap = slice === undefined || value === null || whole === null ? null : value - whole;
  return html`<tr class=${isChosen ? 'sel' : ''} data-slice=${slice?.key ?? nothing}>
    <th scope="row" class="c-name ${slice === undefined ? '' : 'in'}" title=${name}>
      <div class="named">
        <span class="cut">${label}</span
        >${flag === '' ? nothing : html`<span class="dim small flag">${flag}</span>`}
      </div>
    </th>
    ${
      value === null
        ? html`<td class="c-plot dim">${t('undefined: {0}', rate?.why ?? t('not known'))}</td>`
        : html`<td class="c-plot">
            ${dotRow(axis, { value, low: rate?.low ?? null, high: rate?.high ?? null }, besideDot(model, key))}
          </td>`
    }
    <td class="num strong" title=${rate ? intervalText(rate) : ''}>${rateText(value)}</td>
    <td class="num dim c-interval">${rate ? intervalText(rate) : ''}</td>
    <td class="num c-n">${formatCount(rate?.n ?? 0)}</td>
    <td class="num c-all">${gap === null ? '' : signed(gap)}</td>
    ${changeCells(model, key, rate)}
  </tr>`;
}

function sliceButton(model: FairnessModel, { key, name }: ShownSlice, isChosen: boolean): TemplateResult {
  return html`<button
    class="plain cut"
    aria-pressed=${isChosen ? 'true' : 'false'}
    @click=${() => model.set({ chosen: isChosen ? null : key })}
  >
    ${name}
  </button>`;
}

function more(model: FairnessModel, shown: number, all: number): TemplateResult {
  return html`<tr>
    <td colspan="8">
      <button class="link" @click=${() => model.set({ limit: model.state.limit + 500 })}>
        ${t('Show more: {0} of {1} slices are listed', formatCount(shown), formatCount(all))}
      </button>
    </td>
  </tr>`;
}

/** Listed, not hidden: nothing is said of them, and they drive no disparity. */
function tooSmall(model: FairnessModel, small: readonly ShownSlice[]): TemplateResult {
  const shown = small.slice(0, model.state.limit);
  return html`<tr class="small-slices">
      <th scope="colgroup" colspan="8">
        ${t('Too small to judge: fewer than {0} rows. Not drawn, in no disparity.', formatCount(model.settings.minSize))}
      </th>
    </tr>
    ${shown.map(
      ({ name, n }) =>
        html`<tr class="dim">
          <th scope="row" class="c-name in" title=${name}>
            <div class="named"><span class="cut">${name}</span></div>
          </th>
          <td class="c-plot" colspan="5">${rowsText(n)}</td>
        </tr>`,
    )}
    ${small.length > shown.length ? more(model, shown.length, small.length) : nothing}`;
}
