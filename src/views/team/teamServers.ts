/** The MLflow server of each folder: its address is a setting, its sign-in a secret that is kept for that address alone. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import { serverCredentials, type ServerCredentials } from '../../protocol/serverCredentials.ts';
import type { Project } from '../../project/project.ts';
import type { Projects } from '../projects.ts';
import { setting } from '../ui/config.ts';
import { contextKeys, settings } from '../ui/contributions.ts';
import type { Log } from '../ui/log.ts';

export interface TeamServer {
  /** As it stands in the setting. */
  readonly uri: string;
}

export class TeamServers implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<Project>());
  readonly #parts: { projects: Projects; secrets: vscode.SecretStorage; log: Log };
  /** Address that each folder's index was told last, with the sign-in. */
  readonly #told = new Map<Project, string>();
  readonly onDidChange = this.#changed.event;

  constructor(parts: { projects: Projects; secrets: vscode.SecretStorage; log: Log }) {
    this.#parts = parts;
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        for (const project of parts.projects.all)
          if (event.affectsConfiguration(settings.trackingUri, vscode.Uri.file(project.folder)))
            this.#tell(project);
      }),
    );
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellAll()));
    this.#owned.add(parts.secrets.onDidChange(() => this.#tellAll()));
    parts.projects.attach((project) => {
      const owned = new DisposableStore();
      owned.add(project.onDidOpenStore(() => this.#tell(project)));
      owned.add({ dispose: () => this.#told.delete(project) });
      this.#tellContext();
      return owned;
    });
  }

  /** Undefined where none is set, and in a folder that is not trusted: it could name any server. */
  of(project: Project): TeamServer | undefined {
    if (!vscode.workspace.isTrusted) return undefined;
    const uri = setting.trackingUri(vscode.Uri.file(project.folder)).trim();
    return uri === '' ? undefined : { uri };
  }

  async credentials({ uri }: TeamServer): Promise<ServerCredentials | undefined> {
    const kept = await this.#parts.secrets.get(secretOf(uri));
    return kept === undefined ? undefined : parsed(kept);
  }

  /** Has the folder's index told of its server before it is asked anything of it. */
  async ready(project: Project): Promise<void> {
    await this.#connect(project);
  }

  async connect(
    project: Project,
    server: TeamServer,
    credentials: ServerCredentials | undefined,
  ): Promise<void> {
    if (credentials === undefined) await this.#parts.secrets.delete(secretOf(server.uri));
    else await this.#parts.secrets.store(secretOf(server.uri), JSON.stringify(credentials));
    await this.#write(project, server.uri);
    await this.#connect(project);
    this.#changed.fire(project);
  }

  /** Forgets the sign-in, too. */
  async disconnect(project: Project): Promise<void> {
    const server = this.of(project);
    if (server === undefined) return;
    await this.#parts.secrets.delete(secretOf(server.uri));
    await this.#write(project, undefined);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** In the place where it stands already, else in the workspace's settings, which a team shares. */
  async #write(project: Project, uri: string | undefined): Promise<void> {
    const scope = vscode.Uri.file(project.folder);
    const configuration = vscode.workspace.getConfiguration(undefined, scope);
    const known = configuration.inspect(settings.trackingUri);
    const several = this.#parts.projects.all.length > 1;
    const usual = several ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
    const target =
      known?.workspaceFolderValue !== undefined
        ? vscode.ConfigurationTarget.WorkspaceFolder
        : known?.workspaceValue !== undefined
          ? vscode.ConfigurationTarget.Workspace
          : known?.globalValue !== undefined
            ? vscode.ConfigurationTarget.Global
            : usual;
    await configuration.update(settings.trackingUri, uri, target);
  }

  #tellAll(): void {
    for (const project of this.#parts.projects.all) this.#tell(project);
  }

  #tell(project: Project): void {
    this.#tellContext();
    // What is wrong with the address is said where the server is asked for something.
    this.#connect(project).catch((error: unknown) => this.#parts.log.warn(messageOf(error)));
    this.#changed.fire(project);
  }

  async #connect(project: Project): Promise<void> {
    const server = this.of(project);
    const credentials = server && (await this.credentials(server));
    const told = JSON.stringify([server, credentials]);
    if (this.#told.get(project) === told) return;
    if (server === undefined && !this.#told.has(project)) return;
    this.#told.set(project, told);
    try {
      await project.store.server.connect(
        server && { uri: server.uri, ...(credentials !== undefined && { credentials }) },
      );
    } catch (error) {
      this.#told.delete(project);
      throw error;
    }
  }

  #tellContext(): void {
    const isConnected = this.#parts.projects.all.some((project) => this.of(project) !== undefined);
    void vscode.commands.executeCommand('setContext', contextKeys.connected, isConnected);
  }
}

function secretOf(uri: string): string {
  return `mlflow ${uri.trim().replace(/\/+$/, '')}`;
}

function parsed(text: string): ServerCredentials | undefined {
  try {
    return z.optional(serverCredentials).catch(undefined).parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
