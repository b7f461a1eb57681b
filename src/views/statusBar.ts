/** The one status bar item: what runs, how far it is, and what failed since somebody looked. */
import * as vscode from 'vscode';
import { formatProgress } from '../base/format.ts';
import { DisposableStore } from '../base/disposable.ts';
import { t } from '../base/l10n.ts';
import type { LiveRuns } from './liveRuns.ts';
import { objectiveText, rowDescription } from './trees/rowText.ts';
import { commands } from './ui/contributions.ts';

export class StatusBar implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #item: vscode.StatusBarItem;

  constructor(live: LiveRuns) {
    this.#item = this.#owned.add(
      vscode.window.createStatusBarItem('cairn.running', vscode.StatusBarAlignment.Left, 10),
    );
    this.#item.name = t('Cairn runs');
    this.#item.command = commands.statusShow;
    this.#owned.add(live.onDidChange(() => this.#show(live)));
    this.#show(live);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #show({ running, failed }: LiveRuns): void {
    const [only] = running;
    const parts: string[] = [];
    if (running.length === 1 && only !== undefined) {
      const progress = only.row.progress === null ? undefined : formatProgress(only.row.progress);
      const text = [progress, objectiveText(only.row)].filter((part) => part !== undefined).join(' · ');
      parts.push(`$(loading~spin) ${plain(only.row.name)}${text === '' ? '' : `  ${plain(text)}`}`);
    } else if (running.length > 1) parts.push(`$(loading~spin) ${t('{0} runs', running.length)}`);
    if (failed.length > 0) parts.push(`$(error) ${t('{0} failed', failed.length)}`);
    this.#item.text = parts.join('  ');
    this.#item.tooltip = [...running, ...failed]
      .slice(0, 10)
      .map(({ row }) => `${row.name}  ${rowDescription(row, Date.now())}`)
      .join('\n');
    this.#item.accessibilityInformation = {
      label: t('Cairn: {0} running, {1} failed', running.length, failed.length),
    };
    if (parts.length > 0) this.#item.show();
    else this.#item.hide();
  }
}

/** Names that look like icons stay text. */
function plain(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
