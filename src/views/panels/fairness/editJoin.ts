/** Asks which groups are looked up in a dataset of the catalog. */
import * as vscode from 'vscode';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import { joinItems, withJoined } from './askJoin.ts';
import type { Edit } from './columnEdits.ts';
import { options } from './columnItems.ts';

export function editJoin(project: Project): Edit {
  return async (columns, all) => {
    const items = await joinItems(project, all, { before: columns, hasGroups: true });
    if (items.length === 0)
      throw new UserError(
        'groups',
        t(
          'No dataset of the catalog has sensitive columns and an id column that these predictions have too.',
        ),
        t('Name them under sensitive: in datasets.yaml.'),
      );
    const title = t('Which groups come from a dataset?');
    const picked = await vscode.window.showQuickPick(items, { ...options, title, canPickMany: true });
    if (picked === undefined) return undefined;
    const { join: _, ...rest } = columns;
    const groups = columns.groups.filter(({ joined }) => joined !== true);
    const cross = Math.max(1, Math.min(columns.cross, groups.length));
    return withJoined({ ...rest, groups, cross }, picked);
  };
}
