/** Columns and marks of the slice table for the predictions that are held against: their value, and the paired difference. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { Rate } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText, signed } from '../../../src/fairness/rateText.ts';
import { triangle, type Dot } from './dotRow.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { type ShownAttribute } from './shownSlices.ts';

/** What the axis must have room for. */
export function besideAxis(model: FairnessModel, shown: readonly ShownAttribute[]): (Rate | undefined)[] {
  const { versus, measure } = model;
  if (versus.paired === undefined) return [];
  const keys = shown.flatMap(({ slices }) =>
    slices.filter(({ key, suppressed }) => !suppressed && !versus.isSmall(key)).map(({ key }) => key),
  );
  return ['{}', ...keys].map((key) => versus.rate(key, measure));
}

/** Of the other, where it has enough rows. */
export function besideRate({ versus, measure }: FairnessModel, key: string): Rate | undefined {
  return isShown(versus, key) ? versus.rate(key, measure) : undefined;
}

export function besideDot(model: FairnessModel, key: string): (Dot & { name: string }) | undefined {
  const rate = besideRate(model, key);
  const { versus } = model;
  if (rate === undefined || rate.value === null) return undefined;
  return { value: rate.value, low: rate.low, high: rate.high, name: versus.label };
}

export function versusTitles({ versus }: FairnessModel): TemplateResult | typeof nothing {
  if (versus.paired === undefined) return nothing;
  return html`<th scope="col" class="num c-there" title=${versus.label}>${t('there')}</th>
    <th scope="col" class="num" title=${t('This less {0}, with its 95 % interval', versus.label)}>
      ${t('difference')}
    </th>`;
}

/** Which mark is which. */
export function versusKey({ versus }: FairnessModel): TemplateResult | typeof nothing {
  if (versus.paired === undefined) return nothing;
  return html`<svg class="dots key-mark" width="12" height="12" aria-hidden="true">
      <circle class="mk" cx="6" cy="6" r="4"></circle></svg
    >${t('here')}
    <svg class="dots key-mark" width="12" height="12" aria-hidden="true">
      <g class="beside"><path class="mk" d=${triangle(6, 6.5)}></path></g></svg
    ><span class="cut">${versus.label}</span> · `;
}

export function changeCells(
  { versus, measure }: FairnessModel,
  key: string,
  own: Rate | undefined,
): TemplateResult | typeof nothing {
  if (versus.paired === undefined) return nothing;
  if (!isShown(versus, key))
    return html`<td class="dim num" colspan="2">
      ${versus.slice(key)?.other === undefined ? t('not there') : t('too small to judge')}
    </td>`;
  const beside = versus.beside(key, own, measure);
  const { value = null, low = null, high = null, why = '' } = beside?.change ?? {};
  // An interval without 0: more than chance.
  const isSure = low !== null && high !== null && (low > 0 || high < 0);
  return html`<td class="num c-there" title=${beside?.rate ? intervalText(beside.rate) : ''}>
      ${rateText(beside?.rate?.value ?? null)}
    </td>
    <td class="num" title=${why}>
      <span class=${isSure ? 'strong' : ''}>${value === null ? '' : signed(value)}</span>
      <span class="dim">${value === null ? rateText(null) : intervalText({ low, high })}</span>
    </td>`;
}

function isShown(versus: FairnessModel['versus'], key: string): boolean {
  return key === '{}' || !versus.isSmall(key);
}
