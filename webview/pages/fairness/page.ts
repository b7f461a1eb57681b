/** The fairness page as one template: what was found in a sentence, where it comes from, slices beside disparities, then curves. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { formatCount } from '../../../src/base/format.ts';
import { t } from '../../../src/base/l10n.ts';
import type { FairnessCounts } from '../../../src/protocol/fairnessCounts.ts';
import type { ColumnSetting, FairnessView } from '../../../src/protocol/fairnessPage.ts';
import { button } from '../../controls.ts';
import { failed, refusal, sentences, type Failure } from '../../failure.ts';
import { icon } from '../../icons/icon.ts';
import { lostNote } from '../../lostNote.ts';
import { chosenSlice } from './chosenSlice.ts';
import { curves } from './curves.ts';
import { disparities } from './disparities.ts';
import type { FairnessModel } from './fairnessModel.ts';
import { facts, head, sentence } from './head.ts';
import { limits } from './limits.ts';
import { slices } from './slices.ts';
import { tools } from './tools.ts';
import { tradeOff } from './tradeOff.ts';
import { versusGaps } from './versusGaps.ts';
import { versusFailure, versusFinding } from './versusControl.ts';
import { worstSection } from './worst.ts';

export function page(model: FairnessModel): TemplateResult {
  const { view, failure } = model;
  if (!view)
    return html`<main>${model.lost ? lost(model) : failure ? failed(model, failure) : loading(model)}</main>`;
  return html`<main>${head(model, view)} ${notices(model, view)} ${content(model, view)}</main>`;
}

function content(model: FairnessModel, view: FairnessView): TemplateResult | typeof nothing {
  const { shown } = model;
  if (shown === undefined) return nothing;
  return html`${sentence(model)} ${versusFinding(model)} ${facts(model, view, shown)} ${tools(model, shown)}
    <div class="cols body">
      <div>
        ${slices(model, shown)} ${worstSection(model, shown)} ${curves(model, shown)}
        ${tradeOff(model, shown)}
      </div>
      <div>
        ${limits(model)} ${chosenSlice(model, shown)} ${versusGaps(model, shown)} ${disparities(model, shown)}
      </div>
    </div>`;
}

function notices(model: FairnessModel, { stale }: FairnessView): TemplateResult {
  const { failure, refused, uncounted, counts } = model;
  return html`
    ${model.lost ? lost(model) : failure ? failed(model, failure) : nothing}
    ${refused ? refusal(model, refused) : nothing} ${uncounted ? unread(model, uncounted) : nothing}
    ${versusFailure(model)} ${stale.length === 0 ? nothing : warning(stale.join(' '))}
    ${counts ? problems(counts) : nothing}
  `;
}

function problems({ problems: found }: FairnessCounts): TemplateResult {
  const more = found.length - mostProblems;
  return html`${found
    .slice(0, mostProblems)
    .map(({ where, line, message }) =>
      warning(`${where.replace(/^.*[\\/]/, '')}${line === undefined ? '' : `:${String(line)}`}: ${message}`),
    )}
  ${more > 0 ? warning(t('And {0} more of that kind.', formatCount(more))) : nothing}`;
}

function warning(text: string): TemplateResult {
  return html`<div class="note" role="note">${icon('warning', 'warn')}<span>${text}</span></div>`;
}

function unread(model: FairnessModel, failure: Failure): TemplateResult {
  const isCancelled = failure.code === 'cancelled';
  return html`<div class="note ${isCancelled ? '' : 'err'}" role="alert">
    ${isCancelled ? icon('circleSlash', 'idle') : icon('error', 'bad')}
    <span>${failure.code === 'groups' ? failure.sentence : sentences(failure)}</span>
    ${cures(model, failure)} ${button({ label: t('Try again'), onClick: () => model.again() })}
  </div>`;
}

/** What a person can do here about predictions that could not be counted. */
function cures(model: FairnessModel, { code }: Failure): TemplateResult {
  const choose = (label: string, setting: ColumnSetting | null) =>
    button({ label, onClick: () => model.act((call) => call('choose', { setting })) });
  const isCrossed = (model.view?.columns.cross ?? 1) > 1;
  return html`${
    code === 'groups'
      ? html`${choose(t('Cut into bins…'), 'bins')}
        ${isCrossed ? choose(t('Cross fewer columns…'), 'cross') : nothing}
        ${choose(t('Choose other groups…'), 'groups')}`
      : nothing
  }
  ${code === 'positive' ? choose(t('Choose the favourable label…'), 'positive') : nothing}
  ${code === 'groups' ? nothing : choose(t('Change columns…'), null)}`;
}

function lost(model: FairnessModel): TemplateResult {
  return lostNote(
    t('There is no connection to the extension, so this page shows how things were.'),
    model.reopenLink,
  );
}

function loading(model: FairnessModel): TemplateResult | typeof nothing {
  if (!model.slow) return nothing;
  return html`<progress class="top" aria-label=${t('Reading the run')}></progress>
    <div class="empty"><p role="status">${t('Reading the run…')}</p></div>`;
}

const mostProblems = 4;
