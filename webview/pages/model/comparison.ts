/** Every metric of the version beside the champion's and the version's before, with who is better. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatDifference, formatFixed, formatNumber, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { ModelDetail, ShownMetric, VersionDetail } from '../../../src/protocol/modelShape.ts';
import { fromJsonNumber } from '../../../src/protocol/jsonNumber.ts';
import { icon } from '../../icons/icon.ts';
import { scroller } from '../../scroller.ts';

interface Rival {
  readonly title: string;
  readonly version: number;
  readonly values: ReadonlyMap<string, number>;
}

export function comparison(detail: ModelDetail, shown: VersionDetail): TemplateResult {
  const rivals = rivalsOf(detail);
  return html`<section class="sec" aria-labelledby="h-metrics">
    <header>
      <h2 id="h-metrics">${t('Metrics')}</h2>
      <span class="dim">${subtitle(detail, shown, rivals)}</span>
    </header>
    ${
      shown.metrics.length === 0
        ? html`<div class="empty">
            <p class="dim">
              ${
                detail.server === null
                  ? t('None were recorded when this version was registered.')
                  : t('The server tells of none that its run logged.')
              }
            </p>
          </div>`
        : scroller(t('Metrics'), table(shown, rivals))
    }
  </section>`;
}

function subtitle({ server }: ModelDetail, shown: VersionDetail, rivals: readonly Rival[]): string {
  if (shown.metrics.length === 0) return '';
  if (rivals.length > 0)
    return server === null
      ? t('as they were when the versions were registered')
      : t('as the runs on the server logged them last');
  return shown.aliases.includes('champion')
    ? t('this is the champion, and there is no version before')
    : t('there is no champion and no version before to hold it against');
}

function rivalsOf({ champion, before }: ModelDetail): readonly Rival[] {
  const rival = (title: string, version: ModelDetail['champion']): Rival[] =>
    version === null
      ? []
      : [
          {
            title,
            version: version.version,
            values: new Map(version.metrics.map(({ key, value }) => [key, fromJsonNumber(value)])),
          },
        ];
  if (champion !== null && champion.version === before?.version)
    return rival(t('Against the champion, the version before'), champion);
  return [...rival(t('Against the champion'), champion), ...rival(t('Against the version before'), before)];
}

function table({ version, metrics }: VersionDetail, rivals: readonly Rival[]): TemplateResult {
  return html`<table class="mt" aria-labelledby="h-metrics">
    <thead>
      ${
        rivals.length === 0
          ? nothing
          : html`<tr class="groups">
              <td colspan="2"></td>
              ${rivals.map(({ title }) => html`<th scope="colgroup" colspan="3">${title}</th>`)}
            </tr>`
      }
      <tr>
        <th scope="col" class="c-name">${t('Metric')}</th>
        <th scope="col" class="num">v${version}</th>
        ${rivals.map(
          (rival) =>
            html`<th scope="col" class="num">v${rival.version}</th>
              <th scope="col" class="num">${t('Difference')}</th>
              <th scope="col" class="c-verdict">${t('v{0} is', version)}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${metrics.map((metric) => row(metric, rivals))}
    </tbody>
  </table>`;
}

function row(metric: ShownMetric, rivals: readonly Rival[]): TemplateResult {
  const value = fromJsonNumber(metric.value);
  const decimals = decimalsOf([value, ...rivals.map(({ values }) => values.get(metric.key) ?? NaN)]);
  return html`<tr>
    <th scope="row" class="c-name" title=${metric.key}>${metric.key}</th>
    <td class="num strong">${formatFixed(value, decimals)}</td>
    ${rivals.map(({ values }) => against(metric, value, { other: values.get(metric.key), decimals }))}
  </tr>`;
}

function against(
  { direction }: ShownMetric,
  value: number,
  { other, decimals }: { readonly other: number | undefined; readonly decimals: number },
): TemplateResult {
  if (other === undefined)
    return html`<td class="num dim">${missing}</td>
      <td class="num dim">${missing}</td>
      <td class="c-verdict dim">${t('no value there')}</td>`;
  return html`<td class="num">${formatFixed(other, decimals)}</td>
    <td class="num">${formatDifference(value - other)}</td>
    <td class="c-verdict">${verdictOf(direction, value - other)}</td>`;
}

function verdictOf(direction: ShownMetric['direction'], difference: number): TemplateResult {
  if (direction === null || Number.isNaN(difference))
    return html`<span class="st dim">${icon('circleSlash', 'idle')}${t('not judged')}</span>`;
  if (difference === 0) return html`<span class="st dim">${t('the same')}</span>`;
  return difference > 0 === (direction === 'maximize')
    ? html`<span class="st">${icon('arrowUp', 'ok')}${t('better')}</span>`
    : html`<span class="st">${icon('arrowDown', 'bad')}${t('worse')}</span>`;
}

/** Of the most precise value in a row, so that its points line up. */
function decimalsOf(values: readonly number[]): number {
  const counts = values.map((value) => formatNumber(value).split('e')[0]?.split('.')[1]?.length ?? 0);
  return Math.min(4, Math.max(0, ...counts));
}
