/** The line on top: which runs are looked at, in which groups and columns, and what can be done with the table. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import { iconButton } from '../../controls.ts';
import { icon } from '../../icons/icon.ts';
import type { CompareModel } from './compareModel.ts';
import { columnsPanel } from './table/columnsPanel.ts';
import { exportMenu } from './table/exportMenu.ts';
import { filterLine } from './table/filterLine.ts';
import { groupPanel, groupingText } from './table/groupPanel.ts';
import { gridOf } from './table/runTable.ts';
import { shownColumns, everyColumn } from './table/shownColumns.ts';
import { viewsMenu } from './table/viewsMenu.ts';

export function toolbar(model: CompareModel): TemplateResult {
  const { view } = model.state;
  const grid = gridOf(model);
  const shown = shownColumns(view, model.known).length;
  const known = Math.max(shown, everyColumn(model.catalog).length);
  return html`<div class="toolbar">
    ${filterLine(model)}
    <div class="row tools">
      ${picker(t('Group: {0}', groupingText(view.grouping)), t('Group runs by'), (anchor) => groupPanel(model, anchor))}
      <label class="check"
        ><input
          type="checkbox"
          .checked=${view.onlyDiffering}
          @change=${() => model.setView({ onlyDiffering: !view.onlyDiffering })}
        />${t('Only what differs')}</label
      >
      <label
        class="check"
        title=${t('Beside each metric, its change against the run that was marked as baseline')}
        ><input
          type="checkbox"
          .checked=${view.againstBaseline}
          @change=${() => model.setView({ againstBaseline: !view.againstBaseline })}
        />${t('Change against baseline')}</label
      >
      ${picker(t('Columns {0}/{1}', shown, known), t('Choose columns'), (anchor) => columnsPanel(grid, anchor))}
      ${picker(t('Views'), t('Saved views'), (anchor) => void viewsMenu(model, anchor))}
      <span
        >${iconButton({
          label: t('Copy or export the table'),
          icon: 'exportArrow',
          onClick: () => {
            const anchor = document.querySelector<HTMLElement>('.toolbar .tools > span:last-child');
            if (anchor !== null) exportMenu(grid, anchor);
          },
        })}</span
      >
    </div>
  </div>`;
}

function picker(text: string, label: string, open: (anchor: HTMLElement) => void): TemplateResult {
  return html`<button
    class="pick-button"
    aria-haspopup="dialog"
    aria-label=${`${label}: ${text}`}
    @click=${({ currentTarget }: MouseEvent) => {
      if (currentTarget instanceof HTMLElement) open(currentTarget);
    }}
  >
    <span>${text}</span>${icon('chevronDown')}
  </button>`;
}
