/** What the status bar item opens: running runs and recent failures, to open or stop. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { Cairn } from '../cairn.ts';
import { rowDescription } from '../trees/rowText.ts';
import { runPickLabel } from '../trees/treeItems.ts';
import { commands, foreignCommands, viewContainer, walkthrough } from '../ui/contributions.ts';
import { folderUri } from '../projects.ts';
import type { LiveRun } from '../liveRuns.ts';
import type { Handler } from './handler.ts';

interface Item extends vscode.QuickPickItem {
  readonly run?: LiveRun;
  /** What choosing it does, when it is no run. */
  readonly command?: string;
}

export function statusCommands(cairn: Cairn) {
  return {
    [commands.statusShow]: async () => await showStatus(cairn),
    [commands.logShow]: async () => {
      cairn.log.show();
      await Promise.resolve();
    },
    [commands.walkthroughOpen]: async () =>
      await vscode.commands.executeCommand(
        foreignCommands.openWalkthrough,
        `cairn-ml.cairn#${walkthrough}`,
        false,
      ),
    [commands.walkthroughExample]: async () => await openExample(cairn),
  } satisfies Partial<Record<string, Handler>>;
}

async function showStatus(cairn: Cairn): Promise<void> {
  const output: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('terminal'),
    tooltip: t('Open output'),
  };
  const stop: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('debug-stop'), tooltip: t('Stop') };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = t('Cairn');
  pick.placeholder = t('Open a run, its output, or stop it');
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const item = (run: LiveRun, buttons: vscode.QuickInputButton[]): Item => ({
    label: runPickLabel(run.row),
    description: rowDescription(run.row, Date.now()),
    ...(run.row.script !== null && { detail: run.row.script }),
    buttons,
    run,
  });
  const refresh = (): void => {
    const active = pick.activeItems[0]?.run?.row.id;
    const live = cairn.live.running.map((run) => item(run, [output, stop]));
    const failed = cairn.live.failed.map((run) => item(run, [output]));
    pick.items = [
      ...(live.length > 0 ? [separator(t('running')), ...live] : []),
      ...(failed.length > 0 ? [separator(t('failed')), ...failed] : []),
      separator(''),
      {
        label: t('$(list-tree) Show all runs'),
        command: `workbench.view.extension.${viewContainer}`,
      },
      ...(cairn.tracking.all.length > 0
        ? [{ label: t('$(debug-stop) Stop tracking for notebooks'), command: commands.notebookStopTracking }]
        : []),
    ];
    pick.activeItems = pick.items.filter(({ run }) => run !== undefined && run.row.id === active);
  };
  refresh();
  const following = cairn.live.onDidChange(refresh);
  pick.onDidTriggerItemButton(({ item: { run }, button }) => {
    if (run === undefined) return;
    const id = button === stop ? commands.runsStop : commands.runsOpenOutput;
    cairn.toast.own(vscode.commands.executeCommand(id, { folder: folderUri(run.project), run: run.row.id }));
  });
  pick.onDidAccept(() => {
    const { run, command } = pick.activeItems[0] ?? {};
    pick.hide();
    if (command !== undefined) cairn.toast.own(vscode.commands.executeCommand(command));
    if (run !== undefined)
      cairn.toast.own(
        vscode.commands.executeCommand(commands.runsOpen, {
          folder: folderUri(run.project),
          run: run.row.id,
        }),
      );
  });
  await new Promise<void>((resolve) => {
    pick.onDidHide(() => resolve());
    pick.show();
  });
  following.dispose();
  pick.dispose();
  cairn.live.forgetFailures();
}

/** Copies the example project to a folder of the person's choice and opens it: the extension's own folder is read-only. */
async function openExample(cairn: Cairn): Promise<void> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: t('Create Example Here'),
      title: t('Where should the example project go?'),
    })) ?? [];
  if (parent === undefined) return;
  const target = vscode.Uri.joinPath(parent, 'cairn-example');
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(cairn.extension, 'examples', 'credit'), target, {
    overwrite: false,
  });
  await vscode.commands.executeCommand('vscode.openFolder', target);
}
