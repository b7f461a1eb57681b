/** Takes over what the script appends to inbox.jsonl, each line once, also when a worker dies in between. */
import fs from 'node:fs';
import { t } from '../base/l10n.ts';
import { maxInboxLineLength, parseInboxLine, type InboxEntry } from '../runs/inbox/parseInboxLine.ts';
import { redacted, type Redactor } from '../base/redact.ts';
import type { ArtifactKeeper } from './artifactKeeper.ts';
import { ByteTail } from './byteTail.ts';
import type { NewEvent, Recorder } from './recorder.ts';

export interface InboxOptions {
  readonly path: string;
  readonly recorder: Recorder;
  readonly artifacts: ArtifactKeeper;
  readonly redactor: Redactor;
  /** Byte offset up to which lines have been taken over. */
  readonly from: number;
}

export class InboxFeed {
  readonly #options: InboxOptions;
  readonly #tail: ByteTail;
  /** Offset just after the last line that was taken over. */
  #mark: number;
  #line: number;
  /** The beginning of a line that has not ended. */
  #parts: Buffer[] = [];
  #partsLength = 0;
  /** Lines that hold a secret, to be blanked once what they say is recorded. */
  #blank: { readonly start: number; readonly end: number }[] = [];
  /** Events of the line at history.inbox.offset that are already there. */
  #repeated: number;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#tail = new ByteTail(options.path, options.from, (why) => {
      const message = t('The inbox cannot be read ({0}), so what it says from here on is missing.', why);
      options.recorder.problem({ where: 'inbox.jsonl', message });
    });
    this.#mark = options.from;
    this.#line = countLines(options.path, options.from);
    this.#repeated = options.recorder.history.inbox.events;
    this.#blankAgain();
  }

  get mark(): number {
    return this.#mark;
  }

  /** Takes over what is there, at most about 1 MiB; true when there may be more. */
  async poll(): Promise<boolean> {
    const piece = this.#tail.read();
    if (piece === undefined) return this.#noticeOverwriting();
    // The buffer is reused by the next read, and lines may wait for a file to be copied in between.
    let at = 0;
    const bytes = Buffer.from(piece);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
      this.#keep(bytes.subarray(at, end));
      at = end + 1;
      const wait = this.#takeLine(this.#partsLength + 1);
      // Most lines name no file, and a million lines should not wait a million times.
      if (wait !== undefined) await wait;
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at));
    return true;
  }

  /** The last line, when the script ended without ending it. */
  async end(): Promise<void> {
    if (this.#partsLength > 0) await this.#takeLine(this.#partsLength);
  }

  /** Blanks the lines that hold secrets, in place and without moving any other. Only after a commit. */
  blankSecrets(): void {
    if (this.#blank.length === 0 || !isFile(this.#options.path)) return;
    const fd = fs.openSync(this.#options.path, 'r+');
    try {
      for (const { start, end } of this.#blank) {
        const blank = Buffer.alloc(end - start, ' ');
        blank.write('{}');
        if (end <= fs.fstatSync(fd).size) fs.writeSync(fd, blank, 0, blank.length, start);
      }
    } finally {
      fs.closeSync(fd);
    }
    this.#blank = [];
  }

  close(): void {
    this.#tail.close();
  }

  /** What a worker took over but died before it could blank; it reads, commits and blanks about 1 MiB at a time. */
  #blankAgain(): void {
    const from = Math.max(0, this.#mark - 2 * 1024 * 1024);
    if (this.#mark === 0 || !isFile(this.#options.path)) return;
    const fd = fs.openSync(this.#options.path, 'r');
    try {
      const bytes = Buffer.alloc(this.#mark - from);
      const length = fs.readSync(fd, bytes, 0, bytes.length, from);
      let at = from === 0 ? 0 : bytes.indexOf(newline) + 1;
      for (let end = bytes.indexOf(newline, at); end >= 0 && end < length; end = bytes.indexOf(newline, at)) {
        const entry = parseInboxLine(bytes.toString('utf8', at, end));
        if (this.#eventsOf(entry).hidSomething) this.#blank.push({ start: from + at, end: from + end });
        at = end + 1;
      }
    } finally {
      fs.closeSync(fd);
    }
  }

  #keep(part: Buffer): void {
    // A line that is too long is refused anyway: its rest need not be held.
    if (this.#partsLength <= maxInboxLineLength) this.#parts.push(part);
    this.#partsLength += part.length;
  }

  #takeLine(length: number): Promise<void> | undefined {
    const [only, ...others] = this.#parts;
    const bytes = only !== undefined && others.length === 0 ? only : Buffer.concat(this.#parts);
    const start = this.#mark;
    this.#parts = [];
    this.#partsLength = 0;
    this.#line += 1;
    const end = start + length;
    const entry = parseInboxLine(bytes.toString('utf8'));
    if (!this.#namesFiles(entry) || end <= this.#options.recorder.history.inbox.offset) {
      this.#record(entry, [], { start, end });
      return undefined;
    }
    // All of a line is recorded at once and only then, for somebody else may commit while files are copied.
    return this.#takeFiles(entry.rest).then((taken) => this.#record(entry, taken, { start, end }));
  }

  #namesFiles(entry: InboxEntry): entry is InboxEntry & { rest: NonNullable<InboxEntry['rest']> } {
    return entry.rest?.artifact !== undefined || entry.rest?.predictions !== undefined;
  }

  #record(
    entry: InboxEntry,
    files: readonly NewEvent[],
    { start, end }: { readonly start: number; readonly end: number },
  ): void {
    const { recorder } = this.#options;
    this.#mark = end;
    for (const [key, value] of entry.metrics) {
      recorder.point({ key, step: entry.step, time: entry.time, value, source: entry.source });
    }
    for (const message of entry.problems) {
      this.#event(end, () =>
        recorder.problem({ where: 'inbox.jsonl', line: this.#line, message, inbox: end }),
      );
    }
    if (entry.rest === undefined) return;
    const { events, hidSomething } = this.#eventsOf(entry);
    for (const event of events) this.#event(end, () => recorder.event({ ...event, inbox: end }));
    if (hidSomething) this.#blank.push({ start, end: end - 1 });
    if (entry.rest.progress !== undefined) recorder.progress(entry.rest.progress);
    for (const event of files) {
      if (event.type === 'problem') recorder.problem({ ...event, line: this.#line, inbox: end });
      else recorder.event({ ...event, inbox: end });
    }
  }

  #eventsOf({ rest, source }: InboxEntry): { events: NewEvent[]; hidSomething: boolean } {
    const { redactor } = this.#options;
    const events: NewEvent[] = [];
    if (rest === undefined) return { events, hidSomething: false };
    const clean = (values: ReadonlyMap<string, string>) =>
      Object.fromEntries([...values].map(([name, value]) => [name, redactor.value(name, value)]));
    const params = clean(rest.params);
    const tags = clean(rest.tags);
    const note = rest.note === undefined ? undefined : redactor.text(rest.note);
    if (rest.params.size > 0) events.push({ type: 'params', params, source });
    if (rest.tags.size > 0) events.push({ type: 'tags', tags, source });
    if (note !== undefined) events.push({ type: 'note', text: note });
    if (rest.dataset !== undefined) {
      const modified = this.#options.artifacts.modifiedOf(rest.dataset.name);
      events.push({ type: 'dataset', ...rest.dataset, ...(modified !== undefined && { modified }) });
    }
    if (rest.features !== undefined) events.push({ type: 'features', names: [...rest.features] });
    const hidSomething = [...Object.values(params), ...Object.values(tags), note ?? ''].some((text) =>
      text.includes(redacted),
    );
    return { events, hidSomething };
  }

  async #takeFiles({ artifact, predictions }: NonNullable<InboxEntry['rest']>): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    const take = async (named: string, kind: string | undefined) => {
      const taken = await this.#options.artifacts.take(named, kind);
      const problems = taken.problems.map(
        (message) => ({ type: 'problem', where: 'inbox.jsonl', message }) as const,
      );
      events.push(...taken.events, ...problems);
      return taken.events[0]?.path ?? named;
    };
    if (artifact !== undefined) await take(artifact.path, artifact.kind);
    if (predictions !== undefined) {
      const path = await take(predictions.path, 'predictions');
      events.push({ type: 'predictions', ...predictions, path, groups: [...predictions.groups] });
    }
    return events;
  }

  /** Skips what a worker before this one has already written. */
  #event(end: number, write: () => void): void {
    const known = this.#options.recorder.history.inbox;
    if (end < known.offset) return;
    if (end === known.offset && this.#repeated > 0) {
      this.#repeated -= 1;
      return;
    }
    write();
  }

  /** True when there is another inbox to read from its start. */
  #noticeOverwriting(): boolean {
    const { isDeleted } = this.#tail;
    if (!isDeleted && this.#tail.size() >= this.#tail.offset) return false;
    if (isDeleted) this.#tail.close();
    this.#tail.offset = this.#mark = 0;
    this.#parts = [];
    this.#partsLength = 0;
    this.#line = 0;
    const message = t('The inbox was overwritten instead of appended to, so lines may be missing.');
    this.#options.recorder.problem({ where: 'inbox.jsonl', message });
    return true;
  }
}

const newline = 0x0a;

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function countLines(file: string, end: number): number {
  let lines = 0;
  if (end === 0) return lines;
  const tail = new ByteTail(file, 0);
  for (let piece = tail.read(); piece !== undefined; piece = tail.read()) {
    const from = tail.offset - piece.length;
    for (let at = piece.indexOf(newline); at >= 0 && from + at < end; at = piece.indexOf(newline, at + 1))
      lines += 1;
    if (tail.offset >= end) break;
  }
  tail.close();
  return lines;
}
