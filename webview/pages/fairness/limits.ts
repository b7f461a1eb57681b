/** What config.yaml demands, and whether it holds. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { metricText } from '../../../src/fairness/fairnessWords.ts';
import type { LimitVerdict } from '../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText } from '../../../src/fairness/rateText.ts';
import { icon } from '../../icons/icon.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { verdictMark } from '../../verdictMark.ts';

export function limits(model: FairnessModel): TemplateResult {
  const verdict = model.settled?.verdict;
  const hasLimits = (model.view?.policy?.limits ?? []).length > 0;
  return html`<section class="sec" aria-labelledby="h-limits">
    <header>
      <h2 id="h-limits">${t('Limits')}</h2>
      <span class="dim">${t('of config.yaml')}</span>
    </header>
    ${
      !hasLimits
        ? html`<p class="more dim">
            ${t('None is set, so nothing is judged.')}
            <button class="link" @click=${() => model.act((call) => call('openPolicy', {}))}>
              ${t('Write them under fairness: limits:')}
            </button>
          </p>`
        : verdict === undefined
          ? html`<p class="more dim">${t('Working out…')}</p>`
          : html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Limits')}>
                <table class="lt" aria-labelledby="h-limits" aria-busy=${model.isSettled ? 'false' : 'true'}>
                  <thead>
                    <tr>
                      <th scope="col">${t('Measure')}</th>
                      <th scope="col" class="num">${t('Value, interval')}</th>
                      <th scope="col" class="num">${t('Limit')}</th>
                      <th scope="col">${t('Verdict')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${[...new Set(verdict.limits.map(({ attribute }) => attribute))].map((attribute) => attributeRows(attribute, verdict.limits))}
                  </tbody>
                </table>
              </div>
              ${
                verdict.problems.length === 0
                  ? nothing
                  : html`<ul class="marked small">
                      ${verdict.problems
                        .slice(0, mostProblems)
                        .map((text) => html`<li>${icon('warning', 'warn')}<span>${text}</span></li>`)}
                    </ul>`
              }`
    }
  </section>`;
}

function attributeRows(attribute: string, all: readonly LimitVerdict[]): TemplateResult {
  return html`<tr class="group">
      <th scope="colgroup" colspan="4">${attribute}</th>
    </tr>
    ${all.filter((limit) => limit.attribute === attribute).map(limitRow)}`;
}

function limitRow(limit: LimitVerdict): TemplateResult {
  const { metric, kind, value, verdict, exception, says } = limit;
  const name =
    kind === 'difference' ? t('{0} diff.', metricText(metric)) : t('{0} ratio', metricText(metric));
  const bound = `${kind === 'difference' ? '≤' : '≥'} ${formatNumber(limit.limit)}`;
  return html`<tr title=${says}>
    <th scope="row" class="in">${name}</th>
    <td class="num">
      <span class="strong">${rateText(value)}</span> <span class="dim small">${intervalText(limit)}</span>
    </td>
    <td class="num">${bound}</td>
    <td>
      ${
        exception === undefined
          ? verdictMark(verdict)
          : html`<span class="st">${icon('warning', 'warn')}${t('granted until {0}', exception.until)}</span>`
      }
    </td>
  </tr>`;
}

const mostProblems = 6;
