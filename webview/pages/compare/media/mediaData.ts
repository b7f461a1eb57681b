/** What the images and text tab has asked for: lists of the picked runs, and within bounds the files that are in view. */
import { messageOf } from '../../../../src/base/errors.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { MediaItem, MediaList, MediaPredictions, ScoreCurves } from '../../../../src/protocol/compare/media.ts';
import type { CompareModel, PickedRun } from '../compareModel.ts';
import { failureOf, type Failure } from '../../../failure.ts';
import { SteadyAsk } from '../steadyAsk.ts';
import { textContent, type TextContent } from './textContent.ts';

export type Loaded =
  | { readonly kind: 'failed'; readonly sentence: string }
  | { readonly kind: 'image'; readonly url: string; readonly size: number }
  | {
      readonly kind: 'text';
      readonly content: TextContent;
      /** Bytes of the file, and how many of them were read. */
      readonly size: number;
      readonly read: number;
    }
  | { readonly kind: 'curves'; readonly curves: ScoreCurves; readonly size: number };

export interface Found {
  readonly runs: readonly PickedRun[];
  readonly lists: readonly MediaList[];
}

/** One file of one run. */
interface Entry {
  loaded: Loaded | undefined;
  /** The state of the file that was asked for. */
  state: string;
  isAsking: boolean;
  /** The drawing that needed it last. */
  used: number;
}

export class MediaData {
  readonly #model: CompareModel;
  readonly #entries = new Map<string, Entry>();
  readonly #queue: (() => Promise<void>)[] = [];
  readonly #inView = new Set<string>();
  readonly #elements = new Map<Element, string>();
  readonly #observers = new Map<string, (element: Element | undefined) => void>();
  readonly #watcher = new IntersectionObserver((changes) => this.#seen(changes));
  readonly #lists = new SteadyAsk();
  #asking = 0;
  #drawing = 0;
  found: Found | undefined;
  failure: Failure | undefined;
  /** What is shown large: a row's name and a run. */
  zoom: { readonly row: string; readonly run: string } | undefined;

  constructor(model: CompareModel) {
    this.#model = model;
  }

  /** Called once a drawing. Asks when the picked runs are others than before, or have changed. */
  update(picked: readonly PickedRun[]): void {
    this.#drawing += 1;
    this.#forget();
    const runs = picked.slice(0, mostRuns);
    if (runs.length === 0) return;
    const ids = runs.map(({ id }) => id).join(' ');
    this.#lists.want(ids, String(this.#model.revision), (isCurrent) => this.#list(isCurrent, runs));
  }

  /** Undefined: it is on its way. A file that has changed is shown as it was until it is read again. */
  file(run: string, item: MediaItem): Loaded | undefined {
    return this.#entry(fileKey(run, item), stateOf(item), () => this.#read(run, item));
  }

  /** As `file`. */
  curves(run: string, index: number, file: MediaPredictions): Loaded | undefined {
    return this.#entry(`${run} predictions ${file.path}`, stateOf(file), async () => {
      const curves = await this.#model.call('scores', { run, index });
      if (curves.path !== file.path) return moved(file.path);
      return { kind: 'curves', curves, size: curves.roc.byteLength + curves.precisionRecall.byteLength };
    });
  }

  /** The browser could not draw it. */
  broken(run: string, item: MediaItem): void {
    const entry = this.#entries.get(fileKey(run, item));
    if (!entry) return;
    release(entry.loaded);
    entry.loaded = { kind: 'failed', sentence: t('{0} is no image that can be drawn.', item.path) };
    this.#model.redraw();
  }

  isInView(row: string): boolean {
    return this.#inView.has(row);
  }

  /** For a template's ref: tells whether the row is in view. The same function for the same row. */
  watch(row: string): (element: Element | undefined) => void {
    const known = this.#observers.get(row);
    if (known) return known;
    let watched: Element | undefined;
    const watch = (element: Element | undefined) => {
      if (watched === element) return;
      if (watched) {
        this.#watcher.unobserve(watched);
        this.#elements.delete(watched);
        this.#inView.delete(row);
      }
      watched = element;
      if (!element) return;
      this.#elements.set(element, row);
      this.#watcher.observe(element);
    };
    this.#observers.set(row, watch);
    return watch;
  }

  #seen(changes: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of changes) {
      const row = this.#elements.get(target);
      if (row === undefined) continue;
      if (isIntersecting) this.#inView.add(row);
      else this.#inView.delete(row);
    }
    this.#model.redraw();
  }

  async #list(isCurrent: () => boolean, runs: readonly PickedRun[]): Promise<void> {
    try {
      const lists = await this.#model.call('mediaOf', { runs: runs.map(({ id }) => id) });
      if (!isCurrent()) return;
      this.found = { runs, lists };
      this.failure = undefined;
    } catch (error) {
      if (!isCurrent()) return;
      this.failure = failureOf(error);
    }
    this.#model.redraw();
  }

  #entry(key: string, state: string, load: () => Promise<Loaded>): Loaded | undefined {
    const entry = this.#entries.get(key) ?? { loaded: undefined, state: '', isAsking: false, used: 0 };
    this.#entries.set(key, entry);
    entry.used = this.#drawing;
    if (entry.isAsking || entry.state === state) return entry.loaded;
    entry.isAsking = true;
    this.#queue.push(async () => {
      // Scrolled away meanwhile.
      if (this.#drawing - entry.used > 1) {
        entry.isAsking = false;
        return;
      }
      const before = entry.loaded;
      try {
        entry.loaded = await load();
      } catch (error) {
        entry.loaded = { kind: 'failed', sentence: messageOf(error) };
      }
      entry.state = state;
      entry.isAsking = false;
      release(before);
      this.#model.redraw();
    });
    void this.#work();
    return entry.loaded;
  }

  async #work(): Promise<void> {
    if (this.#asking >= atOnce) return;
    this.#asking += 1;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await next();
    this.#asking -= 1;
  }

  async #read(run: string, item: MediaItem): Promise<Loaded> {
    const { path, type, bytes, size } = await this.#model.call('media', { run, index: item.index });
    if (path !== item.path) return moved(item.path);
    if (type !== '') return { kind: 'image', url: URL.createObjectURL(new Blob([bytes], { type })), size };
    const read = bytes.byteLength;
    const text = new TextDecoder().decode(bytes);
    return { kind: 'text', content: textContent({ ...item, text, isCut: read < size }), size, read };
  }

  /** Beyond the bound what the last drawing did not need goes, the oldest first. */
  #forget(): void {
    let bytes = 0;
    for (const { loaded } of this.#entries.values()) bytes += sizeOf(loaded);
    if (bytes <= mostBytes && this.#entries.size <= mostEntries) return;
    const unused = [...this.#entries].filter(([, { used, isAsking }]) => !isAsking && used < this.#drawing - 1);
    for (const [key, { loaded }] of unused.sort(([, a], [, b]) => a.used - b.used)) {
      if (bytes <= mostBytes && this.#entries.size <= mostEntries) return;
      release(loaded);
      this.#entries.delete(key);
      bytes -= sizeOf(loaded);
    }
  }
}

function fileKey(run: string, { index, path }: MediaItem): string {
  return `${run} ${String(index)} ${path}`;
}

function stateOf({ size, t: time }: Pick<MediaItem, 'size' | 't'>): string {
  return `${String(time)} ${String(size)}`;
}

function moved(path: string): Loaded {
  return { kind: 'failed', sentence: t('{0} is not at its place any more: look again.', path) };
}

function release(loaded: Loaded | undefined): void {
  if (loaded?.kind === 'image') URL.revokeObjectURL(loaded.url);
}

function sizeOf(loaded: Loaded | undefined): number {
  return loaded === undefined || loaded.kind === 'failed' ? 0 : loaded.size;
}

/** More columns than that cannot be read side by side. */
export const mostRuns = 12;
const atOnce = 4;
const mostBytes = 100_000_000;
const mostEntries = 500;
