/** The images, or the texts, of one run: where each lies in an event file, found while that is read. None is kept in memory. */
import path from 'node:path';
import type { ForeignArtifact } from '../source.ts';

export interface EventMedium {
  readonly tag: string;
  readonly step: number;
  /** ms since 1970. */
  readonly time: number;
  /** Name of the event file. */
  readonly file: string;
  /** Byte of the file at which it starts. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
  /** Of a file name: `png`. */
  readonly ending: string;
}

export class EventMedia {
  readonly #kind: 'image' | 'text';
  #media: EventMedium[] = [];
  #dropped = 0;

  constructor(kind: 'image' | 'text') {
    this.#kind = kind;
  }

  /** Of very many, the newest are listed: so many were before those. */
  get left(): number {
    return this.#dropped + Math.max(0, this.#media.length - mostMedia);
  }

  add(medium: EventMedium): void {
    this.#media.push(medium);
    if (this.#media.length < 2 * mostMedia) return;
    this.#dropped += this.#media.length - mostMedia;
    this.#media = this.#media.slice(-mostMedia);
  }

  /** A training was taken up at this step: what it recorded of it and of later ones before does not count. */
  cut(step: number): void {
    this.#media = this.#media.filter((medium) => medium.step < step);
  }

  clear(): void {
    this.#media = [];
    this.#dropped = 0;
  }

  /** `folder`: absolute, of the event files. Names are unique and safe as parts of a path. */
  artifacts(folder: string): ForeignArtifact[] {
    const kind = this.#kind;
    const times = new Map<string, number>();
    return this.#media.slice(-mostMedia).map(({ tag, step, time, file, start, size, ending }) => {
      const stem = `${kind}s/${placeOf(tag) || kind}/${step}`;
      const before = times.get(stem) ?? 0;
      times.set(stem, before + 1);
      // Several at one step, of one call or of several.
      const name = before === 0 ? stem : `${stem} (${before + 1})`;
      return { path: `${name}.${ending}`, size, time, kind, file: path.join(folder, file), start };
    });
  }
}

/** By the first bytes; `bin` for what is no image that is known. */
export function imageEnding(view: DataView, at: number, size: number): string {
  const bytes = Buffer.from(view.buffer, view.byteOffset + at, Math.min(size, 12)).toString('latin1');
  if (bytes.startsWith('\x89PNG')) return 'png';
  if (bytes.startsWith('\xff\xd8\xff')) return 'jpg';
  if (bytes.startsWith('GIF8')) return 'gif';
  if (bytes.startsWith('RIFF') && bytes.endsWith('WEBP')) return 'webp';
  return bytes.startsWith('BM') ? 'bmp' : 'bin';
}

/** A tag as folders: it may come from anywhere, and must not lead anywhere. */
function placeOf(tag: string): string {
  const parts = tag
    .split('/')
    // eslint-disable-next-line no-control-regex -- these are what no file system, or not every one, has in names
    .map((part) => part.replaceAll(/[\u0000-\u001f\\:*?"<>|]/g, '_').slice(0, mostPart))
    .map((part) => part.replace(/[. ]+$/, ''))
    .filter((part) => part !== '');
  return parts.slice(0, mostParts).join('/');
}

const mostMedia = 2000;
/** Characters of one part of a path: each may take three bytes, and a file system gives 255. */
const mostPart = 80;
const mostParts = 8;
