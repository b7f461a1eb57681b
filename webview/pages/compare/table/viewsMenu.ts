/** Saved views: shows them, saves what is shown as one, and deletes them. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { messageOf } from '../../../../src/base/errors.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { NamedView, ViewPlace } from '../../../../src/protocol/compare/tableMethods.ts';
import { openMenu, openPopup, type MenuItem } from '../../../popup.ts';
import type { CompareModel } from '../compareModel.ts';

/** They are asked for each time: config.yaml may have been edited by hand. */
export async function viewsMenu(model: CompareModel, anchor: HTMLElement): Promise<void> {
  let views: { readonly shared: readonly NamedView[]; readonly own: readonly NamedView[] };
  try {
    views = await model.call('savedViews', {});
  } catch (error) {
    model.act(() => Promise.reject(error instanceof Error ? error : new Error(messageOf(error))));
    return;
  }
  const { shared, own } = views;
  const show = ({ name, view }: NamedView): MenuItem => ({ label: name, choose: () => model.setView(view) });
  const part = (title: string, list: readonly NamedView[]): MenuItem[] =>
    list.length === 0 ? [] : [{ title }, ...list.map(show)];
  const remove =
    (place: ViewPlace) =>
    (one: NamedView): MenuItem => ({
      label: one.name,
      icon: 'trash',
      choose: () => model.act((call) => call('deleteView', { name: one.name, place })),
    });
  const all = [...shared.map(remove('shared')), ...own.map(remove('own'))];
  openMenu(anchor, t('Saved views'), [
    ...part(t('In config.yaml'), shared),
    ...part(t('Only mine'), own),
    ...(all.length > 0 ? (['line'] as const) : []),
    {
      label: t('Save this view…'),
      choose: () => saveForm(model, anchor),
    },
    ...(all.length > 0
      ? [{ label: t('Delete a view…'), choose: () => openMenu(anchor, t('Delete a view'), all) }]
      : []),
    { label: t('As suggested'), choose: () => model.setView(suggested) },
  ]);
}

const toggles = { onlyDiffering: false, againstBaseline: false };
const suggested = { filter: '', sort: [], grouping: null, columns: null, ...toggles };

function saveForm(model: CompareModel, anchor: HTMLElement): void {
  let place: ViewPlace = 'own';
  openPopup(anchor, {
    className: 'panel',
    label: t('Save this view'),
    content: (popup) => {
      const choice = (value: ViewPlace, label: string): TemplateResult =>
        html`<label class="check line"
          ><input
            type="radio"
            name="place"
            .checked=${place === value}
            @change=${() => (place = value)}
          />${label}</label
        >`;
      return html`<form
        class="view-form"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const form = event.target;
          const input = form instanceof HTMLFormElement ? form.querySelector('input') : null;
          const name = input?.value.trim() ?? '';
          if (name === '') return;
          popup.close();
          model.act((call) => call('saveView', { name, place, view: model.state.view }));
        }}
      >
        <label class="row">${t('Name')} <input class="field" data-first required maxlength="100" /></label>
        ${choice('own', t('Only for me'))} ${choice('shared', t('For everyone, in .cairn/config.yaml'))}
        <div class="row panel-foot"><button class="plain-button">${t('Save')}</button></div>
      </form>`;
    },
  });
}
