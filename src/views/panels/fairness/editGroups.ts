/** Asks which columns are groups, of the predictions and of catalogued datasets; bins of those that stay are kept. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import { changedColumns } from '../../../fairness/columnChanges.ts';
import { usualBins } from '../../../fairness/proposeColumns.ts';
import type { Project } from '../../../project/project.ts';
import { joinItems, withJoined } from './askJoin.ts';
import type { Edit } from './columnEdits.ts';
import { itemOf, options } from './columnItems.ts';

export function editGroups(project: Project): Edit {
  return async (columns, all) => {
    const { groups } = columns;
    const taken = new Set([columns.label, columns.prediction, columns.score]);
    const known = (name: string, isJoined: boolean) =>
      groups.find(({ column, joined = false }) => column === name && joined === isJoined);
    const own = all
      .filter(({ name, kind }) => !taken.has(name) && kind !== 'nested')
      .map((one) => ({ ...itemOf(one), picked: known(one.name, false) !== undefined }));
    const joined = await joinItems(project, all, { before: columns, hasGroups: true });
    const picked = await vscode.window.showQuickPick([...own, ...joined], {
      ...{ ...options, title: t('Which columns are groups of people?'), canPickMany: true },
    });
    if (picked === undefined || picked.length === 0) return undefined;
    const chosen = changedColumns(columns, {
      groups: picked
        .filter((item) => !('of' in item))
        .map(
          ({ label }) =>
            known(label, false) ?? { column: label, ...usualBins(all.find(({ name }) => name === label)) },
        ),
    });
    const whole = withJoined(
      chosen,
      picked.filter((item) => 'of' in item),
    );
    return {
      ...whole,
      groups: whole.groups.map((group) => known(group.column, group.joined === true) ?? group),
    };
  };
}
