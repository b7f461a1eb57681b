/** Which folders of this window have a tracking endpoint, and its address in the variables of their terminals. */
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';
import type { TrackingRecord } from '../records/tracking.ts';
import { terminalEnvironment } from '../runs/mlflowEnvironment.ts';
import type { Projects } from './projects.ts';
import { contextKeys } from './ui/contributions.ts';
import type { Toast } from './ui/toast.ts';

export interface TrackingParts {
  readonly projects: Projects;
  readonly variables: vscode.GlobalEnvironmentVariableCollection;
  readonly env: NodeJS.ProcessEnv;
  readonly toast: Toast;
}

export class Tracking implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #known = new Map<Project, TrackingRecord>();
  readonly #parts: TrackingParts;
  readonly onDidChange = this.#changed.event;

  constructor(parts: TrackingParts) {
    this.#parts = parts;
    const { projects, toast } = parts;
    projects.attach((project) => {
      const first = setImmediate(() => toast.own(this.#look(project)));
      return toDisposable(() => {
        clearImmediate(first);
        this.#forget(project);
      });
    });
    // Another window may have started or stopped it, and it may have died.
    const timer = setInterval(() => {
      for (const project of projects.all) toast.own(this.#look(project));
    }, lookEvery);
    timer.unref();
    this.#owned.add(toDisposable(() => clearInterval(timer)));
    this.#owned.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const project of projects.all) toast.own(this.#look(project));
      }),
    );
  }

  get all(): readonly { readonly project: Project; readonly port: number }[] {
    return [...this.#known].map(([project, { port }]) => ({ project, port }));
  }

  of(project: Project): TrackingRecord | undefined {
    return this.#known.get(project);
  }

  /** Starts it, or finds the one that is there. Rejects with UserError `trust`, `tracking`. */
  async start(project: Project): Promise<TrackingRecord> {
    const record = await project.startTracking();
    this.#learn(project, record);
    return record;
  }

  /** Rejects with UserError `trust`, `tracking`. */
  async stop(project: Project): Promise<void> {
    const record = this.#known.get(project);
    if (record === undefined) return;
    this.#forget(project);
    await project.stopTracking(record);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #look(project: Project): Promise<void> {
    const before = this.#known.get(project);
    const found = vscode.workspace.isTrusted ? await project.tracking() : undefined;
    // Something else may have been learned meanwhile, and the folder may have been closed.
    if (this.#known.get(project) !== before || !this.#parts.projects.all.includes(project)) return;
    if (found !== undefined) this.#learn(project, found);
    else this.#forget(project);
  }

  #learn(project: Project, record: TrackingRecord): void {
    if (this.#known.get(project)?.token === record.token) return;
    this.#known.set(project, record);
    const variables = this.#variablesOf(project);
    const user = this.#parts.env['USER'] ?? this.#parts.env['USERNAME'] ?? '';
    const wanted = terminalEnvironment(this.#parts.env, { ...record, user });
    if (variables !== undefined) {
      variables.description = t('Lets MLflow scripts of this folder log to Cairn');
      for (const [name, value] of Object.entries(wanted)) variables.replace(name, value);
    }
    this.#tell();
  }

  #forget(project: Project): void {
    if (!this.#known.delete(project)) return;
    this.#variablesOf(project)?.clear();
    this.#tell();
  }

  #tell(): void {
    const isOn = this.#known.size > 0;
    // VS Code would keep the token on disk, and give it to terminals of a time when the endpoint is long gone.
    this.#parts.variables.persistent = !isOn;
    this.#parts.toast.own(vscode.commands.executeCommand('setContext', contextKeys.tracking, isOn));
    this.#changed.fire();
  }

  #variablesOf({ folder }: Project): vscode.EnvironmentVariableCollection | undefined {
    const workspaceFolder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
    return workspaceFolder && this.#parts.variables.getScoped({ workspaceFolder });
  }
}

/** ms; only on Linux it is for free to ask whether a process lives, elsewhere another program is started for it. */
const lookEvery = process.platform === 'linux' ? 5000 : 30_000;
