/** Asks what predictions are held against: a model version, another run, the same script on other data, or a file. */
import * as vscode from 'vscode';
import { t } from '../../../base/l10n.ts';
import { fairnessName, fairnessSubject } from '../../../project/fairnessSubject.ts';
import type { Project } from '../../../project/project.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { predictionsInside } from '../../../runs/artifactPath.ts';
import { askPredictions } from './askPredictions.ts';

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
    const versions = detail.predictions.length > 0 ? await versionsOf(project, detail, details) : [];
    for (const { path: named } of detail.predictions) {
      const file = predictionsInside(named, detail, project.layout);
      if (file === undefined) continue;
      const name = fairnessName({ run: detail.id, file: project.relative(file) });
      if (name === own) continue;
      const shown = named;
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

/** Versions that were registered of the run, or of runs that made the model it predicted with. */
async function versionsOf(
  project: Project,
  { id }: RunDetail,
  all: readonly (RunDetail | undefined)[],
): Promise<{ readonly name: string; readonly version: number }[]> {
  const makers = all.flatMap((one) =>
    one && one.fairnessReports.some(({ of }) => of === id) ? [one.id] : [],
  );
  const found = await Promise.all([id, ...makers].map(async (run) => await project.store.models.ofRun(run)));
  return found.flat();
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
  const file = await askPredictions(project, t('File of other predictions'));
  return file === undefined ? undefined : fairnessName({ run: undefined, file });
}

const mostRuns = 200;
