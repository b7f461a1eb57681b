/** Starts Cairn in a window: a project for each folder, and the views on them. Nothing here waits for a disk. */
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { systemClock } from './base/clock.ts';
import { formatDuration } from './base/format.ts';
import { setTranslate, t } from './base/l10n.ts';
import type { DataProcess } from './data/dataProcess.ts';
import type { CairnWindow } from './views/openWindow.ts';
import { Projects } from './views/projects.ts';
import { putOnTerminalPath } from './views/terminalPath.ts';
import { Log } from './views/ui/log.ts';
import { Toast } from './views/ui/toast.ts';

export async function activate(context: vscode.ExtensionContext): Promise<Omit<CairnWindow, 'dispose'>> {
  // Loading takes longest. Other extensions live in this process: they get a turn between its parts.
  await nextTurn();
  const { openThreadStore } = await import('./project/threadStore.ts');
  await nextTurn();
  const { openWindow } = await import('./views/openWindow.ts');
  await nextTurn();
  setTranslate((message, ...args) => vscode.l10n.t(message, ...args));
  const { env, execPath } = process;
  const out = path.join(context.extensionPath, 'out');
  const log = new Log();
  const toast = new Toast(log, context.globalState);
  let data: Promise<DataProcess> | undefined;
  const openData = async () => {
    const { openDataProcess } = await import('./data/dataProcess.ts');
    const program = path.join(out, 'data.js');
    return openDataProcess({ execPath, program, env, log: (line) => log.info(line) });
  };
  const projects = new Projects({
    launching: {
      execPath,
      workerPath: path.join(out, 'worker.js'),
      env,
      clock: systemClock,
      random: Math.random,
    },
    openStore: (layout, config) =>
      openThreadStore({
        layout,
        threadPath: path.join(out, 'indexer.js'),
        wasm: path.join(out, 'sql-wasm.wasm'),
        config,
        log: (line) => log.info(line),
        started: (ms) => log.info(t('Started the index of {0} ({1})', layout.folder, formatDuration(ms))),
      }),
    openData: async () => await (data ??= openData()),
    isTrusted: () => vscode.workspace.isTrusted,
    mayLaunch: async (project, request) => {
      const { reviewedLaunch } = await import('./views/launching/reviewedLaunch.ts');
      await reviewedLaunch(project, request, { env, log });
    },
    pythonPath: path.join(context.extensionPath, 'python'),
    trackingPath: path.join(context.globalStorageUri.fsPath, 'tracking'),
  });
  // Disposed last first: views go before what they show.
  const window = openWindow({ projects, log, toast, context, env });
  context.subscriptions.push(window, projects, log, {
    dispose: () => void data?.then((one) => one.dispose()),
  });
  toast.own(putOnTerminalPath(context, execPath));
  const { tree, catalog, badges, reviews, state } = window;
  return { tree, catalog, badges, reviews, state };
}
