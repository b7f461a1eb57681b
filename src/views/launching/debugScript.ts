/** Debugs a script as a recorded run: the debugger starts it, a waiting worker records it. */
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { DisposableStore } from '../../base/disposable.ts';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { reportDebuggee, type DebuggeeLine } from '../../runs/debuggee.ts';
import { runPaths } from '../../storage/layout.ts';
import type { Cairn } from '../cairn.ts';
import { noOptions, requireTrust, saveIfOpen, type ScriptToRun } from './launcher.ts';

/** The run's id once the debugger is up. Rejects with UserError `noDebugger`, `notPython`, and those of a launch. */
export async function debugScript(cairn: Cairn, script: ScriptToRun): Promise<string> {
  const { project, file } = script;
  requireTrust();
  const name = path.basename(file);
  if (!/\.py$/i.test(file))
    throw new UserError(
      'notPython',
      t('Only Python scripts can be debugged as runs.'),
      t('Run {0} instead.', name),
    );
  const type = debuggerType();
  if (type === undefined)
    throw new UserError(
      'noDebugger',
      t('{0} cannot be debugged, because there is no Python debugger.', name),
      t('Install the extension “Python Debugger”.'),
    );
  await saveIfOpen(file);
  const { command, interpreter } = await cairn.launcher.commandOf(script);
  const launched = await cairn.log.timed(
    t('Recording {0} under the debugger', name),
    async () =>
      await project.launch({
        command,
        cwd: project.folder,
        script: file,
        ...(interpreter !== undefined && { interpreter }),
        ...{ params: noOptions.params, tags: noOptions.tags },
        origin: 'debug',
        attach: true,
      }),
  );
  const recorder = new DebuggeeRecorder(launched.dir, cairn);
  try {
    const started = await vscode.debug.startDebugging(
      vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)),
      {
        type,
        request: 'launch',
        name: launched.name,
        program: file,
        cwd: project.folder,
        python: interpreter,
        console: 'internalConsole',
        redirectOutput: true,
        env: { ...launched.debuggeeEnv },
        [marker]: launched.id,
      },
    );
    if (!started) await recorder.neverBegan();
  } catch (error) {
    await recorder.neverBegan();
    throw error;
  }
  return launched.id;
}

/** In the debug configuration: which run a session belongs to. */
const marker = 'cairnRun';

/** Whatever contributes a Python debugger will do: Microsoft's extension has had two names for it. */
function debuggerType(): string | undefined {
  const contributed = vscode.extensions.all.flatMap(
    ({ packageJSON }) => debuggers.safeParse(packageJSON).data ?? [],
  );
  return ['debugpy', 'python'].find((type) => contributed.includes(type));
}

const debuggers = z
  .object({ contributes: z.object({ debuggers: z.array(z.object({ type: z.string().catch('') })) }) })
  .transform(({ contributes }) => contributes.debuggers.map(({ type }) => type));

/** What of the Debug Adapter Protocol tells about the debugged process. */
const adapterEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('output'),
    body: z.object({ category: z.string().optional(), output: z.string() }),
  }),
  z.object({ event: z.literal('process'), body: z.object({ systemProcessId: z.number().optional() }) }),
  z.object({ event: z.literal('exited'), body: z.object({ exitCode: z.number() }) }),
]);

/** Feeds what the debugger tells of one session into the run: its output, its process, its end. */
class DebuggeeRecorder implements vscode.DebugAdapterTracker {
  readonly #dir: string;
  readonly #cairn: Cairn;
  readonly #owned = new DisposableStore();
  #writing: Promise<void> = Promise.resolve();
  #began = false;
  #ended = false;

  constructor(dir: string, cairn: Cairn) {
    this.#dir = dir;
    this.#cairn = cairn;
    const id = path.basename(dir);
    this.#owned.add(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        // Processes that the script starts get sessions of their own, which are not the run.
        createDebugAdapterTracker: (session) =>
          session.configuration[marker] === id && session.parentSession === undefined ? this : undefined,
      }),
    );
    this.#owned.add(
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (session.configuration[marker] !== id || session.parentSession !== undefined) return;
        // With a process the worker sees for itself that it is gone.
        if (!this.#began) cairn.toast.own(this.neverBegan());
        this.#owned.dispose();
      }),
    );
  }

  onDidSendMessage(message: unknown): void {
    const { data } = adapterEvent.safeParse(message);
    if (data === undefined) return;
    if (data.event === 'exited') {
      this.#ended = true;
      this.#report({ exitCode: data.body.exitCode });
    } else if (data.event === 'process') {
      if (data.body.systemProcessId === undefined) return;
      this.#began = true;
      this.#report({ pid: data.body.systemProcessId });
    } else if (data.body.category === 'stdout' || data.body.category === 'stderr') {
      const { output } = data.body;
      this.#next(async () => await appendFile(runPaths(this.#dir).output, output));
    }
  }

  async neverBegan(): Promise<void> {
    this.#owned.dispose();
    if (this.#ended) return;
    this.#ended = true;
    this.#report({ exitCode: 1 });
    await this.#writing;
  }

  #report(line: DebuggeeLine): void {
    this.#next(async () => await reportDebuggee(this.#dir, line));
  }

  /** One write after the other, so that the end is told after the last of the output. */
  #next(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch((error: unknown) => this.#cairn.toast.error(error));
  }
}
