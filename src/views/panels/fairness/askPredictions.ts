/** Lets a person open a file of predictions. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';

/** From the project's folder; undefined: the person went away. */
export async function askPredictions(project: Project, title: string): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title,
      defaultUri: vscode.Uri.file(project.folder),
      filters: { [t('Predictions')]: ['csv', 'tsv', 'parquet', 'pq', 'json', 'jsonl', 'ndjson'] },
    })) ?? [];
  return uri && project.relative(uri.fsPath);
}
