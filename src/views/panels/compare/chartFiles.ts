/** Saves what a compare page has drawn where a person says. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import type { ComparePageHandlers } from '../../../protocol/compare/comparePage.ts';

export function chartFileHandlers(project: Project): Pick<ComparePageHandlers, 'saveChart' | 'saveCurves'> {
  return {
    saveChart: ({ name, kind, bytes }) =>
      save(project, { name: `${name}.${kind}`, kind }, () => Promise.resolve(new Uint8Array(bytes))),
    saveCurves: ({ name, query, labels }) =>
      save(project, { name: `${name}.csv`, kind: 'csv' }, async () => {
        const { csv } = await project.store.compare.curvesCsv({ query, labels });
        return new Uint8Array(csv);
      }),
  };
}

/** The bytes are made only when there is a place for them. */
async function save(
  project: Project,
  { name, kind }: { name: string; kind: 'png' | 'svg' | 'csv' },
  bytes: () => Promise<Uint8Array>,
): Promise<boolean> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(project.folder), fileName(name)),
    filters: { [labels[kind]()]: [kind] },
    title: t('Save the chart'),
  });
  if (target === undefined) return false;
  await vscode.workspace.fs.writeFile(target, await bytes());
  return true;
}

const labels = {
  png: () => t('PNG picture'),
  svg: () => t('SVG picture'),
  csv: () => t('CSV table'),
} as const;

/** Metrics have slashes in their names, and some systems forbid more. */
function fileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-120);
}
