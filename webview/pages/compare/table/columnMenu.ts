/** The menu of a column: sort, what of a metric it shows, pin, move, group, hide. */
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef, type MetricValue } from '../../../../src/protocol/compare/compareShape.ts';
import type { ShownColumn } from '../../../../src/protocol/compare/comparePage.ts';
import { openMenu, openPopup, type MenuItem } from '../../../popup.ts';
import { metricValueName } from './columnTitle.ts';
import type { Grid } from './grid.ts';
import { nameId } from './gridColumns.ts';
import { stepForm } from './stepForm.ts';

export function columnMenu(grid: Grid, id: string, anchor: HTMLElement): void {
  const column = grid.columns.get(id);
  if (column === undefined) return;
  const { ref, shown } = column;
  const { model } = grid;
  const { sort } = model.state.view;
  const key = sort.find((one) => columnId(one.column) === id);
  const sortBy = (descending: boolean, add: boolean) => () => {
    const rest = add ? sort.filter((one) => one !== key) : [];
    void model.setView({ sort: [...rest, { column: ref, descending }].slice(-10) });
  };
  const items: MenuItem[] = [
    {
      label: t('Sort ascending'),
      icon: 'arrowUp',
      checked: key?.descending === false,
      choose: sortBy(false, false),
    },
    {
      label: t('Sort descending'),
      icon: 'arrowDown',
      checked: key?.descending === true,
      choose: sortBy(true, false),
    },
    ...(sort.length > 0 && key === undefined
      ? [{ label: t('Sort by this, too'), choose: sortBy(false, true) }]
      : []),
    ...(key === undefined
      ? []
      : [
          {
            label: t('Do not sort by this'),
            choose: () => model.setView({ sort: sort.filter((one) => one !== key) }),
          },
        ]),
    'line',
    ...(ref.group === 'metrics' ? valueItems(grid, { id, ref, anchor }) : []),
    ...(ref.group === 'metrics' || id === nameId
      ? []
      : [{ label: t('Group by this'), choose: () => model.setView({ grouping: { by: [ref] } }) }]),
    {
      label: t('Pinned'),
      checked: shown.pinned ?? false,
      choose: () => grid.changeColumns((all) => changed(all, id, (one) => ({ ...one, pinned: !one.pinned }))),
    },
    { label: t('As wide as its values'), choose: () => grid.resize(id, undefined) },
    ...(id === nameId
      ? []
      : [
          {
            label: t('Hide'),
            choose: () => grid.changeColumns((all) => all.filter(({ column: one }) => columnId(one) !== id)),
          },
        ]),
  ];
  openMenu(anchor, t('Column'), items);
}

type MetricRef = Extract<ColumnRef, { group: 'metrics' }>;

function valueItems(
  grid: Grid,
  { id, ref, anchor }: { readonly id: string; readonly ref: MetricRef; readonly anchor: HTMLElement },
): MenuItem[] {
  const show = (value: MetricValue) => {
    const next: MetricRef = { ...ref, value };
    const { sort } = grid.model.state.view;
    grid.changeColumns((all) =>
      all.some(({ column }) => columnId(column) === columnId(next))
        ? all
        : changed(all, id, ({ width: _, ...one }) => ({ ...one, column: next })),
    );
    if (sort.some(({ column }) => columnId(column) === id))
      void grid.model.setView({
        sort: sort.map((key) => (columnId(key.column) === id ? { ...key, column: next } : key)),
      });
  };
  const at = typeof ref.value === 'object' ? ref.value.at : undefined;
  return [
    { title: t('Value') },
    ...values.map((value) => ({
      label: metricValueName(value),
      checked: ref.value === value,
      choose: () => show(value),
    })),
    {
      label: at === undefined ? t('At a step…') : t('At step {0}…', at),
      checked: at !== undefined,
      choose: () =>
        openPopup(anchor, {
          className: 'panel',
          label: t('Value at step'),
          content: (popup) =>
            stepForm(at, (step) => {
              popup.close();
              if (step !== undefined) show({ at: step });
            }),
        }),
    },
    'line',
  ];
}

function changed(
  columns: readonly ShownColumn[],
  id: string,
  change: (one: ShownColumn) => ShownColumn,
): readonly ShownColumn[] {
  return columns.map((one) => (columnId(one.column) === id ? change(one) : one));
}

const values = ['last', 'best', 'min', 'max', 'count', 'step'] as const;
