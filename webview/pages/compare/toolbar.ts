/** The line on top: which runs are looked at. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { formatCount } from '../../../src/base/format.ts';
import { iconButton } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import type { CompareModel } from './compareModel.ts';

export function toolbar(model: CompareModel): TemplateResult {
  const { frame, filterProblem } = model;
  const { filter } = model.state.view;
  return html`<div class="toolbar" role="search">
    <div class="filter ${filterProblem ? 'wrong' : ''}">
      ${icon('filter')}
      <input
        class="mono"
        aria-label=${t('Filter runs')}
        placeholder='metrics.val_auc > 0.9 and params.model = "gbm"'
        spellcheck="false"
        .value=${filter}
        @change=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) void model.setView({ filter: event.target.value });
        }}
      />
      <span class="dim small keep"
        >${t('{0} of {1} runs', formatCount(frame.ordinals.length), formatCount(frame.total))}</span
      >
      ${
        filter === ''
          ? nothing
          : iconButton({
              label: t('Clear the filter'),
              icon: 'close',
              onClick: () => model.setView({ filter: '' }),
            })
      }
    </div>
    ${filterProblem ? html`<p class="problem" role="alert">${filterProblem.message}</p>` : nothing}
  </div>`;
}
