/** Records which content of its data a run read: a hash for each dataset that it names, made while the script goes on. */
import { setImmediate as pause } from 'node:timers/promises';
import { findData } from '../catalog/findData.ts';
import { locate } from '../catalog/locate.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import { HashCache, hashOfFiles } from '../storage/contentHash.ts';
import { layoutOf } from '../storage/layout.ts';
import type { NewEvent, Recorder } from './recorder.ts';

export type DatasetEvent = Extract<NewEvent, { type: 'dataset' }>;

export interface DataVersionsOptions {
  readonly recorder: Recorder;
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** Where the script runs, absolute. */
  readonly cwd: string;
  /** Called after an event was added. */
  readonly added?: () => void;
}

export class DataVersions {
  readonly #options: DataVersionsOptions;
  readonly #stop = new AbortController();
  #work: Promise<void> = Promise.resolve();

  /** Goes on with what a recorder before this one had begun. */
  constructor(options: DataVersionsOptions) {
    this.#options = options;
    options.recorder.onDataset = (event) => this.#queue(event);
    for (const event of options.recorder.history.unread) this.#queue(event);
  }

  /** Until what was named is read, at most so many ms. */
  async settle(ms: number): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), ms);
    await this.#work;
    clearTimeout(timer);
  }

  close(): void {
    this.#stop.abort();
    this.#options.recorder.onDataset = undefined;
  }

  #queue(event: DatasetEvent): void {
    if (event.hash !== undefined) return;
    this.#work = this.#work.then(async () => {
      // The record of a run is whole without it: nothing of this may disturb the script or its recorder.
      const found = await this.#read(event).catch(() => undefined);
      if (found === undefined || this.#stop.signal.aborted) return;
      const { inbox, output, ...rest } = event;
      this.#options.recorder.event({ ...rest, ...found });
      this.#options.added?.();
    });
  }

  async #read({ name, mlflow }: DatasetEvent): Promise<{ location: string; hash?: string } | undefined> {
    const { folder, cwd } = this.#options;
    const layout = layoutOf(folder);
    const { datasets } = await readCatalog(layout);
    const location = await findData({ name, source: mlflow?.source }, { datasets, folder, cwd });
    if (location === undefined) return undefined;
    const located = await locate(location, { folder, outside: false, pause });
    if (located.kind !== 'files') return undefined;
    const cache = new HashCache(layout.hashes);
    cache.reload();
    const unread = located.files.filter((file) => cache.find(file.path, file) === undefined);
    if (unread.reduce((sum, { size }) => sum + size, 0) > mostBytes) return { location };
    const { signal } = this.#stop;
    const hashes: { relative: string; hash: string }[] = [];
    for (const { path, relative } of located.files)
      hashes.push({ relative, hash: await cache.hash(path, { signal }) });
    return { location, hash: hashOfFiles(hashes) };
  }
}

/** Bytes that are read beside a script; more than that would disturb it. */
const mostBytes = 8_000_000_000;
