/** Ends a script: asked first, killed with all it started when it does not listen or when it is to end at once. */
import { killTree, sendSignal } from '../runs/processTree.ts';
import type { Child } from './child.ts';

export class Stopper {
  readonly #child: Child;
  readonly #nonce: string;
  readonly #graceMs: number;
  /** On the clock that nobody can set. */
  #deadline: number | undefined;
  #isKilling = false;

  constructor(child: Child, options: { readonly nonce: string; readonly graceMs: number }) {
    this.#child = child;
    this.#nonce = options.nonce;
    this.#graceMs = options.graceMs;
  }

  /** Called again and again while somebody wants the run to stop; returns at once. */
  press(wish: 'graceful' | 'now'): void {
    if (this.#deadline === undefined) {
      this.#deadline = performance.now() + this.#graceMs;
      if (wish === 'graceful') this.#ask();
    }
    if (this.#isKilling || (wish !== 'now' && performance.now() < this.#deadline)) return;
    this.#isKilling = true;
    // Not waited for: recording goes on until the script is seen to have ended. What survives is killed once more.
    void this.kill().finally(() => {
      this.#isKilling = false;
    });
  }

  /** True when nothing of the script lives any more. */
  async kill(): Promise<boolean> {
    const { identity } = this.#child;
    return identity === undefined || (await killTree(identity, this.#nonce));
  }

  #ask(): void {
    const { identity, leadsGroup } = this.#child;
    // Windows has no signal that a console program would notice.
    if (identity === undefined || process.platform === 'win32') return;
    const target = leadsGroup ? -identity.pid : identity.pid;
    sendSignal(target, 'SIGTERM');
    // A script that is held cannot listen.
    sendSignal(target, 'SIGCONT');
  }
}
