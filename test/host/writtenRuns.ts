/** Runs of a test's folder, written as a worker leaves them, for tests of what is done with runs and not of how they come. */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Project } from '../../src/project/project.ts';
import { layoutOf, runDir, runPaths } from '../../src/storage/layout.ts';
import { openSeriesWriter } from '../../src/storage/series/seriesWriter.ts';
import { until } from '../e2e/until.ts';
import { cairn, type OpenedFolder } from './cairnWindow.ts';

export interface GivenRun {
  readonly id: string;
  readonly name: string;
  readonly script?: string;
  readonly experiment?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** By step. */
  readonly metrics?: Readonly<Record<string, readonly number[]>>;
  /** What it said before its end. */
  readonly events?: readonly object[];
}

/** A later one of the list is a newer run; all have finished. */
export function writeRuns(folder: string, given: readonly GivenRun[]): void {
  for (const [
    at,
    { id, name, script, experiment, params = {}, metrics = {}, events = [] },
  ] of given.entries()) {
    const paths = runPaths(runDir(layoutOf(folder), id));
    mkdirSync(paths.artifacts, { recursive: true });
    const created = 1_700_000_000_000 + at * 60_000;
    const record = {
      ...{ version: 1, id, name, script, experiment, params, tags: {}, created, cwd: folder },
      ...{ command: ['python3', script ?? '-c'], user: 'sam', host: 'here', origin: 'terminal' },
      ...{ environment: {}, machine: { os: 'Linux', arch: 'x64', cpu: '', cores: 1, memory: 1 } },
    };
    writeFileSync(paths.run, JSON.stringify(record));
    const ended = { t: created + 1500, type: 'ended', status: 'finished', exitCode: 0 };
    const lines = [...events, ended].map((event) => `${JSON.stringify(event)}\n`);
    writeFileSync(paths.events, lines.join(''));
    const writer = openSeriesWriter(paths.metrics);
    for (const [key, values] of Object.entries(metrics))
      for (const [step, value] of values.entries()) writer.append(key, step, created + step, value, 'inbox');
    writer.close({ inbox: 0, output: 0 });
  }
}

/** A run that DVCLive left in `dvclive`, as files of a folder. */
export const dvcliveRun: Readonly<Record<string, string>> = {
  'dvclive/metrics.json': '{\n    "step": 1,\n    "loss": 0.5\n}\n',
  'dvclive/plots/metrics/loss.tsv': 'step\tloss\n0\t1.0\n1\t0.5\n',
  'dvclive/params.yaml': 'lr: 0.2\n',
};

/** The window's own project of the folder, once these runs and so many in all are in its index. */
export async function projectOf({ uri }: OpenedFolder, runs: number): Promise<Project> {
  const { tree } = await cairn();
  const project = await until('the folder is in the tree', async () => {
    for (const node of await tree.getChildren())
      if (node.kind === 'folder' && node.project.folder === uri.fsPath) return node.project;
    return undefined;
  });
  await until(
    `${runs} runs are in the index`,
    async () => {
      await project.store.refresh();
      return (await project.store.rows({ limit: 0 })).total === runs;
    },
    50_000,
  );
  return project;
}

/** What a person does in a box that VS Code itself shows: `answer` stands in for the box, for as long as `work` takes. */
export async function answering<T>(
  box:
    | 'showSaveDialog'
    | 'showQuickPick'
    | 'showInputBox'
    | 'showErrorMessage'
    | 'showWarningMessage'
    | 'showInformationMessage',
  answer: (...asked: unknown[]) => unknown,
  work: () => PromiseLike<T>,
): Promise<T> {
  const before: unknown = Reflect.get(vscode.window, box);
  Reflect.set(vscode.window, box, async (...asked: unknown[]) => await Promise.resolve(answer(...asked)));
  try {
    return await work();
  } finally {
    Reflect.set(vscode.window, box, before);
  }
}

/** As `answering`, for boxes that are typed into and picked from at once: types what fits the title and takes the first row. */
export async function writing<T>(
  typed: (title: string) => string | undefined,
  work: () => PromiseLike<T>,
): Promise<T> {
  const before = vscode.window.createQuickPick;
  Reflect.set(vscode.window, 'createQuickPick', (...asked: Parameters<typeof before>) => {
    const box = before(...asked);
    const heard = { change: (_: string) => {}, accept: () => {}, hide: () => {} };
    const person = {
      onDidChangeValue: (listener: typeof heard.change) => (heard.change = listener),
      onDidAccept: (listener: typeof heard.accept) => (heard.accept = listener),
      onDidHide: (listener: typeof heard.hide) => (heard.hide = listener),
      show: () => {
        const text = typed(box.title ?? '');
        if (text === undefined) heard.hide();
        else {
          box.value = text;
          heard.change(text);
          box.selectedItems = box.items.slice(0, 1);
          heard.accept();
        }
      },
    };
    return new Proxy(box, {
      get: (of, name): unknown => (Object.hasOwn(person, name) ? Reflect.get(person, name) : bound(of, name)),
      set: (of, name, value) => Reflect.set(of, name, value, of),
    });
  });
  try {
    return await work();
  } finally {
    Reflect.set(vscode.window, 'createQuickPick', before);
  }
}

function bound(of: object, name: PropertyKey): unknown {
  const value: unknown = Reflect.get(of, name, of);
  if (typeof value !== 'function') return value;
  return (...given: unknown[]): unknown => Reflect.apply(value, of, given);
}
