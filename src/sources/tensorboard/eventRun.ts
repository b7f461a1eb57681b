/** What the records of one run's event files add up to: its metrics, hyperparameters, texts, images and times. */
import { PointTable } from '../pointTable.ts';
import { EventDecoder, type EventSink, type Picture, type Said, type Tag } from './eventDecoder.ts';
import { EventMedia, imageEnding } from './eventMedia.ts';
import { readSession, type Session } from './hparams.ts';

/** The file that is being read, and in it the record. */
interface RecordPlace {
  readonly name: string;
  /** Where its frame starts. */
  readonly offset: number;
  /** Where its own bytes start. */
  readonly record: number;
}

/** A place between records. */
interface Place {
  /** Event files sort by their names. */
  readonly file: string;
  readonly offset: number;
}

/** A restart at a step: earlier records of that step and of later ones were of a training that was given up. */
interface Cut extends Place {
  readonly step: number;
}

export class EventRun implements EventSink {
  readonly table: PointTable;
  readonly images = new EventMedia('image');
  /** Each text; `texts` is the newest of each tag. */
  readonly pages = new EventMedia('text');
  #decoder = new EventDecoder(this);
  #session = newSession();
  readonly #texts = new Map<string, { step: number; text: string }>();
  readonly #cuts: Cut[] = [];
  #firstFile = '';
  #file: RecordPlace = nowhere;
  #sawStart = false;
  #mustReread = false;
  /** Points of this step and later ones, at the present place, are cut off by a later restart. */
  #limit = Infinity;
  #firstTime = Infinity;
  #lastTime = -Infinity;

  constructor(table = new PointTable()) {
    this.table = table;
  }

  get decoder(): EventDecoder {
    return this.#decoder;
  }

  get session(): Session {
    return this.#session;
  }

  /** ms since 1970; Infinity and −Infinity while there is no record. */
  get firstTime(): number {
    return this.#firstTime;
  }

  get lastTime(): number {
    return this.#lastTime;
  }

  /** A restart was found after points that it cuts off: everything is to be read once more, with `again`. */
  get mustReread(): boolean {
    return this.#mustReread;
  }

  /** By tag; of each its text of the greatest step. */
  get texts(): ReadonlyMap<string, { readonly step: number; readonly text: string }> {
    return this.#texts;
  }

  /** Other records will be read: where the restarts are is not known any more. */
  forget(): void {
    this.#cuts.length = 0;
  }

  /** The same records are read from the start: where the restarts are is known. */
  again(keep: boolean): void {
    this.table.restart(keep);
    this.#decoder = new EventDecoder(this);
    this.#session = newSession();
    this.#texts.clear();
    this.images.clear();
    this.pages.clear();
    this.#sawStart = false;
    this.#mustReread = false;
    this.#firstTime = Infinity;
    this.#lastTime = -Infinity;
  }

  /** The next records come from this file. */
  enter(file: RecordPlace, firstFile: string): void {
    this.#file = file;
    this.#firstFile = firstFile;
    this.#setLimit();
  }

  event(time: number): void {
    const ms = time * 1000;
    if (!(ms > 0 && ms < latestTime)) return;
    if (ms < this.#firstTime) this.#firstTime = ms;
    if (ms > this.#lastTime) this.#lastTime = ms;
  }

  scalar(tag: Tag, step: number, time: number, value: number): void {
    if (step >= this.#limit) return;
    tag.metric ??= this.table.metric(tag.name);
    if (tag.metric === undefined) return;
    this.table.add(tag.metric, step, this.#known(time), value);
  }

  picture({ tag, step, time, view, at, offset, size }: Picture): void {
    if (step >= this.#limit) return;
    const ending = imageEnding(view, at, size);
    const { name, record } = this.#file;
    this.images.add({ tag, step, time: this.#known(time), file: name, start: record + offset, size, ending });
  }

  say({ tag, step, time, text, offset, size }: Said): void {
    if (size > 0 && step < this.#limit) {
      const { name, record } = this.#file;
      const at = { file: name, start: record + offset, size, ending: 'md' };
      this.pages.add({ tag: bareTag(tag), step, time: this.#known(time), ...at });
    }
    const said = this.#texts.get(tag);
    if (said === undefined && this.#texts.size >= mostTexts) return;
    if (said === undefined || step >= said.step) this.#texts.set(tag, { step, text });
  }

  hparams(view: DataView, start: number, end: number): void {
    readSession(this.#session, view, start, end);
  }

  restart(step: number): void {
    const isFirst = !this.#sawStart;
    this.#sawStart = true;
    const { name, offset } = this.#file;
    // Where training begins, nothing was given up; TensorBoard, too, takes the first for that.
    if (isFirst && name === this.#firstFile) return;
    if (!this.#cuts.some((cut) => cut.file === name && cut.offset === offset)) {
      if (this.#cuts.length >= mostCuts) return;
      this.#cuts.push({ file: name, offset, step });
      if (this.table.reaches(step)) this.#mustReread = true;
      this.images.cut(step);
      this.pages.cut(step);
    }
    this.#setLimit();
  }

  /** ms since 1970: a record without a time is as old as the newest before it, as far as is known. */
  #known(time: number): number {
    const ms = time * 1000;
    return ms > 0 && ms < latestTime ? ms : Math.max(0, this.#lastTime);
  }

  #setLimit(): void {
    const { name, offset } = this.#file;
    this.#limit = Infinity;
    for (const cut of this.#cuts)
      if (cut.file > name || (cut.file === name && cut.offset > offset))
        this.#limit = Math.min(this.#limit, cut.step);
  }
}

/** What people call a text, without what PyTorch's writer puts behind it. */
export function bareTag(tag: string): string {
  return tag.replace(/\/text_summary$/, '');
}

function newSession(): Session {
  return { params: new Map(), user: '', end: undefined };
}

const nowhere: RecordPlace = { name: '', offset: -1, record: -1 };
const mostTexts = 100;
const mostCuts = 1000;
/** ms; the year 5138: times beyond are no times. */
const latestTime = 1e14;
