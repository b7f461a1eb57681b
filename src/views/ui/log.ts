/** The Cairn output channel: every process started, how long things took, and every bug in full. */
import * as vscode from 'vscode';
import { formatDuration } from '../../base/format.ts';
import { messageOf } from '../../base/errors.ts';

export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Cairn', { log: true });

  info(sentence: string): void {
    this.#channel.info(sentence);
  }

  warn(sentence: string): void {
    this.#channel.warn(sentence);
  }

  /** A bug: with its stack. */
  error(error: unknown): void {
    this.#channel.error(error instanceof Error ? error : messageOf(error));
  }

  /** Says what was done and how long it took, or why it failed. */
  async timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      const result = await work();
      this.#channel.info(`${what} (${formatDuration(performance.now() - started)})`);
      return result;
    } catch (error) {
      this.#channel.warn(`${what}: ${messageOf(error)} (${formatDuration(performance.now() - started)})`);
      throw error;
    }
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
