/** How each thing about the columns of a fairness report is asked; every question ends with new columns, or undefined. */
import * as vscode from 'vscode';
import { formatCount, formatNumber } from '../../../base/format.ts';
import { t } from '../../../base/l10n.ts';
import { changedColumns, readEdges, withBins, type ColumnsChange } from '../../../fairness/columnChanges.ts';
import type { ColumnProfile } from '../../../protocol/dataProfile.ts';
import type { Binning } from '../../../protocol/fairnessCounts.ts';
import type { FairnessColumns } from '../../../protocol/fairnessPage.ts';
import { itemOf, options } from './columnItems.ts';

export type Edit = (
  columns: FairnessColumns,
  all: readonly ColumnProfile[],
) => Promise<FairnessColumns | undefined>;

type OneColumnKey = 'label' | 'prediction' | 'score' | 'weight' | 'id';

/** `none`: how it is called to have no such column. */
export function editColumn(key: OneColumnKey, title: string, none?: string): Edit {
  return async (columns, all) => {
    const isNumber = key === 'score' || key === 'weight';
    const now = columns[key];
    const fitting = all.filter(({ kind }) => kind !== 'nested' && (!isNumber || kind === 'number'));
    const picked = await pick(
      title,
      [
        ...(none === undefined ? [] : [{ label: none, description: '', value: undefined }]),
        ...fitting.map((one) => ({ ...itemOf(one), value: one.name })),
      ],
      (value) => value === now,
    );
    const change: ColumnsChange = { [key]: picked?.value };
    return picked && changedColumns(columns, change);
  };
}

export const editThreshold: Edit = async (columns) => {
  const text = await vscode.window.showInputBox({
    ...{ title: t('Above which score is somebody accepted?'), ignoreFocusOut: true },
    value: columns.threshold === undefined ? '0.5' : String(columns.threshold),
    prompt: t('Positive is what scores above it, not at it. Empty: as the decisions say.'),
    validateInput: (typed) => {
      if (typed.trim() === '' && columns.prediction === undefined)
        return t('There are no decisions, so a threshold is needed.');
      return Number.isFinite(Number(typed)) ? undefined : t('It must be a number.');
    },
  });
  if (text === undefined) return undefined;
  return changedColumns(columns, { threshold: text.trim() === '' ? undefined : Number(text) });
};

export const editPositive: Edit = async (columns, all) => {
  const values = valuesOf(columns.label, all);
  const picked = await pick(
    t('Which value of {0} is the favourable one?', columns.label),
    [
      { label: t('As the values say'), description: t('1, true, yes'), value: undefined },
      ...values.map(({ value, count }) => ({ label: value, description: rowsText(count), value })),
    ],
    (value) => value === columns.positive,
  );
  return picked && changedColumns(columns, { positive: picked.value, task: undefined });
};

export const editTask: Edit = async (columns, all) => {
  const picked = await pick(
    t('What does the model predict?'),
    [
      { label: t('What the labels say'), description: '', value: 'any' as const },
      { label: t('Two classes, or one against the rest…'), description: '', value: 'one' as const },
      { label: t('Several classes together'), description: t('macro averages'), value: 'classes' as const },
      { label: t('A number'), description: t('regression'), value: 'regression' as const },
    ],
    (value) => value === (columns.task ?? (columns.positive === undefined ? 'any' : 'one')),
  );
  switch (picked?.value) {
    case undefined:
      return undefined;
    case 'any':
      return changedColumns(columns, { task: undefined, positive: undefined });
    case 'one':
      return await editPositive(columns, all);
    default:
      return changedColumns(columns, { task: picked?.value, positive: undefined });
  }
};

export const editGroups: Edit = async (columns, all) => {
  const taken = new Set([columns.label, columns.prediction, columns.score]);
  const items = all
    .filter(({ name, kind }) => !taken.has(name) && kind !== 'nested')
    .map((one) => ({ ...itemOf(one), picked: columns.groups.some(({ column }) => column === one.name) }));
  const picked = await vscode.window.showQuickPick(items, {
    ...{ ...options, title: t('Which columns are groups of people?'), canPickMany: true },
  });
  if (picked === undefined || picked.length === 0) return undefined;
  const joined = columns.groups.filter((group) => group.joined === true);
  const own = picked.map(
    ({ label }) => columns.groups.find(({ column }) => column === label) ?? { column: label },
  );
  return changedColumns(columns, { groups: [...own, ...joined] });
};

export const editCross: Edit = async (columns) => {
  const most = Math.min(3, columns.groups.length);
  const names = [t('Not at all: each column alone'), t('Pairs of columns'), t('Up to three columns')];
  const picked = await pick(
    t('How many columns are crossed?'),
    names.slice(0, most).map((label, at) => ({ label, description: '', value: at + 1 })),
    (value) => value === columns.cross,
  );
  return picked && changedColumns(columns, { cross: picked.value });
};

export const editSplit: Edit = async (columns, all) => {
  const column = await pick(
    t('Which rows count?'),
    [
      { label: t('All rows'), description: '', value: undefined },
      ...all
        .filter(({ name, kind }) => kind !== 'nested' && valuesOf(name, all).length > 0)
        .map((one) => ({ ...itemOf(one), value: one.name })),
    ],
    (value) => value === columns.split?.column,
  );
  if (column === undefined) return undefined;
  const { value: name } = column;
  if (name === undefined) return changedColumns(columns, { split: undefined });
  const chosen = await pick(
    t('Only rows with which value of {0}?', name),
    valuesOf(name, all).map(({ value, count }) => ({ label: value, description: rowsText(count), value })),
    (value) => value === columns.split?.value,
  );
  return chosen && changedColumns(columns, { split: { column: name, value: chosen.value } });
};

/** Of the only numeric group, or of the one that the person picks. */
export const editBins: Edit = async (columns, all) => {
  const names = numericGroups(columns, all);
  if (names.length === 0) {
    void vscode.window.showInformationMessage(
      t(
        'None of the groups is a column of numbers, so there is nothing to cut into bins: choose other groups.',
      ),
    );
    return undefined;
  }
  const [only = ''] = names;
  if (names.length === 1) return await editBinsOf(only)(columns, all);
  const picked = await pick(
    t('Which column is cut into bins?'),
    names.map((name) => ({ label: name, description: '', value: name })),
    () => false,
  );
  return picked && (await editBinsOf(picked.value)(columns, all));
};

export function numericGroups({ groups }: FairnessColumns, all: readonly ColumnProfile[]): string[] {
  return groups
    .filter(
      ({ column, joined }) =>
        joined !== true && all.some((one) => one.name === column && one.kind === 'number'),
    )
    .map(({ column }) => column);
}

export function editBinsOf(column: string): Edit {
  return async (columns) => {
    const now = columns.groups.find((group) => group.column === column)?.bins;
    const picked = await pick(
      t('How is {0} cut into bins?', column),
      [
        { label: t('Equally many rows in each…'), description: t('quantiles'), value: 'quantile' as const },
        { label: t('Equal widths…'), description: '', value: 'equal' as const },
        { label: t('At these edges…'), description: '18, 30, 65', value: 'edges' as const },
        { label: t('Not at all: each value is a group'), description: '', value: undefined },
      ],
      (value) => value === now?.kind,
    );
    if (picked === undefined) return undefined;
    if (picked.value === undefined) return withBins(columns, column, undefined);
    const bins = picked.value === 'edges' ? await askEdges(column, now) : await askCount(picked.value, now);
    return bins && withBins(columns, column, bins);
  };
}

async function askCount(kind: 'quantile' | 'equal', now: Binning | undefined): Promise<Binning | undefined> {
  const text = await vscode.window.showInputBox({
    ...{ title: t('How many bins?'), ignoreFocusOut: true },
    value: String(now && now.kind !== 'edges' ? now.count : 4),
    validateInput: (typed) =>
      /^\d+$/.test(typed.trim()) && Number(typed) >= 2 && Number(typed) <= 100
        ? undefined
        : t('It must be a whole number from 2 to 100.'),
  });
  return text === undefined ? undefined : { kind, count: Number(text) };
}

async function askEdges(column: string, now: Binning | undefined): Promise<Binning | undefined> {
  const text = await vscode.window.showInputBox({
    ...{ title: t('Where is {0} cut?', column), ignoreFocusOut: true },
    value: now?.kind === 'edges' ? now.edges.join(', ') : '',
    prompt: t('Growing numbers, each the start of a bin: 18, 30, 65 gives four.'),
    validateInput: (typed) =>
      readEdges(typed) === undefined
        ? t('They must be growing numbers, with commas between them.')
        : undefined,
  });
  const edges = text === undefined ? undefined : readEdges(text);
  return edges && { kind: 'edges', edges };
}

interface Item<T> {
  readonly label: string;
  readonly description: string;
  readonly value: T;
}

/** What is chosen now comes first. */
async function pick<T>(
  title: string,
  items: readonly Item<T>[],
  isNow: (value: T) => boolean,
): Promise<Item<T> | undefined> {
  const sorted = [...items].sort((a, b) => Number(isNow(b.value)) - Number(isNow(a.value)));
  const shown = sorted.map((item) => ({
    ...item,
    description: [item.description, isNow(item.value) ? t('now') : ''].filter(Boolean).join(' · '),
  }));
  return await vscode.window.showQuickPick(shown, { ...options, title });
}

/** Those that are known, most frequent first. */
function valuesOf(
  column: string,
  all: readonly ColumnProfile[],
): readonly { value: string; count: number }[] {
  const found = all.find(({ name }) => name === column);
  return found?.categories?.items.slice(0, mostValues) ?? found?.top ?? [];
}

function rowsText(count: number): string {
  return count === 1 ? t('1 row') : t('{0} rows', formatCount(count));
}

export function thresholdText({ threshold, prediction }: FairnessColumns): string {
  if (threshold !== undefined) return formatNumber(threshold);
  return prediction === undefined ? t('none') : t('as the decisions say');
}

const mostValues = 200;
