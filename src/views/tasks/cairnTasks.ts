/** The `cairn` task type: a script or a command line from tasks.json, started as a recorded run. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { Launcher, RunOptions } from '../launching/launcher.ts';
import type { RunTerminal } from '../output/runTerminal.ts';
import type { RunTerminals } from '../output/runTerminals.ts';
import type { Projects } from '../projects.ts';
import { taskType } from '../ui/contributions.ts';
import type { Toast } from '../ui/toast.ts';
import { nameRecord } from '../../records/nameRecord.ts';

const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const definition = z.object({
  type: z.literal(taskType),
  script: z.string().optional(),
  command: z.array(word).optional(),
  args: z.array(word).default([]),
  params: nameRecord(word).default({}),
  name: z.string().optional(),
  experiment: z.string().optional(),
  tags: nameRecord(word).default({}),
});
type Definition = z.infer<typeof definition>;

export interface TaskParts {
  readonly projects: Projects;
  readonly launcher: Launcher;
  readonly terminals: RunTerminals;
  readonly toast: Toast;
}

export function registerTasks(parts: TaskParts): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    /** One for each script that ran before: those are what people run again. */
    provideTasks: async () =>
      (
        await Promise.all(
          parts.projects.all.map(async (project) => {
            const scripts = await project.store.scripts();
            return scripts
              .slice(0, 100)
              .map((script) => taskOf(parts, { type: taskType, script }, folderOf(project)));
          }),
        )
      )
        .flat()
        .filter((task) => task !== undefined),
    resolveTask: (task) => taskOf(parts, task.definition, task.scope, task.name),
  });
}

function folderOf(project: Project): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(project.folder));
}

function taskOf(
  parts: TaskParts,
  given: vscode.TaskDefinition,
  scope: vscode.Task['scope'],
  label?: string,
): vscode.Task | undefined {
  if (scope === undefined) return undefined;
  const name = typeof given['script'] === 'string' ? given['script'] : t('command');
  const task = new vscode.Task(
    given,
    scope,
    name,
    taskType,
    new vscode.CustomExecution(
      async (resolved) => await Promise.resolve(new TaskTerminal(parts, { given: resolved, scope, label })),
    ),
    // None, said aloud: else VS Code asks for which compiler's errors it should scan the output of a training.
    [],
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
  return task;
}

interface TaskToStart {
  readonly given: vscode.TaskDefinition;
  readonly scope: vscode.Task['scope'];
  /** What tasks.json calls it. */
  readonly label: string | undefined;
}

/** Starts the run when its terminal opens, so that what goes wrong is said where one looks. */
class TaskTerminal implements vscode.Pseudoterminal {
  readonly #parts: TaskParts;
  readonly #given: vscode.TaskDefinition;
  readonly #scope: vscode.Task['scope'];
  readonly #label: string | undefined;
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;
  #run: RunTerminal | undefined;
  #closed = false;

  constructor(parts: TaskParts, { given, scope, label }: TaskToStart) {
    this.#parts = parts;
    this.#given = given;
    this.#scope = scope;
    this.#label = label;
  }

  open(): void {
    this.#start().catch((error: unknown) => {
      if (error instanceof vscode.CancellationError) {
        this.#write.fire(`${t('It was not started.')}\r\n`);
        this.#close.fire(2);
        return;
      }
      const next = error instanceof UserError && error.next !== undefined ? ` ${error.next}` : '';
      this.#write.fire(`${error instanceof Error ? error.message : String(error)}${next}\r\n`);
      if (!(error instanceof UserError)) this.#parts.toast.error(error);
      this.#close.fire(2);
    });
  }

  close(): void {
    this.#closed = true;
    this.#run?.close();
  }

  handleInput(data: string): void {
    this.#run?.handleInput(data);
  }

  async #start(): Promise<void> {
    const parsed = definition.safeParse(this.#given);
    if (!parsed.success)
      throw new UserError(
        'task',
        t('This task is not right: {0}', z.prettifyError(parsed.error)),
        t('Mend tasks.json.'),
      );
    const project = this.#project();
    const launched = await this.#launch(project, parsed.data);
    this.#write.fire(
      `\u001b[2m${t('{0}: Ctrl+C stops the run, closing this terminal does not.', launched.name)}\u001b[0m\r\n`,
    );
    if (this.#closed) return;
    this.#run = this.#parts.terminals.forTask(project, launched);
    this.#run.onDidWrite((text) => this.#write.fire(text));
    this.#run.onDidClose((code) => this.#close.fire(code));
    this.#run.open();
  }

  async #launch(project: Project, task: Definition): Promise<{ id: string; name: string }> {
    const options: RunOptions = {
      args: task.args,
      params: task.params,
      tags: task.tags,
      ...(task.name !== undefined && { name: task.name }),
      ...(task.experiment !== undefined && { experiment: task.experiment }),
      ...(this.#label !== undefined && { configuration: this.#label }),
    };
    if (task.command !== undefined)
      return await this.#parts.launcher.launchCommand(project, task.command, { options, origin: 'task' });
    if (task.script === undefined)
      throw new UserError(
        'task',
        t('This task names neither a script nor a command.'),
        t('Mend tasks.json.'),
      );
    const file = path.resolve(project.folder, task.script);
    return await this.#parts.launcher.launchScript({ project, file }, options, 'task');
  }

  #project(): Project {
    const scope = this.#scope;
    const named = typeof scope === 'object' ? this.#parts.projects.byFolder(scope.uri.toString()) : undefined;
    const project = named ?? this.#parts.projects.all[0];
    if (project === undefined)
      throw new UserError('noFolder', t('There is no opened folder to record this run in.'));
    return project;
  }
}
