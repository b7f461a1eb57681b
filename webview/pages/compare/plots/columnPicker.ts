/** Chooses the column of an axis: a metric with which of its values, a param, or a fact of the run. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../../src/base/l10n.ts';
import {
  columnId,
  type CatalogEntry,
  type ColumnRef,
  type MetricValue,
  type RecordKey,
} from '../../../../src/protocol/compare/compareShape.ts';
import { groupedSelect } from '../../../groupedSelect.ts';
import { openPopup } from '../../../popup.ts';
import type { CompareModel } from '../compareModel.ts';
import { checklist } from '../table/checklist.ts';
import { columnTitle, valueTitle } from './columnWords.ts';

export interface PickerOptions {
  readonly label: string;
  readonly value: ColumnRef | null;
  /** What choosing nothing is called; absent: something is always chosen. */
  readonly none?: string;
  readonly onChange: (column: ColumnRef | null) => unknown;
}

export function columnPicker(model: CompareModel, options: PickerOptions): TemplateResult {
  const { label, value, none, onChange } = options;
  const title = value === null ? (none ?? t('Choose…')) : nameOf(value);
  return html`<span class="picker"
    ><span class="dim small">${label}</span
    ><button
      class="select cut"
      aria-haspopup="dialog"
      aria-label=${t('{0}: {1}', label, title)}
      title=${title}
      @click=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLElement) openChoices(model, currentTarget, options);
      }}
    >
      ${title}</button
    >${value?.group === 'metrics' ? valuePicker(label, value, onChange) : nothing}</span
  >`;
}

function openChoices(model: CompareModel, anchor: HTMLElement, options: PickerOptions): void {
  const { label, value, none, onChange } = options;
  const chosen = value === null ? undefined : idOf(value);
  let query = '';
  openPopup(anchor, {
    className: 'panel',
    label,
    content: (popup) => {
      const choose = (column: ColumnRef | null) => {
        popup.close();
        onChange(column);
      };
      const entryOf = (column: ColumnRef) => ({
        label: nameOf(column),
        checked: idOf(column) === chosen,
        toggle: () => choose(column),
      });
      const groups = choicesOf(model.catalog, value).map(({ title, columns }) => ({
        title,
        entries: columns.map(entryOf),
      }));
      const nothingChosen = { label: none ?? '', checked: value === null, toggle: () => choose(null) };
      return checklist({
        label,
        query,
        onQuery: (text) => {
          query = text;
          popup.redraw();
        },
        isSingle: true,
        groups: none === undefined ? groups : [{ title: '', entries: [nothingChosen] }, ...groups],
      });
    },
  });
}

function nameOf(column: ColumnRef): string {
  return column.group === 'metrics' ? column.key : columnTitle(column);
}

function valuePicker(
  label: string,
  column: Extract<ColumnRef, { group: 'metrics' }>,
  onChange: PickerOptions['onChange'],
): TemplateResult {
  const values = ['last', 'best', 'min', 'max'] as const satisfies readonly MetricValue[];
  return groupedSelect({
    label: t('Which value of {0}', label),
    value: typeof column.value === 'string' ? column.value : '',
    options: values.map((value) => ({ value, label: valueTitle(value) })),
    onChange: (id) => onChange({ ...column, value: values.find((value) => value === id) ?? 'last' }),
  });
}

/** A metric is one choice, whichever of its values is looked at. */
function idOf(column: ColumnRef): string {
  return column.group === 'metrics' ? `metrics.${column.key}` : columnId(column);
}

/** What is chosen is among them, also when no matching run has it. */
function choicesOf(
  catalog: readonly CatalogEntry[],
  value: ColumnRef | null,
): { title: string; columns: ColumnRef[] }[] {
  const all: ColumnRef[] = [...catalog.map(columnOf), ...recordKeys.map((key) => recordOf(key))];
  if (value !== null && !all.some((column) => idOf(column) === idOf(value))) all.push(value);
  const titles: readonly (readonly [ColumnRef['group'], string])[] = [
    ['metrics', t('Metrics')],
    ['params', t('Params')],
    ['record', t('Run')],
    ['tags', t('Tags')],
    ['data', t('Data')],
    ['code', t('Code')],
    ['environment', t('Environment')],
  ];
  return titles.map(([group, title]) => ({ title, columns: all.filter((column) => column.group === group) }));
}

function recordOf(key: RecordKey): ColumnRef {
  return { group: 'record', key };
}

export function columnOf({ group, key }: CatalogEntry): ColumnRef {
  return group === 'metrics' ? { group, key, value: 'last' } : { group, key };
}

const recordKeys = [
  ...(['duration', 'started', 'parameters', 'modelBytes', 'latencyMs', 'artifactBytes', 'status'] as const),
  ...(['script', 'experiment', 'user', 'host'] as const),
] satisfies readonly RecordKey[];
