/** The catalog of one folder as long as somebody looks at it: follows its files and the data on disk, and hashes what changed. */
import type { Disposable } from '../base/disposable.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { copiesOf } from '../catalog/copies.ts';
import { diskStateOf, readHashes, type DiskState } from '../catalog/diskState.ts';
import { copyAt, download } from '../catalog/download.ts';
import { isUrl, locate, type Located } from '../catalog/locate.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import type { ModelRegistry, Registered } from '../models/modelRegistry.ts';
import { HashCache } from '../storage/contentHash.ts';
import type { Layout } from '../storage/layout.ts';
import { CatalogFiles } from './catalogFiles.ts';

export interface Reading {
  /** Bytes. */
  readonly done: number;
  readonly total: number;
  /** The dataset that is read. */
  readonly name: string;
}

export interface CatalogSessionOptions {
  readonly layout: Layout;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  /** Something of the catalog changed. */
  readonly changed: () => void;
  readonly reading: (reading: Reading | null) => void;
  readonly log: (line: string) => void;
}

export class CatalogSession implements Disposable {
  readonly #options: CatalogSessionOptions;
  readonly #files: CatalogFiles;
  readonly #cache: HashCache;
  #disks = new Map<string, DiskState>();
  #copies = new Map<string, readonly string[]>();
  #allowed = { outside: false, network: false };
  /** What could not be fetched, by URL. */
  readonly #unfetched = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  /** The first look, or so long as a question may wait for it. */
  #first: Promise<unknown> | undefined;
  #isLooked = false;
  /** Somebody was answered before the first look was done. */
  #wasEarly = false;
  /** Datasets that are read now, or next. */
  readonly #wanted = new Set<string>();
  /** Stop what is fetched now. */
  readonly #fetching = new Set<AbortController>();
  #reading: { readonly work: Promise<void>; readonly stop: AbortController } | undefined;
  /** Datasets whose reading was cancelled or failed, with what they were then: not read again by themselves. */
  readonly #left = new Map<string, string>();
  /** How often the files were read anew. */
  #generation = 0;
  #shown = '';
  #lastCopies = -Infinity;
  #searching: Promise<void> | undefined;
  /** Names and hashes of the datasets at the last search for copies. */
  #copiesOf = '';
  #closed = false;

  constructor(options: CatalogSessionOptions) {
    this.#options = options;
    this.#files = new CatalogFiles(options.layout);
    this.#cache = new HashCache(options.layout.hashes, options.now);
  }

  /** As its files say now; what is on disk is as it was at the last look, which the first question starts. */
  async catalog(): Promise<Catalog> {
    await this.#fresh();
    return this.#files.catalog;
  }

  async models(): Promise<Registered> {
    await this.#fresh();
    return this.#files.models;
  }

  /** Reads model files as they are now. */
  get registry(): ModelRegistry {
    return this.#files.registry;
  }

  disk(name: string): DiskState | undefined {
    return this.#disks.get(name);
  }

  /** Files elsewhere with the content of this dataset, from the workspace folder. */
  copies(name: string): readonly string[] {
    return this.#copies.get(name) ?? [];
  }

  /** Looks at the files now, and begins to hash what is not known; of all datasets for null. */
  async read(names: readonly string[] | null): Promise<{ readonly done: Promise<void> }> {
    this.#left.clear();
    this.#lastCopies = -Infinity;
    await this.look();
    return { done: this.#readNow(names ?? [...this.#disks.keys()]) };
  }

  /** When the search for copies is done that the last look began. */
  async searched(): Promise<void> {
    await this.#searching;
  }

  cancel(): void {
    for (const name of this.#wanted) this.#leave(name);
    this.#reading?.stop.abort();
    for (const stop of this.#fetching) stop.abort();
  }

  async allow(allowed: { readonly outside: boolean; readonly network: boolean }): Promise<void> {
    if (JSON.stringify(allowed) === JSON.stringify(this.#allowed)) return;
    this.#allowed = { ...allowed };
    if (this.#looking !== undefined) await this.look();
  }

  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.cancel();
  }

  async #fresh(): Promise<void> {
    this.#first ??= Promise.race([
      (this.#looking ??= this.#lookNow()),
      wait(longestWait, null, { ref: false }),
    ]);
    await this.#first;
    if (!this.#isLooked) this.#wasEarly = true;
    if (await this.#files.read(this.#options.pause)) this.#generation += 1;
  }

  /** Looks at the files now. */
  async look(): Promise<void> {
    this.#looking = (this.#looking ?? Promise.resolve()).then(async () => await this.#lookNow());
    await this.#looking;
  }

  /** One look, then the next after a pause that slow drives and many files make longer. */
  async #lookNow(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isClosed()) return;
    const begun = performance.now();
    try {
      await this.#takeIn();
    } catch (error) {
      this.#options.log(`The catalog: ${messageOf(error)}`);
    }
    const took = performance.now() - begun;
    if (!this.#isClosed()) {
      const next = () => void this.look();
      this.#timer = setTimeout(next, Math.max(lookEvery, 20 * took));
    }
  }

  async #takeIn(): Promise<void> {
    const { now, pause } = this.#options;
    if (await this.#files.read(pause)) this.#generation += 1;
    this.#cache.reload();
    const { datasets } = this.#files.catalog;
    const disks = new Map<string, DiskState>();
    for (const [name, entry] of datasets) {
      const located = await this.#locate(entry.location);
      disks.set(name, diskStateOf(entry, located, this.#cache, now(), this.#disks.get(name)));
    }
    this.#disks = disks;
    this.#isLooked = true;
    this.#tell();
    const unread = [...disks].flatMap(([name, disk]) =>
      isToRead(disk) && !this.#wanted.has(name) && !this.#isLeft(name, disk) ? [name] : [],
    );
    // In the background: whoever asks is answered with what is known.
    if (unread.length > 0) void this.#hash(unread);
    else if (this.#wanted.size === 0) this.#searching = this.#findCopies();
  }

  async #locate(location: string): Promise<Located> {
    const { layout, pause } = this.#options;
    const { outside, network } = this.#allowed;
    const located = await locate(location, { folder: layout.folder, outside, pause });
    if (located.kind !== 'url') return located;
    if (!network)
      return {
        kind: 'refused',
        why: t(
          '{0} is on the network; the setting cairn.data.allowNetwork lets Cairn fetch it in trusted folders.',
          location,
        ),
      };
    const copy = await copyAt(location, layout.downloads);
    if (copy !== undefined) return { kind: 'files', base: layout.downloads, files: [copy] };
    const why = this.#unfetched.get(location);
    return why === undefined ? located : { kind: 'lost', why };
  }

  async #readNow(names: readonly string[]): Promise<void> {
    const { datasets } = this.#files.catalog;
    const isAway = (name: string) => isUrl(datasets.get(name)?.location ?? '');
    if (this.#allowed.network && names.some(isAway)) {
      const stop = new AbortController();
      this.#fetching.add(stop);
      await this.#fetch(names.filter(isAway), stop.signal);
      this.#fetching.delete(stop);
      this.#options.reading(null);
      await this.look();
    }
    // What changed a moment ago is asked for by somebody who knows.
    const wanted = names.filter((name) => {
      const disk = this.#disks.get(name);
      return disk !== undefined && (disk.state === 'changing' || isToRead(disk));
    });
    await this.#hash(wanted);
  }

  /** Of datasets at a URL: only when somebody asks, since it tells that somebody of the other side. */
  async #fetch(names: readonly string[], signal: AbortSignal): Promise<void> {
    const { layout, reading } = this.#options;
    for (const name of names) {
      const url = this.#files.catalog.datasets.get(name)?.location ?? '';
      this.#unfetched.delete(url);
      let told = 0;
      try {
        await download(url, {
          ...{ folder: layout.downloads, signal },
          progress: (done, total) => {
            if (performance.now() - told < 200) return;
            told = performance.now();
            reading({ done, total: Math.max(done, total), name });
          },
        });
      } catch (error) {
        this.#unfetched.set(
          url,
          signal.aborted ? t('The fetching of {0} was cancelled.', url) : messageOf(error),
        );
      }
    }
  }

  /** Resolves when all of them are read, or left as they are. */
  async #hash(names: readonly string[]): Promise<void> {
    while (this.#reading?.stop.signal.aborted === true) await this.#reading.work;
    if (names.length === 0 || this.#closed) return;
    for (const name of names) this.#wanted.add(name);
    this.#reading ??= this.#hashAll();
    await this.#reading.work;
  }

  #hashAll() {
    const stop = new AbortController();
    const work = async () => {
      // Also those that come meanwhile.
      for (const name of this.#wanted) {
        await this.#hashOne(name, stop.signal);
        this.#wanted.delete(name);
      }
      this.#reading = undefined;
      this.#options.reading(null);
      await this.look();
    };
    return { work: work(), stop };
  }

  async #hashOne(name: string, signal: AbortSignal): Promise<void> {
    const disk = this.#disks.get(name);
    if (disk === undefined) return;
    let done = 0;
    let told = performance.now();
    const onBytes = (bytes: number) => {
      done += bytes;
      if (performance.now() - told < 200) return;
      told = performance.now();
      this.#options.reading({ done, total: disk.size, name });
    };
    try {
      const problem = await readHashes(disk.files, this.#cache, { signal, onBytes });
      if (problem === undefined) return;
      this.#options.log(problem);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#leave(name);
  }

  /** Not read again by itself until its files change. */
  #leave(name: string): void {
    const disk = this.#disks.get(name);
    if (disk !== undefined) this.#left.set(name, stampOf(disk));
  }

  #isLeft(name: string, disk: DiskState): boolean {
    const left = this.#left.get(name);
    return left !== undefined && left === stampOf(disk);
  }

  /** When the content of a dataset changed, and now and then. */
  async #findCopies(): Promise<void> {
    const of = JSON.stringify([...this.#disks].map(([name, { hash }]) => [name, hash]));
    if (of === this.#copiesOf && performance.now() - this.#lastCopies < copiesEvery) return;
    this.#copiesOf = of;
    this.#lastCopies = performance.now();
    const { layout, pause } = this.#options;
    try {
      this.#copies = await copiesOf(this.#disks, { folder: layout.folder, cache: this.#cache, pause });
    } catch (error) {
      this.#options.log(`Copies of data: ${messageOf(error)}`);
    }
    this.#tell();
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #tell(): void {
    const disks = [...this.#disks].map(([name, { state, hash, isStale, why, size, modified, files }]) => [
      name,
      state,
      hash,
      isStale,
      why,
      size,
      modified,
      files.length,
    ]);
    const shown = JSON.stringify([disks, [...this.#copies], this.#generation]);
    if (shown === this.#shown || this.#closed) return;
    const isFirst = this.#shown === '';
    this.#shown = shown;
    if (!isFirst || this.#wasEarly) this.#options.changed();
  }
}

function isToRead({ state, isSure }: DiskState): boolean {
  return state === 'unread' || (state === 'known' && !isSure);
}

function stampOf({ files }: DiskState): string {
  return files.map(({ path, size, mtimeMs }) => `${path} ${String(size)} ${String(mtimeMs)}`).join('\n');
}

/** ms between looks, while drives answer quickly. */
const lookEvery = 1500;
/** ms that a question waits for the first look at many files or at a slow drive. */
const longestWait = 2000;
/** ms between searches for copies. */
const copiesEvery = 300_000;
