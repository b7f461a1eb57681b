/** Starts scripts and command lines as recorded runs, from wherever in the editor they were asked for. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { untrusted, type Project } from '../../project/project.ts';
import type { Origin } from '../../records/run.ts';
import type { ScriptCommand } from '../../runs/interpreters.ts';
import type { Launched } from '../../runs/launch.ts';
import type { RunTerminals } from '../output/runTerminals.ts';
import type { Projects } from '../projects.ts';
import { chosenPython } from '../python.ts';
import { setting } from '../ui/config.ts';
import type { Log } from '../ui/log.ts';

/** What *Run with…* asks for. */
export interface RunOptions {
  readonly args: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly experiment?: string;
  /** What the task is called that launches it. */
  readonly configuration?: string;
}

export const noOptions: RunOptions = { args: [], params: {}, tags: {} };

export interface ScriptToRun {
  readonly project: Project;
  /** Absolute path. */
  readonly file: string;
}

export interface LauncherParts {
  readonly projects: Projects;
  readonly terminals: RunTerminals;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
}

export class Launcher {
  readonly #parts: LauncherParts;

  constructor(parts: LauncherParts) {
    this.#parts = parts;
  }

  /** The script at a URI. Rejects with UserError `noFolder` when it is in no opened folder. */
  scriptAt(uri: vscode.Uri): ScriptToRun {
    const project = uri.scheme === 'file' ? this.#parts.projects.ofFile(uri) : undefined;
    if (project === undefined)
      throw new UserError(
        'noFolder',
        t('{0} is in no opened folder, so there is no place to record its run.', path.basename(uri.path)),
        t('Open its folder first.'),
      );
    return { project, file: uri.fsPath };
  }

  /** Saves the script, starts it, and shows its output without taking the focus. */
  async runScript(script: ScriptToRun, options: RunOptions): Promise<Launched> {
    const launched = await this.launchScript(script, options, 'editor');
    this.#showOutput(script.project, launched);
    return launched;
  }

  async launchScript(script: ScriptToRun, options: RunOptions, origin: Origin): Promise<Launched> {
    const { project, file } = script;
    requireTrust();
    await saveIfOpen(file);
    const { command, interpreter } = await this.commandOf(script);
    return await this.#timed(path.basename(file), () =>
      project.launch({
        command: [...command, ...options.args],
        cwd: project.folder,
        script: file,
        ...(interpreter !== undefined && { interpreter }),
        ...recorded(options),
        origin,
      }),
    );
  }

  async runCommand(project: Project, command: readonly string[], options: RunOptions): Promise<Launched> {
    const launched = await this.launchCommand(project, command, { options, origin: 'editor' });
    this.#showOutput(project, launched);
    return launched;
  }

  async launchCommand(
    project: Project,
    command: readonly string[],
    { options, origin }: { readonly options: RunOptions; readonly origin: Origin },
  ): Promise<Launched> {
    requireTrust();
    return await this.#timed(command[0] ?? '', () =>
      project.launch({
        command: [...command, ...options.args],
        cwd: project.folder,
        ...recorded(options),
        origin,
      }),
    );
  }

  /** The command line that runs a script, by its language. */
  async commandOf({ project, file }: ScriptToRun): Promise<ScriptCommand> {
    const uri = vscode.Uri.file(file);
    const given = /\.py$/i.test(file) ? await chosenPython(uri, this.#parts.log) : undefined;
    const { commandFor } = await import('../../runs/interpreters.ts');
    return await commandFor({
      script: file,
      folder: project.folder,
      env: this.#parts.env,
      setting: setting.python(uri),
      ...(given !== undefined && { given }),
    });
  }

  async #timed(what: string, work: () => Promise<Launched>): Promise<Launched> {
    const launched = await this.#parts.log.timed(t('Started {0}', what), work);
    this.#parts.log.info(t('{0}: worker {1}, {2}', launched.name, launched.worker, launched.dir));
    return launched;
  }

  #showOutput(project: Project, launched: Launched): void {
    if (setting.showOutput()) this.#parts.terminals.show(project, launched, { preserveFocus: true });
  }
}

/** Menus hide what cannot be done, but key bindings and other extensions can ask all the same. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw untrusted();
}

/** What runs is the file on disk, so what is on the screen must be there. */
export async function saveIfOpen(file: string): Promise<void> {
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === file,
  );
  if (document?.isDirty !== true || (await document.save())) return;
  throw new UserError('unsaved', t('{0} could not be saved, so it was not run.', path.basename(file)));
}

function recorded({ params, tags, name, experiment, configuration }: RunOptions): Omit<RunOptions, 'args'> {
  return {
    params,
    tags,
    ...(name && { name }),
    ...(experiment && { experiment }),
    ...(configuration && { configuration }),
  };
}
