/** How the version treats groups, as its predictions were judged: the verdict, limit by limit. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { counted } from '../../../src/base/counted.ts';
import { formatMoment, formatNumber, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricText } from '../../../src/fairness/fairnessWords.ts';
import { fromJsonNumber, type JsonNumber } from '../../../src/protocol/jsonNumber.ts';
import type { VersionDetail } from '../../../src/protocol/modelShape.ts';
import { gapMetrics } from '../../../src/records/fairnessNames.ts';
import { standMark, verdictMark } from '../../verdictMark.ts';
import type { ModelModel } from './modelModel.ts';
import { scroller } from '../../scroller.ts';

type Judged = NonNullable<VersionDetail['judged']>;

export function judged(model: ModelModel, shown: VersionDetail): TemplateResult | typeof nothing {
  const { judged: found, fairness, version } = shown;
  if (found === null) return nothing;
  const open = () => model.act((call) => call('openFairness', { name: model.state.name, version }));
  return html`<section class="sec" aria-labelledby="h-judged">
    <header>
      <h2 id="h-judged">${t('Fairness')}</h2>
      ${fairness === null ? nothing : standMark(fairness)}
      <span class="dim cut" title=${evidence(found)}>${evidence(found)}</span>
    </header>
    ${
      found.limits.length === 0
        ? html`<p class="words">${found.says ?? missing}</p>`
        : scroller(t('Fairness'), limits(found.limits))
    }
    <p class="more">
      <button class="link" @click=${open}>
        ${found.runHere ? t('Open the fairness report') : t('Open the numbers that were kept')}
      </button>
    </p>
  </section>`;
}

function evidence({ rows, runName, runHere, at }: Judged): string {
  return [
    ...(rows === null ? [] : [counted(rows, t('1 row'), (n) => t('{0} rows', n))]),
    ...(runName === null ? [] : [runHere ? runName : t('{0}, which is gone', runName)]),
    ...(at === null ? [] : [formatMoment(Date.parse(at), Date.now())]),
  ].join(' · ');
}

function limits(all: Judged['limits']): TemplateResult {
  return html`<table class="vt" aria-labelledby="h-judged">
    <thead>
      <tr>
        <th scope="col">${t('Measure')}</th>
        <th scope="col" class="num">${t('Value')}</th>
        <th scope="col" class="num">${t('95 % interval')}</th>
        <th scope="col" class="num">${t('Limit')}</th>
        <th scope="col">${t('Verdict')}</th>
      </tr>
    </thead>
    <tbody>
      ${all.map(
        ({ attribute, metric, kind, value, low, high, limit, verdict }) =>
          html`<tr>
            <th scope="row">${nameOf(metric)} ${kindText(kind)} <span class="dim">${attribute}</span></th>
            <td class="num">${numberText(value)}</td>
            <td class="num">
              ${low === null || high === null ? missing : `${numberText(low)} – ${numberText(high)}`}
            </td>
            <td class="num">${kind === 'ratio' ? '≥' : '≤'} ${numberText(limit)}</td>
            <td>${verdictMark(verdict)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A name that a person wrote into the file stays as it is. */
function nameOf(metric: string): string {
  const known = gapMetrics.find((one) => one === metric);
  return known === undefined ? metric : metricText(known);
}

function kindText(kind: string): string {
  return kind === 'ratio' ? t('ratio') : kind === 'difference' ? t('difference') : kind;
}

function numberText(value: JsonNumber | null): string {
  return value === null ? missing : formatNumber(fromJsonNumber(value), 3);
}
