/**
 * Decodes the records of an event file, of each only what a run is made of; a point makes no object on its way.
 * Field numbers: tensorflow's event.proto and summary.proto.
 */
import type { Metric } from '../pointTable.ts';
import { ProtoCursor } from './protoCursor.ts';
import { mostTextBytes, numberOf } from './tensorValue.ts';

/** What it tells. Times are seconds since 1970, as recorded. */
export interface EventSink {
  event(time: number): void;
  scalar(tag: Tag, step: number, time: number, value: number): void;
  /** An encoded image was recorded: `size` bytes at `at` of the view, which are `offset` bytes from the record's start. */
  picture(picture: Picture): void;
  /** A text was recorded. */
  say(said: Said): void;
  /** Serialized HParamsPluginData, valid during the call. */
  hparams(view: DataView, start: number, end: number): void;
  /** A session began at this step: what was recorded of it and of later ones before does not count any more. */
  restart(step: number): void;
}

export interface Picture {
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** Valid during the call. */
  readonly view: DataView;
  readonly at: number;
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

export interface Said {
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** Cut at a length. */
  readonly text: string;
  /** Where it lies, from the record's start. */
  readonly offset: number;
  /** Bytes; 0 when it is of several pieces, which do not lie together. */
  readonly size: number;
}

/** One name that values are recorded under. */
export interface Tag {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the first value's metadata said, or what kind of value it was; empty while that is not known. */
  plugin: string;
  /** The metric it is, once it has a point; the sink's to set. */
  metric: Metric | undefined;
  /** What was recorded after it the last time, and probably will be again. */
  next: Tag | undefined;
}

export class EventDecoder {
  readonly #sink: EventSink;
  readonly #event = new ProtoCursor();
  readonly #summary = new ProtoCursor();
  readonly #value = new ProtoCursor();
  readonly #session = new ProtoCursor();
  readonly #tensor = new ProtoCursor();
  readonly #metadata = new ProtoCursor();
  readonly #part = new ProtoCursor();
  readonly #image = new ProtoCursor();
  readonly #tags = new Map<string, Tag>();
  #last: Tag | undefined;
  #time = 0;
  #step = 0;
  #start = 0;
  /** Whether the last record said of which version its file is, as the first one does. */
  saidVersion = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** How many tags there are of each plugin. */
  plugins(): Map<string, number> {
    const plugins = new Map<string, number>();
    for (const { plugin } of this.#tags.values()) plugins.set(plugin, (plugins.get(plugin) ?? 0) + 1);
    return plugins;
  }

  /** One record; false when it is no event. What it said up to the mistake counts. */
  decode(view: DataView, start: number, end: number): boolean {
    const event = this.#event;
    event.enter(view, start, end);
    this.#start = start;
    this.#time = 0;
    this.#step = 0;
    this.saidVersion = false;
    this.#session.enter(view, 0, 0);
    this.#summary.enter(view, 0, 0);
    while (event.more) {
      const key = event.varint();
      if (key === 0x09) this.#time = event.double();
      else if (key === 0x10) this.#step = event.int64();
      else if (key === 0x2a) event.into(this.#summary);
      else if (key === 0x3a) event.into(this.#session);
      else {
        if (key === 0x1a) this.saidVersion = true;
        event.skip(key);
      }
    }
    if (event.broken) return false;
    this.#sink.event(this.#time);
    if (isStart(this.#session)) this.#sink.restart(this.#step);
    return this.#values();
  }

  #values(): boolean {
    const summary = this.#summary;
    while (summary.more) {
      const key = summary.varint();
      if (key !== 0x0a) summary.skip(key);
      else {
        summary.into(this.#value);
        if (!this.#oneValue()) return false;
      }
    }
    return !summary.broken;
  }

  #oneValue(): boolean {
    const value = this.#value;
    const { view } = value;
    let name = 0;
    let nameLength = -1;
    let number = NaN;
    let kind = '';
    this.#tensor.enter(view, 0, 0);
    this.#metadata.enter(view, 0, 0);
    while (value.more) {
      const key = value.varint();
      if (key === 0x0a || (key === 0x3a && nameLength < 0)) {
        // Field 7, node_name, stands in where old files have no tag.
        nameLength = value.bytes();
        name = value.at - nameLength;
      } else if (key === 0x15) {
        number = value.float();
        kind = 'scalars';
      } else if (key === 0x42) {
        value.into(this.#tensor);
        kind = 'tensor';
      } else if (key === 0x4a) value.into(this.#metadata);
      else if (key === 0x22) {
        value.into(this.#image);
        kind = 'images';
      } else {
        kind = legacyKinds.get(key) ?? kind;
        value.skip(key);
      }
    }
    if (value.broken) return false;
    const tag = this.#tag(view, name, Math.max(0, nameLength));
    if (tag === undefined) return true;
    if (this.#metadata.more && !this.#describe(tag)) return false;
    if (tag.plugin === '' && kind !== 'tensor') tag.plugin = kind;
    if (kind === 'scalars') this.#sink.scalar(tag, this.#step, this.#time, number);
    else if (kind === 'images') return this.#oneImage(tag);
    else if (kind === 'tensor') return this.#oneTensor(tag);
    return true;
  }

  /** Summary.Image: its fourth field is the file; the others say what that says, too. */
  #oneImage(tag: Tag): boolean {
    const image = this.#image;
    while (image.more) {
      const key = image.varint();
      if (key === 0x22) this.#picture(tag, image);
      else image.skip(key);
    }
    return !image.broken;
  }

  /** The cursor stands before a length and a file of so many bytes. */
  #picture(tag: Tag, cursor: ProtoCursor): void {
    const size = cursor.bytes();
    if (size === 0) return;
    const at = cursor.at - size;
    this.#sink.picture({
      tag: tag.name,
      step: this.#step,
      time: this.#time,
      view: cursor.view,
      at,
      offset: at - this.#start,
      size,
    });
  }

  #oneTensor(tag: Tag): boolean {
    if (tag.plugin === 'scalars') {
      const number = numberOf(this.#tensor);
      if (number !== undefined) this.#sink.scalar(tag, this.#step, this.#time, number);
    } else if (tag.plugin === 'text') this.#tensorOfTexts(tag);
    else if (tag.plugin === 'images') this.#tensorOfImages(tag);
    return !this.#tensor.broken;
  }

  /** Width and height as texts, then the files of one or several images. */
  #tensorOfImages(tag: Tag): void {
    const tensor = this.#tensor;
    for (let strings = 0; tensor.more;) {
      const key = tensor.varint();
      if (key !== 0x42) tensor.skip(key);
      else if ((strings += 1) > 2) this.#picture(tag, tensor);
      else tensor.bytes();
    }
  }

  #tensorOfTexts(tag: Tag): void {
    const tensor = this.#tensor;
    const texts: string[] = [];
    let [at, size] = [0, 0];
    while (tensor.more) {
      const key = tensor.varint();
      if (key !== 0x42) {
        tensor.skip(key);
        continue;
      }
      size = tensor.bytes();
      at = tensor.at - size;
      const start = tensor.view.byteOffset + at;
      texts.push(Buffer.from(tensor.view.buffer, start, Math.min(size, mostTextBytes)).toString('utf8'));
    }
    const text = texts.join('\n');
    if (tensor.broken || text === '') return;
    const place = { offset: at - this.#start, size: texts.length === 1 ? size : 0 };
    this.#sink.say({ tag: tag.name, step: this.#step, time: this.#time, text, ...place });
  }

  /** Takes in the metadata that the first value of a tag brings. */
  #describe(tag: Tag): boolean {
    const metadata = this.#metadata;
    let plugin = '';
    while (metadata.more) {
      const key = metadata.varint();
      if (key === 0x0a) {
        metadata.into(this.#part);
        plugin = this.#pluginOf(this.#part) || plugin;
      } else if (key === 0x20) {
        // Any plugin may keep scalars: DATA_CLASS_SCALAR.
        if (metadata.varint() === 1) plugin = 'scalars';
      } else metadata.skip(key);
    }
    if (tag.plugin === '') tag.plugin = plugin;
    return !metadata.broken && !this.#part.broken;
  }

  #pluginOf(part: ProtoCursor): string {
    let plugin = '';
    while (part.more) {
      const key = part.varint();
      if (key === 0x0a) plugin = part.text(mostNameBytes);
      else if (key === 0x12) {
        const length = part.bytes();
        if (plugin === 'hparams' && !part.broken) this.#sink.hparams(part.view, part.at - length, part.at);
      } else part.skip(key);
    }
    return plugin;
  }

  /** Undefined when there are too many of them, or this one is no name. */
  #tag(view: DataView, at: number, length: number): Tag | undefined {
    const likely = this.#last?.next;
    if (likely !== undefined && isAt(likely.bytes, view, at, length)) {
      this.#last = likely;
      return likely;
    }
    if (length === 0 || length > mostNameBytes) return undefined;
    const bytes = Buffer.from(view.buffer, view.byteOffset + at, length);
    const key = bytes.toString('latin1');
    let tag = this.#tags.get(key);
    if (tag === undefined) {
      if (this.#tags.size >= mostTags) return undefined;
      tag = {
        name: bytes.toString('utf8'),
        bytes: Uint8Array.from(bytes),
        plugin: '',
        metric: undefined,
        next: undefined,
      };
      this.#tags.set(key, tag);
    }
    if (this.#last !== undefined) this.#last.next = tag;
    this.#last = tag;
    return tag;
  }
}

function isAt(bytes: Uint8Array, view: DataView, at: number, length: number): boolean {
  if (bytes.length !== length) return false;
  for (let index = 0; index < length; index += 1)
    if (bytes[index] !== view.getUint8(at + index)) return false;
  return true;
}

/** SessionLog.START. The cursor stands at the session log, if there is one. */
function isStart(session: ProtoCursor): boolean {
  let status = 0;
  while (session.more) {
    const key = session.varint();
    if (key === 0x08) status = session.varint();
    else session.skip(key);
  }
  return !session.broken && status === 1;
}

/** Values that writers before 2018, and PyTorch's, write without metadata: fields 5 and 6 of Value. */
const legacyKinds = new Map([
  [0x2a, 'histograms'],
  [0x32, 'audio'],
]);
const mostNameBytes = 1000;
const mostTags = 20_000;
