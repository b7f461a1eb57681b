/** Commands that send runs and model versions to a team's MLflow server. */
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { modelsResult } from '../../protocol/modelsShape.ts';
import { publishResult, type PublishResult } from '../../protocol/publishShape.ts';
import type { ServerCredentials } from '../../protocol/serverCredentials.ts';
import type { Cairn } from '../cairn.ts';
import { refIn, type CatalogRef } from '../catalogRef.ts';
import { requireOwn } from '../importing.ts';
import { requireTrust } from '../launching/launcher.ts';
import { cairnProcess } from '../cairnProcess.ts';
import { isLive } from '../trees/rowText.ts';
import { serverLabel } from '../trees/serverItems.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { connectServer } from './server.ts';
import { projectTarget, runTargets, type RunTarget } from './targets.ts';

export function publishCommands(cairn: Cairn) {
  return {
    [commands.runsPublish]: async (...args) => {
      requireTrust();
      const fits = (row: RunTarget['row']) => row.place === null && !isLive(row);
      const targets = await runTargets(cairn, args, { title: t('Publish'), fits });
      const [first] = targets;
      if (first === undefined) return;
      for (const { row, project } of targets) {
        requireOwn(row);
        if (isLive(row))
          throw new UserError(
            'live',
            t('{0} is still running.', row.name),
            t('Publish it when it has ended.'),
          );
        if (project !== first.project)
          throw new UserError(
            'folders',
            t('The selected runs lie in several folders; publish those of one.'),
          );
      }
      const what = targets.length === 1 ? first.row.name : t('{0} runs', targets.length);
      const detail = t(
        'Params, metrics, tags, notes, datasets and artifacts are sent; what is there already is not sent again.',
      );
      await publish(cairn, { project: first.project, what, detail, words: targets.map(({ row }) => row.id) });
    },
    [commands.modelsPublish]: async (arg) => {
      requireTrust();
      const ref = refIn(arg);
      const project = ref ? cairn.projects.byFolder(ref.folder) : await projectTarget(cairn);
      if (project === undefined) return;
      const picked = await pickVersion(cairn, project, ref);
      if (picked === undefined) return;
      const { name, version, aliases } = picked;
      const chosen = aliases.length === 0 ? [] : await pickAliases(name, aliases);
      if (chosen === undefined) return;
      const words = ['--model', `${name}/${version}`, ...chosen.flatMap((alias) => ['--alias', alias])];
      const detail = t('The run that made it is published first.');
      await publish(cairn, { project, what: `${name} ${version}`, detail, words });
    },
  } satisfies Partial<Record<string, Handler>>;
}

interface Order {
  readonly project: Project;
  readonly what: string;
  readonly detail: string;
  readonly words: readonly string[];
}

async function publish(cairn: Cairn, { project, what, detail, words }: Order): Promise<void> {
  if (cairn.servers.of(project) === undefined && !(await connectServer(cairn, project))) return;
  const server = cairn.servers.of(project);
  if (server === undefined) return;
  const label = serverLabel(server.uri);
  // It leaves this machine, and others will see it.
  if (!(await cairn.toast.confirm(t('Publish {0} to {1}?', what, label), detail, t('Publish')))) return;
  const credentials = await cairn.servers.credentials(server);
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: t('Publishing {0} to {1}', what, label),
      cancellable: true,
    },
    async (progress, token) =>
      await cairn.log.timed(
        t('Publishing {0} to {1}', what, label),
        async () =>
          await cairnProcess({
            folder: project.folder,
            words: ['publish', '--to', server.uri, ...words],
            result: publishResult,
            out: outOf(cairn),
            env: environmentFor(credentials),
            progress: (message) => progress.report({ message }),
            cancelled: (stop) => token.onCancellationRequested(stop),
          }),
      ),
  );
  cairn.tree.reloadServer(project);
  if (result === undefined)
    cairn.toast.info(t('Stopped; what has arrived is not sent again when you publish it next time.'));
  else tell(cairn, { what, label }, result);
}

function outOf(cairn: Cairn): string {
  return vscode.Uri.joinPath(cairn.extension, 'out').fsPath;
}

/** The sign-in travels in the environment, which others on this machine cannot read. */
function environmentFor(credentials: ServerCredentials | undefined): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'));
  return {
    ...Object.fromEntries(own),
    ...(credentials?.kind === 'token' && { MLFLOW_TRACKING_TOKEN: credentials.token }),
    ...(credentials?.kind === 'user' && {
      MLFLOW_TRACKING_USERNAME: credentials.user,
      MLFLOW_TRACKING_PASSWORD: credentials.password,
    }),
  };
}

function tell(
  cairn: Cairn,
  { what, label }: { readonly what: string; readonly label: string },
  result: PublishResult,
): void {
  const problems = [...result.problems, ...result.runs.flatMap((run) => run.problems)];
  cairn.toast.problems(t('Not everything was published.'), problems);
  const [first] = result.runs;
  if (first === undefined) return;
  const url = result.model?.url ?? first.url;
  const isNew =
    result.model?.isNew === true ||
    result.runs.some(({ sent }) => Object.values(sent).some((count) => count > 0));
  cairn.toast.info(
    isNew ? t('{0} is on {1}.', what, label) : t('{0} was on {1} already; nothing has changed.', what, label),
    [{ title: t('Open in Browser'), run: async () => await vscode.env.openExternal(vscode.Uri.parse(url)) }],
  );
}

interface Picked {
  readonly name: string;
  readonly version: number;
  readonly aliases: readonly string[];
}

async function pickVersion(
  cairn: Cairn,
  project: Project,
  ref: CatalogRef | undefined,
): Promise<Picked | undefined> {
  const listed = await cairnProcess({
    folder: project.folder,
    words: ['models'],
    result: modelsResult,
    out: outOf(cairn),
    env: environmentFor(undefined),
  });
  const { models, problems } = listed ?? { models: [], problems: [] };
  cairn.toast.problems(t('Not every model could be read.'), problems);
  const items = models.flatMap(({ name, versions }) =>
    versions.map(({ version, run, description, aliases }) => ({
      label: `${name} ${version}`,
      description: [...aliases.map((alias) => `@${alias}`), run ?? ''].join(' '),
      ...(description !== null && { detail: description }),
      model: { name, version, aliases },
    })),
  );
  const named = items.filter(({ model }) => model.name === ref?.name && model.version === ref.version);
  if (named[0] !== undefined) return named[0].model;
  if (items.length === 0) {
    cairn.toast.info(t('There is no registered model in this folder yet.'));
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Publish a model version'),
    matchOnDescription: true,
  });
  return chosen?.model;
}

async function pickAliases(name: string, aliases: readonly string[]): Promise<readonly string[] | undefined> {
  const chosen = await vscode.window.showQuickPick(
    aliases.map((alias) => ({ label: alias })),
    {
      title: t('Which aliases of {0} move to this version on the server?', name),
      placeHolder: t('None is fine'),
      canPickMany: true,
    },
  );
  return chosen?.map(({ label }) => label);
}
