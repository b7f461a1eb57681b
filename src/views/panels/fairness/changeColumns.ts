/** All that is known of the columns of a fairness report as one list, with what each says now: picking one asks for it alone. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { columnsProblem } from '../../../fairness/columnChanges.ts';
import { binsText } from '../../../fairness/reportParts.ts';
import { fairnessSubject } from '../../../project/fairnessSubject.ts';
import type { ColumnProfile } from '../../../protocol/dataProfile.ts';
import type { ColumnSetting, FairnessColumns } from '../../../protocol/fairnessPage.ts';
import { lateProgress } from '../../ui/lateProgress.ts';
import type { Project } from '../../../project/project.ts';
import { memoryKeys, type ToAsk } from './askColumns.ts';
import { editJoin } from './editJoin.ts';
import * as edits from './columnEdits.ts';
import { options } from './columnItems.ts';

export interface ToChange extends Omit<ToAsk, 'isAsked'> {
  /** Only this one; without it the list comes back after each change, until the person leaves it. */
  readonly setting: ColumnSetting | null;
  /** Other columns are remembered. */
  readonly changed: () => void;
  /** Asks for all of them from the start. */
  readonly askAll: () => Promise<void>;
}

export async function changeColumns(of: ToChange): Promise<void> {
  const { project, name, known, setting } = of;
  const first = known.of(name);
  if (first === undefined) {
    await of.askAll();
    return;
  }
  const file = path.resolve(project.folder, fairnessSubject(name).file);
  const profiles = await project.profiles();
  const { columns: all } = await lateProgress({
    title: t('Looking at the columns of {0}', path.basename(file)),
    work: async (asking) => await profiles.of({ files: [file], hash: null, format: null }, asking),
  });
  const keys = await memoryKeys(project, name);
  const keep = async (columns: FairnessColumns | undefined) => {
    if (columns === undefined) return;
    const problem = columnsProblem(columns);
    if (problem !== undefined) throw new UserError('columns', problem);
    await known.keep(keys, columns);
    of.changed();
  };
  if (setting !== null) {
    await keep(await single[setting](first, all));
    return;
  }
  for (;;) {
    const columns = known.of(name) ?? first;
    const picked = await vscode.window.showQuickPick([...rows(project, columns, all), { label: again() }], {
      ...{ ...options, ignoreFocusOut: false, title: t('Columns of {0}', path.basename(file)) },
      placeHolder: t('Pick what is to change; Escape ends'),
    });
    if (picked === undefined) return;
    if (!('edit' in picked)) {
      await of.askAll();
      return;
    }
    await keep(await picked.edit(columns, all));
  }
}

const single: Readonly<Record<ColumnSetting, edits.Edit>> = {
  bins: edits.editBins,
  cross: edits.editCross,
  groups: edits.editGroups,
  positive: edits.editPositive,
};

interface Row {
  readonly label: string;
  readonly description: string;
  readonly edit: edits.Edit;
}

/** In the order in which they matter; groups that are joined from other data have their place after the id. */
function rows(project: Project, columns: FairnessColumns, all: readonly ColumnProfile[]): Row[] {
  const { label, prediction, score, groups, cross, positive, weight, split, id } = columns;
  const none = t('none');
  const row = (name: string, value: string, edit: edits.Edit): Row => ({
    label: name,
    description: value,
    edit,
  });
  return [
    row(t('Truth'), label, edits.editColumn('label', t('Which column is true?'))),
    row(
      t('Decisions'),
      prediction ?? none,
      edits.editColumn('prediction', t('Which column did the model decide?'), t('None: only scores')),
    ),
    row(
      t('Scores'),
      score ?? none,
      edits.editColumn('score', t('Which column did the model score?'), t('None: only decisions')),
    ),
    ...(score === undefined ? [] : [row(t('Threshold'), edits.thresholdText(columns), edits.editThreshold)]),
    row(t('Favourable label'), positive ?? t('as the values say'), edits.editPositive),
    row(t('Kind of prediction'), taskText(columns), edits.editTask),
    row(t('Groups'), groups.map(({ column }) => column).join(', '), edits.editGroups),
    ...edits.numericGroups(columns, all).map((column) => {
      const bins = groups.find((group) => group.column === column)?.bins;
      const value = bins === undefined ? t('each value is a group') : binsText(bins);
      return row(t('Bins of {0}', column), value, edits.editBinsOf(column));
    }),
    ...(groups.length < 2 ? [] : [row(t('Crossings'), crossText(cross), edits.editCross)]),
    row(
      t('Weights'),
      weight ?? none,
      edits.editColumn('weight', t('Which column says how much a row counts?'), t('None: all rows alike')),
    ),
    row(t('Rows'), split ? `${split.column} = ${split.value}` : t('all'), edits.editSplit),
    row(t('Id'), id ?? none, edits.editColumn('id', t('Which column tells rows apart?'), t('None'))),
    row(t('Groups of a dataset'), joinText(columns) ?? none, editJoin(project)),
  ];
}

function joinText({ join, groups }: FairnessColumns): string | undefined {
  if (join === undefined) return undefined;
  const joined = groups.filter((group) => group.joined === true).map(({ column }) => column);
  return t('{0} of {1}', joined.join(', '), join.dataset);
}

function taskText({ task, positive }: FairnessColumns): string {
  if (task === 'regression') return t('a number (regression)');
  if (task === 'classes') return t('several classes together');
  return positive === undefined ? t('what the labels say') : t('two classes, or one against the rest');
}

function crossText(cross: number): string {
  return cross === 1 ? t('each column alone') : t('up to {0} columns', cross);
}

function again(): string {
  return t('Ask for all of them again…');
}
