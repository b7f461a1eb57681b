/** One folder's runs as long as somebody looks at them: answers questions, follows the files, keeps the snapshot. */
import fs from 'node:fs';
import type { Disposable } from '../base/disposable.ts';
import { messageOf, UserError } from '../base/errors.ts';
import type { Problem } from '../base/errors.ts';
import type { CairnConfig } from '../records/config.ts';
import { openRuns, openRunsAnew } from '../runs/openRuns.ts';
import type { OpenRuns, OpenRunsOptions } from '../runs/openRuns.ts';
import type { ServerToConnect } from '../protocol/serverShape.ts';
import { sourceKinds } from '../sources/registry.ts';
import type { Scanned } from '../runs/runScanner.ts';
import { ConnectedServer } from './connectedServer.ts';
import { ForeignRuns } from './foreignRuns.ts';
import { writeSnapshot } from './snapshot.ts';

export interface SessionOptions extends OpenRunsOptions {
  /** ms between snapshots while runs change; for tests that cannot wait. */
  readonly snapshotMs?: number | undefined;
}

export interface SessionEvents {
  readonly changed: (ids: readonly string[] | 'all') => void;
  readonly problems: (problems: readonly Problem[]) => void;
}

export interface SessionOptions extends OpenRunsOptions {
  /** Calls back when something may have changed in a folder; undefined when nothing will tell. */
  readonly watch: (folder: string, changed: () => void) => Disposable | undefined;
}

export class IndexSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  readonly #foreign: ForeignRuns;
  #runs: Promise<OpenRuns>;
  #config: CairnConfig;
  #timer: NodeJS.Timeout | undefined;
  #foreignTimer: NodeJS.Timeout | undefined;
  #scanningForeign: Promise<void> = Promise.resolve();
  #foreignProblem: Problem | undefined;
  #server: ConnectedServer | undefined;
  #watcher: Disposable | undefined;
  #looking = false;
  /** Something was told during the look that is under way. */
  #hinted = false;
  #scanning: Promise<void> = Promise.resolve();
  #runsFolderStamp = '';
  #lastFullScan = 0;
  #dirty = false;
  #lastSnapshot = 0;
  #snapshotFails = false;
  #saidProblems = '[]';
  #closed = false;

  constructor(options: SessionOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#config = options.config;
    this.#foreign = new ForeignRuns({
      folder: options.layout.folder,
      kinds: sourceKinds,
      tools: { wasm: options.wasm },
      pause: options.pause,
    });
    this.#runs = openRuns(options);
    this.#runs.then(
      () => {
        this.#poll();
        // Cairn's own runs come first: they are what the window is waiting for.
        void this.#scanning.then(() => this.#pollForeign());
      },
      () => undefined,
    );
  }

  /** Lets the thread see to other questions. */
  get pause(): () => Promise<void> {
    return this.#options.pause;
  }

  /** Answers from what is known; a database that turns out damaged is thrown away and built anew, once a question. */
  async ask<T>(question: (runs: OpenRuns) => T): Promise<T> {
    const runs = await this.#runs;
    // Without a snapshot there is nothing to say before the first look at the files, which has begun.
    if (!runs.fromSnapshot && this.#lastFullScan === 0) await this.#scanning;
    try {
      return question(runs);
    } catch (error) {
      if (error instanceof UserError) throw error;
      await this.#rebuild(runs);
      return question(await this.#runs);
    }
  }

  /** Looks at the disk now. */
  async refresh(ids?: readonly string[]): Promise<void> {
    await this.#runs;
    await this.#scan(ids ?? 'all');
    if (ids === undefined) await this.#scanForeign(true);
  }

  get foreign(): ForeignRuns {
    return this.#foreign;
  }

  /** The team's server; undefined: none is connected. */
  get server(): ConnectedServer | undefined {
    return this.#server;
  }

  /** Asks the server nothing yet; in the place of the one before. Rejects with UserError `serverAddress`, `serverPlain`. */
  async setServer(server: ServerToConnect | null): Promise<void> {
    const next = server === null ? undefined : new ConnectedServer(server);
    const old = this.#server;
    this.#server = next;
    const runs = await this.#runs;
    if (old !== undefined) this.#foreign.detach(old.finding, runs, (scanned) => this.#report(scanned));
    if (next !== undefined) this.#foreign.attach(next.finding, next.source);
    // A page of one of its runs may have been opened before.
    if (!this.#closed) this.#events.changed('all');
  }

  /** Fetches those of these runs that are the server's, unless they are here. Rejects with ServerError. */
  async hold(ids: readonly string[]): Promise<void> {
    const server = this.#server;
    const theirs = ids.filter((id) => server?.has(id) === true);
    if (server === undefined || theirs.length === 0) return;
    for (const id of theirs) await server.hold(id);
    const runs = await this.#runs;
    const config = this.#config;
    await this.#foreign.lookAt(server.finding, { runs, config, report: (scanned) => this.#report(scanned) });
  }

  async setConfig(config: CairnConfig): Promise<void> {
    if (JSON.stringify(config) === JSON.stringify(this.#config)) return;
    this.#config = config;
    (await this.#runs).scanner.setConfig(config);
    await this.#scan('all');
    this.#report({ changed: this.#foreign.relist(await this.#runs, config), gone: [] });
  }

  async problems(): Promise<readonly Problem[]> {
    return this.ask(({ scanner }) => this.#problemsOf(scanner.problems()));
  }

  /** Writes the snapshot when something changed since the last, and stops looking. */
  async close(): Promise<void> {
    this.dispose();
    await this.#scanning;
    await this.#scanningForeign;
    this.#foreign.close();
    const runs = await this.#runs;
    this.#snapshot(runs);
    runs.close();
  }

  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#foreignTimer);
    this.#watcher?.dispose();
  }

  /** One look at what can have changed, then the next after a pause that a slow drive makes longer. */
  #poll(): void {
    if (this.#closed) return;
    this.#looking = true;
    this.#hinted = false;
    const begun = performance.now();
    // A hint only: many file systems do not tell, so the poll goes on.
    this.#watcher ??= this.#options.watch(this.#options.layout.runs, () => this.#hint());
    const folder = folderStamp(this.#options.layout.runs);
    const full =
      folder !== this.#runsFolderStamp ||
      begun - this.#lastFullScan > fullScanEvery ||
      this.#lastFullScan === 0;
    this.#runsFolderStamp = folder;
    const goOn = () => {
      this.#looking = false;
      const took = performance.now() - begun;
      const pause = this.#hinted ? Math.max(hintDelay, took) : Math.max(pollEvery, 4 * took);
      if (!this.#closed) this.#timer = setTimeout(() => this.#poll(), pause);
    };
    // What went wrong in one look is shown, and the next one is taken all the same.
    this.#scan(full ? 'all' : 'live').then(goOn, (error: unknown) => {
      this.#sayProblems([{ where: '.cairn/runs', message: messageOf(error) }]);
      goOn();
    });
  }

  /** As #poll, for records of other tools: they wait longer, since each look asks for every one of their files. */
  #pollForeign(): void {
    if (this.#closed) return;
    const begun = performance.now();
    void this.#scanForeign(false).then(() => {
      const took = performance.now() - begun;
      clearTimeout(this.#foreignTimer);
      if (!this.#closed)
        this.#foreignTimer = setTimeout(() => this.#pollForeign(), Math.max(pollForeignEvery, 10 * took));
    });
  }

  #scanForeign(anew: boolean): Promise<void> {
    this.#scanningForeign = this.#scanningForeign.then(async () => {
      if (this.#closed) return;
      const runs = await this.#runs;
      try {
        await this.#foreign.scan(runs, this.#config, (scanned) => this.#report(scanned), anew);
        this.#foreignProblem = undefined;
      } catch (error) {
        // Whatever a reader did not expect must not take the list down; it is said, and tried again.
        this.#foreignProblem = { where: this.#options.layout.folder, message: messageOf(error) };
      }
      this.#sayProblems(this.#problemsOf((await this.#runs).scanner.problems()));
    });
    return this.#scanningForeign;
  }

  #problemsOf(own: readonly Problem[]): readonly Problem[] {
    const unexpected = this.#foreignProblem;
    return [...own, ...this.#foreign.problems(), ...(unexpected === undefined ? [] : [unexpected])];
  }

  /** Scans one after another, never two at once. */
  #scan(what: 'all' | 'live' | readonly string[]): Promise<void> {
    const next = this.#scanning.then(async () => {
      if (this.#closed) return;
      const runs = await this.#runs;
      try {
        if (what === 'live') this.#reportOwn(runs, await runs.scanner.scanLive());
        else if (what !== 'all') this.#reportOwn(runs, await runs.scanner.scanSome(what));
        else await runs.scanner.scanAll((scanned) => this.#reportOwn(runs, scanned));
      } catch {
        // Damage in the snapshot that showed only now; a second failure, on a fresh database, is a bug and is thrown.
        await this.#rebuild(runs);
      }
      if (what === 'all') this.#lastFullScan = performance.now();
      this.#sayProblems(this.#problemsOf(runs.scanner.problems()));
      const { snapshotMs = snapshotEvery } = this.#options;
      if (performance.now() - this.#lastSnapshot > snapshotMs) this.#snapshot(await this.#runs);
    });
    this.#scanning = next.catch(() => undefined);
    return next;
  }

  async #rebuild(broken: OpenRuns): Promise<void> {
    if ((await this.#runs) !== broken) return;
    broken.close();
    this.#runs = openRunsAnew({ ...this.#options, config: this.#config });
    const runs = await this.#runs;
    await runs.scanner.scanAll(() => undefined);
    this.#foreign.relist(runs, this.#config);
    this.#dirty = true;
    this.#events.changed('all');
  }

  #reportOwn(runs: OpenRuns, scanned: Scanned): void {
    // A run that left may have kept one of another tool off the list.
    if (scanned.gone.length > 0) this.#foreign.settle(runs, this.#config, (settled) => this.#report(settled));
    this.#report(scanned);
  }

  #report({ changed, gone }: Scanned): void {
    if (changed.length === 0 && gone.length === 0) return;
    this.#dirty = true;
    this.#events.changed(gone.length > 0 || changed.length > mostNamed ? 'all' : changed);
  }

  #sayProblems(problems: readonly Problem[]): void {
    const text = JSON.stringify(problems);
    if (this.#closed || text === this.#saidProblems) return;
    this.#saidProblems = text;
    this.#events.problems(problems);
  }

  /** A folder that cannot be written simply has no snapshot: the files say it all. */
  #snapshot(runs: OpenRuns): void {
    if (!this.#dirty || this.#snapshotFails) return;
    this.#lastSnapshot = performance.now();
    this.#dirty = false;
    this.#snapshotFails = !writeSnapshot(this.#options.layout, () => runs.index.export());
  }

  /** On a slow drive hints come faster than looks are done: one more look answers all of them. */
  #hint(): void {
    this.#hinted = true;
    if (this.#looking) return;
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => this.#poll(), hintDelay);
  }
}

/** A second change within one tick of the disk's clock leaves the time as it is, so a time just gone counts twice. */
function folderStamp(folder: string): string {
  try {
    const { mtimeMs } = fs.statSync(folder);
    return Math.abs(Date.now() - mtimeMs) < diskTick ? `${mtimeMs}, just now` : String(mtimeMs);
  } catch (error) {
    return messageOf(error);
  }
}

/** ms between looks at live runs, while the drive answers quickly. */
const pollEvery = 200;
/** ms between looks at the records of other tools. */
const pollForeignEvery = 1000;
/** ms after which ended runs are looked at again, for edits that other windows and programs made. */
const fullScanEvery = 10_000;
/** ms between snapshots while runs change. */
const snapshotEvery = 15_000;
/** ms; coarser than the change times of local file systems. */
const diskTick = 50;
/** ms to let a burst of file events pass. */
const hintDelay = 15;
/** More changed runs than this are reported as `all`. */
const mostNamed = 200;
