/** What keeping a limit would take: the threshold that is shown beside the best one, and, marked for what it is, one for each group. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatNumber, formatShare, missing } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import { sliceText } from '../../../src/fairness/fairnessWords.ts';
import {
  effectNow,
  effectsByGroup,
  effectWithin,
  isKept,
  type AskedLimit,
  type Effect,
  type GroupEffects,
} from '../../../src/fairness/limitSearch.ts';
import type { TradeOff } from '../../../src/fairness/thresholds.ts';
import type { AttributeCounts, FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import { rateText } from '../../../src/fairness/rateText.ts';
import { button } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { limitName } from './limitChoice.ts';

export interface Searched {
  /** As they were counted. */
  readonly all: FairnessCounts;
  readonly shown: FairnessCounts;
  readonly attribute: AttributeCounts;
  readonly points: readonly TradeOff[];
  readonly asked: AskedLimit;
}

export function effects(model: FairnessModel, searched: Searched): TemplateResult {
  const { all, shown, attribute, points, asked } = searched;
  const now = effectNow(shown, attribute, asked.spec, model.settings);
  const best = effectWithin(all, points, asked);
  const isThere = now !== undefined && best !== undefined && now.threshold === best.threshold;
  const offered = isThere ? null : (best?.threshold ?? null);
  return html`<p class="say" role="status">${words(asked, { now, best })}</p>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('What thresholds do')}>
      <table class="et" aria-label=${t('What thresholds do')}>
        <thead>
          <tr>
            <th scope="col">${t('Threshold')}</th>
            <th scope="col" class="num">
              ${asked.spec.kind === 'difference' ? t('Difference') : t('Ratio')}
            </th>
            <th scope="col" class="num">${t('Accuracy')}</th>
            <th scope="col" class="num">${t('Accepted')}</th>
          </tr>
        </thead>
        <tbody>
          ${now === undefined ? nothing : effectRow(t('now: {0}', thresholdText(now.threshold)), now)}
          ${
            best === undefined || isThere
              ? nothing
              : effectRow(t('best within the limit: {0}', thresholdText(best.threshold)), best)
          }
        </tbody>
      </table>
    </div>
    ${
      offered === null
        ? nothing
        : html`<p class="say">
            ${button({ label: t('Use this threshold'), onClick: () => model.moveThreshold(offered) })}
          </p>`
    }
    ${byGroup(model, searched)}`;
}

function words(
  asked: AskedLimit,
  { now, best }: { now: Effect | undefined; best: Effect | undefined },
): string {
  const name = limitName(asked);
  if (best === undefined)
    return t('No single threshold keeps to the limit of {0}: the model itself has to change.', name);
  if (now !== undefined && isKept(now, asked)) return t('The limit of {0} holds at this threshold.', name);
  const end =
    best.selected > nearlyAll
      ? t(' There nearly everybody is accepted.')
      : best.selected < 1 - nearlyAll
        ? t(' There nearly nobody is accepted.')
        : '';
  return t('The limit of {0} would hold with one threshold for all.{1}', name, end);
}

function effectRow(name: string, { gap, accuracy, selected }: Effect): TemplateResult {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="num strong">${Number.isNaN(gap) ? missing : rateText(gap)}</td>
    <td class="num">${formatShare(accuracy)}</td>
    <td class="num">${formatShare(selected)}</td>
  </tr>`;
}

function thresholdText(threshold: number | null): string {
  return threshold === null ? t('as predicted') : formatNumber(threshold);
}

function byGroup(model: FairnessModel, searched: Searched): TemplateResult {
  const isOpen = model.state.byGroup;
  return html`<p class="say">
      <button
        class="link"
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${() => model.set({ byGroup: !isOpen })}
      >
        ${isOpen ? t('Hide thresholds for each group') : t('A threshold for each group…')}
      </button>
    </p>
    ${isOpen ? groups(model, searched) : nothing}`;
}

function groups(model: FairnessModel, searched: Searched): TemplateResult {
  const { asked, attribute } = searched;
  const found = foundFor(model, searched);
  const by = attribute.columns.join(' × ');
  return html`<div class="note" role="note">
      ${icon('warning', 'warn')}<span
        >${t('This treats people differently because of their group: two with the same score can be decided on differently. Depending on the place and the purpose that may be unlawful, also where it is meant to make up for a disadvantage. It is a decision for people who answer for it, with legal advice; the page only shows what it would do.')}</span
      >
    </div>
    ${
      found === undefined
        ? html`<p class="say">
            ${t('Not even a threshold for each group of {0} keeps to the limit of {1}.', by, limitName(asked))}
          </p>`
        : html`<div class="scroll" tabindex="0" role="group" aria-label=${t('Thresholds for each group')}>
              <table class="et" aria-label=${t('Thresholds for each group')}>
                <thead>
                  <tr>
                    <th scope="col">${t('Group')}</th>
                    <th scope="col" class="num">${t('Threshold')}</th>
                    <th scope="col" class="num">${t('Accuracy')}</th>
                    <th scope="col" class="num">${t('Accepted')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${found.groups.map(
                    ({ slice, threshold, accuracy, selected }) =>
                      html`<tr>
                        <th scope="row">${sliceText(slice)}</th>
                        <td class="num strong">${formatNumber(threshold)}</td>
                        <td class="num">${formatShare(accuracy)}</td>
                        <td class="num">${formatShare(selected)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            <p class="say small dim">
              ${t('With them the limit of {0} holds, and {1} of these groups are judged rightly.', limitName(asked), formatShare(found.accuracy))}
            </p>`
    }`;
}

let last: { readonly key: readonly unknown[]; readonly found: GroupEffects | undefined } | undefined;

/** It does not change with the threshold, which moves every frame. */
function foundFor(
  { settings }: FairnessModel,
  { all, attribute, asked }: Searched,
): GroupEffects | undefined {
  const key = [all, attribute, JSON.stringify(asked), settings.minSize];
  if (last === undefined || last.key.some((one, at) => one !== key[at]))
    last = { key, found: effectsByGroup(all, attribute, asked, settings.minSize) };
  return last.found;
}

const nearlyAll = 0.995;
