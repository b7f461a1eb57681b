/** What is to be said about the table at the bottom of the page: what bold means, and which keys there are. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import type { CompareModel } from '../compareModel.ts';
import { baselineOf } from './baseline.ts';

export function tableFoot(model: CompareModel): TemplateResult {
  const baseline = baselineOf(model);
  const held = model.state.view.againstBaseline ? model.frame.column(heldRef) : undefined;
  return html`${
      baseline === undefined
        ? nothing
        : html`<span
            >${
              baseline.why === 'star'
                ? t('Bold: differs from {0}, the first starred row', baseline.name)
                : t('Bold: differs from {0}, the first picked run', baseline.name)
            }</span
          >`
    }${
      held?.texts.length === 0
        ? html`<span
            >${t('No run is marked as baseline: choose “Use as Baseline…” on a run in the Runs view')}</span
          >`
        : nothing
    }<span class="end">${t('Space picks · Enter opens · F2 edits · Shift+F10 on a title: its menu')}</span>`;
}

const heldRef = { group: 'record', key: 'baseline' } as const;
