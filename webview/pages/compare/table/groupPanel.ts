/** Chooses what runs are grouped by: nothing, the script, some params or tags, or all params but some. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef, type Grouping } from '../../../../src/protocol/compare/compareShape.ts';
import { openPopup } from '../../../popup.ts';
import type { CompareModel } from '../compareModel.ts';
import { checklist } from './checklist.ts';
import { columnTitle } from './columnTitle.ts';

export function groupingText(grouping: Grouping | null): string {
  if (grouping === null) return t('none');
  if ('by' in grouping) return grouping.by.map(columnTitle).join(', ');
  const { allParamsBut } = grouping;
  return allParamsBut.length === 0 ? t('all params') : t('all but {0}', allParamsBut.join(', '));
}

export function groupPanel(model: CompareModel, anchor: HTMLElement): void {
  let query = '';
  openPopup(anchor, {
    className: 'panel',
    label: t('Group runs by'),
    content: (popup) => {
      const { grouping } = model.state.view;
      const set = (next: Grouping | null) => {
        void model.setView({ grouping: next });
        popup.redraw();
      };
      return html`<fieldset class="ways">
          <legend class="sr">${t('Group runs by')}</legend>
          ${way(t('No groups'), grouping === null, () => set(null))}
          ${way(t('These'), grouping !== null && 'by' in grouping, () => set({ by: [scriptRef] }))}
          ${way(t('All params but these'), grouping !== null && 'allParamsBut' in grouping, () =>
            set({ allParamsBut: seedsOf(model) }),
          )}
        </fieldset>
        ${checklist({
          label: t('Group runs by'),
          query,
          onQuery: (text) => {
            query = text;
            popup.redraw();
          },
          groups: choices(model, grouping).map(({ title, refs }) => ({
            title,
            entries: refs.map((ref) => ({
              label: columnTitle(ref),
              checked: isIn(grouping, ref),
              toggle: () => set(toggled(grouping, ref)),
            })),
          })),
        })}`;
    },
  });
}

function way(label: string, checked: boolean, choose: () => void): TemplateResult {
  return html`<label class="check line"
    ><input type="radio" name="grouping" .checked=${checked} @change=${choose} />${label}</label
  >`;
}

function choices(
  { catalog }: CompareModel,
  grouping: Grouping | null,
): readonly { readonly title: string; readonly refs: readonly ColumnRef[] }[] {
  const of = (group: 'params' | 'tags' | 'data' | 'code') =>
    catalog.filter((entry) => entry.group === group).map(({ key }): ColumnRef => ({ group, key }));
  const params = { title: t('Params'), refs: of('params') };
  if (grouping !== null && 'allParamsBut' in grouping) return [params];
  return [
    {
      title: t('Record'),
      refs: [scriptRef, { group: 'record', key: 'experiment' }, { group: 'record', key: 'status' }],
    },
    params,
    { title: t('Tags'), refs: of('tags') },
    { title: t('Data'), refs: of('data') },
    { title: t('Code'), refs: of('code') },
  ];
}

function isIn(grouping: Grouping | null, ref: ColumnRef): boolean {
  if (grouping === null) return false;
  if ('allParamsBut' in grouping) return grouping.allParamsBut.includes(ref.key);
  return grouping.by.some((one) => columnId(one) === columnId(ref));
}

function toggled(grouping: Grouping | null, ref: ColumnRef): Grouping | null {
  if (grouping === null) return { by: [ref] };
  if ('allParamsBut' in grouping) {
    const { allParamsBut } = grouping;
    const rest = allParamsBut.filter((key) => key !== ref.key);
    return { allParamsBut: rest.length < allParamsBut.length ? rest : [...rest, ref.key].slice(0, 100) };
  }
  const rest = grouping.by.filter((one) => columnId(one) !== columnId(ref));
  if (rest.length < grouping.by.length) return rest.length === 0 ? null : { by: rest };
  return { by: [...rest, ref].slice(0, 20) };
}

/** Repetitions of a run most often differ in their seed. */
function seedsOf({ catalog }: CompareModel): string[] {
  return catalog
    .filter(({ group, key }) => group === 'params' && /(^|[._/])(seed|random_state|random_seed)$/i.test(key))
    .map(({ key }) => key)
    .slice(0, 100);
}

const scriptRef: ColumnRef = { group: 'record', key: 'script' };
