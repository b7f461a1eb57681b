/** What the predictions are held against: which others, in a sentence whether the gap closed, and why they could not be counted. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { button, iconButton } from '../../controls.ts';
import { sentences } from '../../failure.ts';
import { icon } from '../../icons/icon.ts';
import type { FairnessModel } from './fairnessModel.ts';

export function versusControl(model: FairnessModel): TemplateResult {
  const { versus } = model;
  const says = versus.known?.source.says ?? '';
  const label = versus.name === null ? t('nothing') : versus.label === '' ? t('others') : versus.label;
  return html`<span class="row versus" role="group" aria-label=${t('Against')}
    ><span class="dim">${t('Against')}</span
    ><button
      class="pick"
      aria-haspopup="dialog"
      aria-label=${t('Against {0}: choose other predictions', label)}
      title=${says === '' ? t('Hold these predictions against those of another run, model version or file') : says}
      @click=${() => void versus.choose()}
    >
      <span class="cut">${label}</span>${icon('chevronDown')}</button
    >${
      versus.name === null
        ? nothing
        : iconButton({ label: t('Against nothing'), icon: 'close', onClick: () => versus.remove() })
    }${
      versus.isCounting
        ? html`<span class="dim" role="status">${t('Counting both together…')}</span> ${button({
              label: t('Cancel'),
              onClick: () => model.cancel(),
            })}`
        : nothing
    }</span
  >`;
}

/** Second to what was found in the shown predictions. */
export function versusFinding(model: FairnessModel): TemplateResult | typeof nothing {
  const { versus } = model;
  if (versus.known === undefined || versus.settled === undefined) return nothing;
  const [first, ...more] = versus.settled.sentences;
  const text =
    first ??
    t('Against {0}: no two groups are large enough in both to be held against each other.', versus.label);
  return html`<p
    class="finding versus-finding"
    aria-live="polite"
    aria-busy=${model.isSettled ? 'false' : 'true'}
  >
    ${text}<span class="rest">${more.map((sentence) => ` ${sentence}`)}</span>
  </p>`;
}

export function versusFailure(model: FairnessModel): TemplateResult | typeof nothing {
  const { failure } = model.versus;
  if (failure === undefined) return nothing;
  const isCancelled = failure.code === 'cancelled';
  return html`<div class="note ${isCancelled ? '' : 'err'}" role="alert">
    ${isCancelled ? icon('circleSlash', 'idle') : icon('error', 'bad')}
    <span>${t('The predictions to hold these against could not be counted: {0}', sentences(failure))}</span>
    ${button({ label: t('Choose others…'), onClick: () => model.versus.choose() })}
    ${button({ label: t('Try again'), onClick: () => model.versus.load() })}
    ${button({ label: t('Against nothing'), onClick: () => model.versus.remove() })}
  </div>`;
}
