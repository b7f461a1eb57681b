/** A terminal that shows one run's output: what was printed lately, then what comes; Ctrl+C stops the run. */
import * as vscode from 'vscode';
import { formatDuration, formatSize } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { RunRow } from '../../protocol/runShape.ts';
import { statusText } from '../trees/rowText.ts';
import type { Toast } from '../ui/toast.ts';
import { OutputFollower } from './outputFollower.ts';

/** As much as a terminal keeps in its scrollback by default, and a little more. */
const tail = 256 * 1024;

export interface RunTerminalOptions {
  readonly project: Project;
  readonly run: { readonly id: string; readonly name: string };
  readonly toast: Toast;
  /** Closes the terminal with the run's exit code, as tasks need. */
  readonly closeAtEnd: boolean;
}

export class RunTerminal implements vscode.Pseudoterminal {
  readonly #options: RunTerminalOptions;
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;
  #follower: OutputFollower | undefined;
  #ended = false;
  #stops = 0;

  constructor(options: RunTerminalOptions) {
    this.#options = options;
  }

  open(): void {
    const { project, run, toast } = this.#options;
    this.#follower = new OutputFollower({
      file: project.pathsOf(run.id).output,
      tail,
      interval: 150,
      write: (text) => this.#write.fire(text),
      skipped: (bytes) =>
        this.#say(t('… {0} left out; the whole output is in output.log', formatSize(bytes))),
      failed: (error) => toast.error(error),
    });
    toast.own(this.#lookAtEnd());
  }

  /** Closing the terminal never stops the run: it does not belong to this window. */
  close(): void {
    this.#ended = true;
    this.#follower?.dispose();
    this.#write.dispose();
    this.#close.dispose();
  }

  handleInput(data: string): void {
    if (!data.includes('\u0003') || this.#ended) return;
    const { project, run, toast } = this.#options;
    this.#stops += 1;
    this.#say(
      this.#stops === 1 ? t('Stopping {0}… Ctrl+C again kills it.', run.name) : t('Killing {0}…', run.name),
    );
    toast.own(project.stop(run.id, this.#stops === 1 ? 'graceful' : 'now'));
  }

  /** Tells what became of the run, once; called whenever its row may have changed. */
  async finish(row: RunRow): Promise<void> {
    if (this.#ended || row.status === 'running' || row.status === 'starting' || row.unclosed) return;
    this.#ended = true;
    await this.#follower?.drain();
    this.#follower?.dispose();
    const took = row.ended === null ? '' : `, ${formatDuration(row.ended - row.started)}`;
    const code = row.exitCode === null ? '' : `, ${t('exit {0}', row.exitCode)}`;
    this.#say(`${row.name}: ${statusText(row.status)}${code}${took}`);
    if (this.#options.closeAtEnd) this.#close.fire(row.exitCode ?? (row.status === 'finished' ? 0 : 1));
  }

  /** A line of our own, dim, on a line of its own. */
  #say(sentence: string): void {
    this.#write.fire(`\r\n\u001b[2m${sentence}\u001b[0m\r\n`);
  }

  async #lookAtEnd(): Promise<void> {
    const { project, run } = this.#options;
    const row = await project.store.detail(run.id);
    if (row !== undefined) await this.finish(row);
  }
}
