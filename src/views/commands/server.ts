/** Commands on a team's MLflow server: connect, disconnect, and which of its experiments and runs are shown. */
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { ServerCredentials } from '../../protocol/serverCredentials.ts';
import { mlflowFilter } from '../../runs/filter/mlflowFilter.ts';
import type { Cairn } from '../cairn.ts';
import { requireTrust } from '../launching/launcher.ts';
import { serverLabel } from '../trees/serverItems.ts';
import { ServerExperimentNode, ServerNode } from '../trees/serverNodes.ts';
import { commands, views } from '../ui/contributions.ts';
import { askFilter } from './filterPick.ts';
import type { Handler } from './handler.ts';
import { allNames } from './list.ts';
import { projectTarget } from './targets.ts';

export function serverCommands(cairn: Cairn) {
  return {
    [commands.serverConnect]: async (arg) => {
      requireTrust();
      const project = arg instanceof ServerNode ? arg.project : await projectTarget(cairn);
      if (project !== undefined) await connectServer(cairn, project);
    },
    [commands.serverDisconnect]: async (arg) => {
      const server = await serverTarget(cairn, arg);
      if (server === undefined) return;
      await cairn.servers.disconnect(server.project);
      cairn.toast.info(t('{0} is disconnected, and its sign-in forgotten.', serverLabel(server.uri)));
    },
    [commands.serverFilterRuns]: async (arg) => {
      const server = await serverTarget(cairn, arg);
      if (server === undefined) return;
      const filter = await askFilter({
        title: t('Filter the runs on {0}', serverLabel(server.uri)),
        filter: server.runFilter,
        recent: [],
        names: allNames(cairn),
        refuse: refusalOf,
      });
      if (filter === undefined) return;
      server.runFilter = filter;
      for (const { list } of server.list.items ?? []) list.forget();
      cairn.tree.redraw(server);
    },
    [commands.serverFilterExperiments]: async (arg) => {
      const server = await serverTarget(cairn, arg);
      if (server === undefined) return;
      const filter = await vscode.window.showInputBox({
        title: t('Filter the experiments on {0}', serverLabel(server.uri)),
        prompt: t('A part of their names; empty shows all.'),
        value: server.experimentFilter,
      });
      if (filter === undefined) return;
      server.experimentFilter = filter.trim();
      server.list.forget();
      cairn.tree.redraw(server);
    },
  } satisfies Partial<Record<string, Handler>>;
}

/** Asks for the address and the sign-in, and keeps them when the server answers. False when the person went away. */
export async function connectServer(cairn: Cairn, project: Project): Promise<boolean> {
  const known = cairn.servers.of(project);
  const uri = await vscode.window.showInputBox({
    title: t('Connect an MLflow server'),
    prompt: t('Its address'),
    placeHolder: 'https://mlflow.example.org',
    value: known?.uri ?? '',
    ignoreFocusOut: true,
  });
  if (uri === undefined || uri.trim() === '') return false;
  const signIn = await askSignIn(uri);
  if (signIn === undefined) return false;
  const { credentials } = signIn;
  const kept = await vscode.window.withProgress(
    { location: { viewId: views.runs }, title: t('Connecting') },
    async () => await project.store.server.check({ uri, ...(credentials !== undefined && { credentials }) }),
  );
  await cairn.servers.connect(project, { uri: kept }, credentials);
  cairn.toast.info(t('Connected to {0}. Its experiments are in the Runs view.', serverLabel(kept)));
  return true;
}

/** Undefined when the person went away. */
async function askSignIn(
  uri: string,
): Promise<{ readonly credentials: ServerCredentials | undefined } | undefined> {
  const items = [
    { label: t('$(unlock) Without a sign-in'), kind: 'none' as const },
    { label: t('$(key) With a token'), kind: 'token' as const },
    { label: t('$(person) With a name and a password'), kind: 'user' as const },
  ].map(({ label, kind }) => ({ label, way: kind }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('How does {0} know who you are?', serverLabel(uri)),
    ignoreFocusOut: true,
  });
  if (picked === undefined) return undefined;
  if (picked.way === 'none') return { credentials: undefined };
  if (picked.way === 'token') {
    const token = await askSecret(t('Token'));
    return token === undefined ? undefined : { credentials: { kind: 'token', token } };
  }
  const user = await vscode.window.showInputBox({ title: t('Name'), ignoreFocusOut: true });
  if (user === undefined || user === '') return undefined;
  const password = await askSecret(t('Password'));
  return password === undefined ? undefined : { credentials: { kind: 'user', user, password } };
}

async function askSecret(title: string): Promise<string | undefined> {
  const prompt = t('Kept in the secret storage of VS Code, for this address only.');
  const given = await vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  return given === undefined || given.trim() === '' ? undefined : given.trim();
}

/** The clicked one, else the selected one, else that of the folder. */
async function serverTarget(cairn: Cairn, arg: unknown): Promise<ServerNode | undefined> {
  const node = isServerSide(arg) ? arg : cairn.view.selectedServer;
  if (node !== undefined) return node.kind === 'server' ? node : node.server;
  const project = await projectTarget(cairn);
  if (project === undefined) return undefined;
  const server = cairn.tree.serverOf(project);
  if (server !== undefined) return server;
  throw new UserError('noServer', t('No MLflow server is connected.'), t('Connect one first.'));
}

function isServerSide(arg: unknown): arg is ServerNode | ServerExperimentNode {
  return arg instanceof ServerNode || arg instanceof ServerExperimentNode;
}

/** What a server has no words for, while it is typed. */
function refusalOf(filter: string): string | undefined {
  try {
    mlflowFilter(filter);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return messageOf(error);
  }
}
