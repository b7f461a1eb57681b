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
import { groupedSelect, type SelectOption } from '../../../groupedSelect.ts';
import type { CompareModel } from '../compareModel.ts';
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
  const choices = choicesOf(model.catalog);
  const chosen = value === null ? '' : idOf(value);
  if (value !== null && !choices.has(chosen)) choices.set(chosen, { column: value, group: '' });
  const list: SelectOption[] = [...choices].map(([id, { column, group }]) => ({
    value: id,
    label: column.group === 'metrics' ? column.key : columnTitle(column),
    group,
  }));
  if (none !== undefined || value === null) list.unshift({ value: '', label: none ?? t('Choose…') });
  return html`<label class="picker"
    ><span class="dim small">${label}</span>${groupedSelect({
      label,
      value: chosen,
      options: list,
      onChange: (id) => onChange(choices.get(id)?.column ?? null),
    })}${value?.group === 'metrics' ? valuePicker(label, value, onChange) : nothing}</label
  >`;
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

interface Choice {
  readonly column: ColumnRef;
  readonly group: string;
}

/** A metric is one choice, whichever of its values is looked at. */
function idOf(column: ColumnRef): string {
  return column.group === 'metrics' ? `metrics.${column.key}` : columnId(column);
}

function choicesOf(catalog: readonly CatalogEntry[]): Map<string, Choice> {
  const groups: Record<CatalogEntry['group'], string> = {
    metrics: t('Metrics'),
    params: t('Params'),
    tags: t('Tags'),
    data: t('Data'),
    code: t('Code'),
    environment: t('Environment'),
  };
  const choices = new Map<string, Choice>();
  const add = (column: ColumnRef, group: string) => choices.set(idOf(column), { column, group });
  for (const group of ['metrics', 'params'] as const)
    for (const entry of catalog.filter((one) => one.group === group).slice(0, most))
      add(columnOf(entry), groups[entry.group]);
  for (const key of recordKeys) add({ group: 'record', key }, t('Run'));
  for (const entry of catalog)
    if (entry.group !== 'metrics' && entry.group !== 'params' && choices.size < 2 * most + 200)
      add(columnOf(entry), groups[entry.group]);
  return choices;
}

export function columnOf({ group, key }: CatalogEntry): ColumnRef {
  return group === 'metrics' ? { group, key, value: 'last' } : { group, key };
}

/** A longer list could not be read by anyone, and would take the page a while. */
const most = 1000;
const recordKeys = [
  ...(['duration', 'started', 'modelBytes', 'artifactBytes', 'status'] as const),
  ...(['script', 'experiment', 'user', 'host'] as const),
] satisfies readonly RecordKey[];
