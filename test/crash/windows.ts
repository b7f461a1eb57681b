/** The window of the crash test: opened, killed with SIGKILL, opened again; what each killed one left of the snapshot is kept. */
import { buildSync } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layoutOf } from '../../src/storage/layout.ts';
import { namesIn } from './killer.ts';
import type { WindowOrder } from './windowOrder.ts';

const repository = path.resolve(import.meta.dirname, '..', '..');

export class Windows {
  kills = 0;
  /** How windows ended that nobody killed. */
  readonly fell: string[] = [];
  /** Copies of the snapshot as killed windows left it, the newest of many; and what those were writing that died of it. */
  readonly snapshots: string[] = [];
  readonly drafts: string[] = [];
  readonly #order: Omit<WindowOrder, 'indexer'>;
  /** For bundles and copies. */
  readonly #place: string;
  #bundles: { readonly window: string; readonly indexer: string } | undefined;
  #window: ChildProcess | undefined;

  constructor(order: Omit<WindowOrder, 'indexer'>, place: string) {
    this.#order = order;
    this.#place = place;
  }

  /** Opens one when none is open. */
  keepOpen(): void {
    if (this.#window !== undefined && isRunning(this.#window)) return;
    if (this.#window !== undefined) this.fell.push(String(this.#window.exitCode ?? this.#window.signalCode));
    const { window, indexer } = (this.#bundles ??= bundle(this.#place));
    const order: WindowOrder = { ...this.#order, indexer };
    this.#window = spawn(process.execPath, [window, JSON.stringify(order)], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(order.folder) },
    });
  }

  /** Kills the one that is open: now, or in the middle of the next snapshot. */
  async kill(when: 'now' | 'writing'): Promise<void> {
    const window = this.#window;
    if (window === undefined || !isRunning(window)) return;
    if (when === 'writing') this.#awaitDraft();
    const ended = once(window, 'exit');
    window.kill('SIGKILL');
    await ended;
    if (window.signalCode !== 'SIGKILL') return;
    this.#window = undefined;
    this.kills += 1;
    this.#keepWhatItLeft();
  }

  /** Holds everything up, because what it waits for lasts less than a millisecond. */
  #awaitDraft(): void {
    const deadline = performance.now() + 1500;
    while (performance.now() < deadline && this.#draftNames().length === 0);
  }

  #draftNames(): readonly string[] {
    return namesIn(layoutOf(this.#order.folder).root).filter((name) => /^index\.sqlite\..+\.tmp$/.test(name));
  }

  #keepWhatItLeft(): void {
    const { root, index } = layoutOf(this.#order.folder);
    for (const name of this.#draftNames()) {
      const draft = path.join(this.#place, `draft-${this.kills}.sqlite`);
      renameSync(path.join(root, name), draft);
      this.drafts.push(draft);
    }
    if (!existsSync(index)) return;
    const copy = path.join(this.#place, `snapshot-${this.kills}.sqlite`);
    copyFileSync(index, copy);
    this.snapshots.push(copy);
    for (const kept of [this.snapshots, this.drafts])
      for (const old of kept.splice(0, kept.length - mostKept)) rmSync(old);
  }
}

/** Each is read again at the end, against all runs. */
const mostKept = 12;

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** As they are shipped, because a window that is killed all the time must not take long to open. */
function bundle(outdir: string): { window: string; indexer: string } {
  buildSync({
    entryPoints: {
      window: path.join(import.meta.dirname, 'window.ts'),
      indexer: path.join(repository, 'src', 'indexer', 'main.ts'),
    },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  writeFileSync(path.join(outdir, 'package.json'), '{"type": "commonjs"}\n');
  return { window: path.join(outdir, 'window.js'), indexer: path.join(outdir, 'indexer.js') };
}
