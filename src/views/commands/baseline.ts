/** Marks the run that others of its script or experiment are held against. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { requireOwn } from '../importing.ts';
import type { RunTarget } from './targets.ts';

/** Asks for what, when there is a choice. Rejects with UserError `noScript` for a run of neither. */
export async function useAsBaseline({ project, row }: RunTarget): Promise<void> {
  requireOwn(row);
  const { script, experiment } = row;
  const choices = [
    ...(script === null ? [] : [{ label: t('For the runs of {0}', script), of: 'script' as const }]),
    ...(experiment === null
      ? []
      : [{ label: t('For the runs of the experiment {0}', experiment), of: 'experiment' as const }]),
  ];
  if (choices.length === 0)
    throw new UserError(
      'noScript',
      t('{0} has neither a script nor an experiment, so there is nothing to hold against it.', row.name),
      t('Put it into an experiment first.'),
    );
  const picked = await vscode.window.showQuickPick([...choices, { label: t('No longer'), of: null }], {
    title: t('Use {0} as baseline', row.name),
  });
  if (picked !== undefined) await project.edit(row.id, { baseline: picked.of });
}
