/** The one status bar item: what runs, how far it is, what failed since somebody looked, and whether notebooks are tracked. */
import * as vscode from 'vscode';
import { formatProgress } from '../base/format.ts';
import { DisposableStore } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import type { LiveRuns } from './liveRuns.ts';
import type { Tracking } from './tracking.ts';
import { objectiveText, rowDescription } from './trees/rowText.ts';
import { commands } from './ui/contributions.ts';

export class StatusBar implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #item: vscode.StatusBarItem;

  constructor(live: LiveRuns, tracking: Tracking) {
    this.#item = this.#owned.add(
      vscode.window.createStatusBarItem('cairn.running', vscode.StatusBarAlignment.Left, 10),
    );
    this.#item.name = t('Cairn runs');
    this.#item.command = commands.statusShow;
    for (const { onDidChange } of [live, tracking])
      this.#owned.add(onDidChange(() => this.#show(live, tracking)));
    this.#show(live, tracking);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #show({ running, failed }: LiveRuns, { all: tracked }: Tracking): void {
    const [only] = running;
    const parts: string[] = [];
    if (running.length === 1 && only !== undefined) {
      const progress = only.row.progress === null ? undefined : formatProgress(only.row.progress);
      const text = [progress, objectiveText(only.row)].filter((part) => part !== undefined).join(' · ');
      parts.push(`$(loading~spin) ${plain(only.row.name)}${text === '' ? '' : `  ${plain(text)}`}`);
    } else if (running.length > 1) parts.push(`$(loading~spin) ${t('{0} runs', running.length)}`);
    if (failed.length > 0) parts.push(`$(error) ${t('{0} failed', failed.length)}`);
    if (tracked.length > 0) parts.push(`$(broadcast) ${t('Tracking')}`);
    this.#item.text = parts.join('  ');
    const runs = [...running, ...failed]
      .slice(0, 10)
      .map(({ row }) => `${row.name}  ${rowDescription(row, Date.now())}`);
    const places = tracked.map(({ project, port }) => trackingText(project.folder, port));
    this.#item.tooltip = [...runs, ...places].join('\n');
    const counts = t('Cairn: {0} running, {1} failed', running.length, failed.length);
    this.#item.accessibilityInformation = { label: [counts, ...places].join('. ') };
    if (parts.length > 0) this.#item.show();
    else this.#item.hide();
  }
}

function trackingText(folder: string, port: number): string {
  return t('Runs that notebooks log through MLflow to 127.0.0.1:{0} are recorded in {1}', port, folder);
}

/** Names that look like icons stay text. */
function plain(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
