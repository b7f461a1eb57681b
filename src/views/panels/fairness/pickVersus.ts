/** Asks what predictions are held against: a model version, another run, the same script on other data, or a file. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import { fairnessName, fairnessSubject } from '../../../project/fairnessSubject.ts';
import type { Project } from '../../../project/project.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';

interface Item extends vscode.QuickPickItem {
  /** Undefined: a file. */
  readonly name?: string;
}

/** The name of a subject; undefined: the person went away. */
export async function pickVersus(project: Project, own: string): Promise<string | undefined> {
  const { rows } = await project.store.rows({ limit: mostRuns });
  const details = await Promise.all(rows.map(async ({ id }) => await project.store.detail(id)));
  const mine = fairnessSubject(own);
  const self = details.find((detail) => detail?.id === mine.run);
  const [models, alike, others]: [Item[], Item[], Item[]] = [[], [], []];
  for (const detail of details) {
    if (detail === undefined) continue;
    const versions = detail.predictions.length > 0 ? await project.store.models.ofRun(detail.id) : [];
    for (const { path: file } of detail.predictions) {
      const name = fairnessName({ run: detail.id, file });
      if (name === own) continue;
      const shown = project.relative(path.resolve(project.folder, file));
      const item = { name, label: detail.name, description: shown, ...dataOf(detail, self) };
      const isAlike = detail.script !== null && detail.script === self?.script;
      (isAlike ? alike : others).push(item);
      for (const { name: model, version } of versions)
        models.push({
          ...item,
          label: `${model} v${String(version)}`,
          description: `${detail.name} · ${shown}`,
        });
    }
  }
  const items: Item[] = [
    ...section(t('Model versions'), models),
    ...section(t('Runs of the same script'), alike),
    ...section(t('Other runs'), others),
    { label: t('$(file) Choose a file…') },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Hold these predictions against which others?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return undefined;
  return picked.name ?? (await pickFile(project));
}

function section(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** Which data it read, where those are others than here. */
function dataOf(detail: RunDetail, self: RunDetail | undefined): { detail?: string } {
  const versions = ({ datasets }: RunDetail) =>
    datasets.map(({ name, version }) => (version === null ? name : `${name} ${version}`)).join(', ');
  const read = versions(detail);
  if (read === '' || (self !== undefined && read === versions(self))) return {};
  return { detail: t('on other data: {0}', read) };
}

async function pickFile(project: Project): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: t('File of other predictions'),
      defaultUri: vscode.Uri.file(project.folder),
      filters: { [t('Predictions')]: ['csv', 'tsv', 'parquet', 'pq', 'json', 'jsonl', 'ndjson'] },
    })) ?? [];
  return uri && fairnessName({ run: undefined, file: project.relative(uri.fsPath) });
}

const mostRuns = 200;
