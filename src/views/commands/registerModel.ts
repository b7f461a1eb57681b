/** Makes a model version of a run: asks for the model, and for what cannot be found. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { formatSize } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import type { Hashing } from '../../models/artifactHash.ts';
import type { Cairn } from '../cairn.ts';
import { isLive } from '../trees/rowText.ts';
import { pickText } from '../ui/pickText.ts';
import { runTarget } from './targets.ts';

export async function registerModel(cairn: Cairn, arg: unknown): Promise<void> {
  const target = await runTarget(cairn, arg, { title: t('Register model'), fits: (row) => !isLive(row) });
  if (target === undefined) return;
  const { project, row } = target;
  if (isLive(row))
    throw new UserError(
      'live',
      t('{0} is still running.', row.name),
      t('Register its model when it has ended.'),
    );
  await project.store.server.hold([row.id]);
  const detail = await project.store.detail(row.id);
  if (detail === undefined) throw new UserError('gone', t('The run {0} is not there any more.', row.name));
  const name = await askName(project, detail);
  if (name === undefined) return;
  const artifact = await askArtifact(project, detail);
  if (artifact === undefined) return;
  const nothingNew = t('Nothing to say');
  const said = await pickText({
    title: t('Register {0}', name),
    placeholder: t('What is new in this version?'),
    likely: [
      { text: nothingNew },
      ...(detail.note === '' ? [] : [{ text: detail.note, description: t('the note of the run') }]),
    ],
  });
  const description = said === nothingNew ? '' : said;
  if (description === undefined) return;
  const features = await project.store.features.ofRun(row.id);
  const actions = await project.models();
  const made = await whileHashing(
    t('Registering {0}', name),
    async (hashing) =>
      await actions.register(detail, { name, artifact, description: description.trim(), features }, hashing),
  );
  if (made === undefined) return;
  cairn.toast.info(t('{0} is version {1} of {2}.', row.name, made.version, made.name), [
    { title: t('Open'), run: async () => await cairn.pages.openModel(project, made) },
  ]);
}

/** With progress; undefined when the person stopped it. */
export async function whileHashing<T>(
  title: string,
  work: (hashing: Hashing) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    try {
      return await work({
        signal: stop.signal,
        progress: (bytes) => progress.report({ message: formatSize(bytes) }),
      });
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    } finally {
      listening.dispose();
    }
  });
}

async function askName(
  project: Project,
  { name, experiment, script }: RunDetail,
): Promise<string | undefined> {
  const title = t('Register {0} as a version of', name);
  const { models } = await project.store.models.list();
  const fresh = { label: t('New model…'), description: '', name: undefined };
  const known = models.map((model) => ({
    label: model.name,
    description: t('v{0} is its newest', model.versions[0]?.version ?? 0),
    name: model.name,
  }));
  const picked = known.length === 0 ? fresh : await vscode.window.showQuickPick([...known, fresh], { title });
  if (picked === undefined || picked.name !== undefined) return picked?.name;
  const { modelNameProblem } = await import('../../models/aliasMoves.ts');
  const likely = [experiment ?? '', script?.replace(/^.*\/|\.[^.]*$/g, '') ?? ''].filter(
    (text) => text !== '',
  );
  const typed = await pickText({
    title: t('Name of the model'),
    placeholder: t('Choose a name, or write one'),
    likely: [...new Set(likely)].map((text) => ({ text })),
    problem: (text) =>
      models.some((model) => model.name === text)
        ? t('The registered model {0} exists already.', text)
        : modelNameProblem(text),
  });
  return typed;
}

/** The only thing that looks like a model is not asked for. */
async function askArtifact({ folder }: Project, detail: RunDetail): Promise<string | undefined> {
  const { allCandidates, modelCandidates } = await import('../../models/findArtifact.ts');
  const likely = modelCandidates(detail);
  const [only, ...others] = likely;
  if (only !== undefined && others.length === 0) return only.path;
  const rest = (likely.length > 0 ? likely : allCandidates(detail)).slice(-500);
  const file = { label: t('A file of the folder…'), description: '', path: undefined };
  const items = rest.map(({ path, size }) => ({ label: path, description: formatSize(size), path }));
  const picked = await vscode.window.showQuickPick([...items, file], {
    title: t('Which artifact of {0} is the model?', detail.name),
  });
  if (picked === undefined || picked.path !== undefined) return picked?.path;
  const chosen = await vscode.window.showOpenDialog({
    title: t('The model'),
    defaultUri: vscode.Uri.file(folder),
    canSelectFiles: true,
    canSelectFolders: true,
    openLabel: t('Register'),
  });
  return chosen?.[0]?.fsPath;
}
