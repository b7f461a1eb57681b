/**
 * One event file: TFRecord frames of a length (u64), its CRC, that many bytes and their CRC, all little-endian.
 * A record whose bytes are wrong is passed over. Where a length is wrong, the next frame is looked for, so that one
 * damaged byte costs one record. (TensorBoard itself stops reading such a file.)
 */
import { maskedCrc32c } from '../../base/crc32c.ts';
import type { Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { GrowingFile, pieceBytes, type Look, type Piece } from '../growingFile.ts';
import type { EventDecoder } from './eventDecoder.ts';

export class EventFile {
  readonly name: string;
  readonly #file: GrowingFile;
  /** Where the frame starts that is being decoded. */
  offset = -1;
  #damaged = 0;
  #firstDamaged = 0;
  #meaningless = 0;
  #foreign = false;
  /** From here on no frame was found. */
  #lostFrom = -1;
  #isGivenUp = false;
  #isPending = true;

  constructor(name: string, path: string) {
    this.name = name;
    this.#file = new GrowingFile(path);
  }

  get size(): number {
    return this.#file.size;
  }

  get mtime(): number {
    return this.#file.mtime;
  }

  /** Bytes taken in. */
  get position(): number {
    return this.#file.position;
  }

  /** Whether something may be there that was not read. */
  get isPending(): boolean {
    return this.#isPending;
  }

  look(): Look {
    const look = this.#file.look();
    if (look === 'grown') this.#isPending = true;
    return look;
  }

  /** Decodes some of what is new. */
  read(decoder: EventDecoder): 'more' | 'done' | 'replaced' | 'missing' | 'unreadable' {
    const outcome = this.#isGivenUp ? 'done' : this.#file.read((piece) => this.#take(piece, decoder));
    if (outcome !== 'more') this.#isPending = false;
    return outcome;
  }

  reset(): void {
    this.#file.reset();
    this.offset = -1;
    this.#damaged = 0;
    this.#meaningless = 0;
    this.#foreign = false;
    this.#lostFrom = -1;
    this.#isGivenUp = false;
    this.#isPending = true;
  }

  /** Of a file that is being written the end may be missing for a moment: `settled` says that it is not. */
  problems(settled: boolean): Problem[] {
    const said: string[] = [];
    if (this.#file.trouble !== '') said.push(this.#file.trouble);
    else if (this.#lostFrom === 0 && settled)
      said.push(t('It is no TensorBoard file, or its start is damaged.'));
    else if (this.#foreign) said.push(t('It does not begin as TensorBoard’s files do.'));
    if (this.#damaged === 1)
      said.push(t('The record at byte {0} is damaged and was left out.', this.#firstDamaged));
    if (this.#damaged > 1)
      said.push(
        t(
          '{0} records are damaged and were left out, the first at byte {1}.',
          this.#damaged,
          this.#firstDamaged,
        ),
      );
    if (this.#meaningless > 0)
      said.push(t('{0} records are no events and were left out.', this.#meaningless));
    if (settled && this.#lostFrom > 0) said.push(t('Nothing can be read from byte {0} on.', this.#lostFrom));
    if (settled && this.#lostFrom < 0 && this.#file.trouble === '') {
      if (this.size === 0) said.push(t('The file is empty.'));
      else if (this.position < this.size)
        said.push(t('It ends in the middle of a record, at byte {0}.', this.position));
    }
    return said.map((message) => ({ where: this.name, message }));
  }

  #take(piece: Piece, decoder: EventDecoder): number {
    const { view } = piece;
    this.#lostFrom = -1;
    let at = 0;
    while (piece.left - at >= frameBytes && piece.length - at >= frameStart) {
      const size = sizeAt(view, at);
      if (size < 0) return at > 0 ? at : this.#searchOn(piece);
      const end = at + frameBytes + size;
      if (end > piece.left) break;
      this.offset = this.position + at;
      if (frameBytes + size > pieceBytes) {
        this.#big(piece, size, decoder);
        return end;
      }
      if (end > piece.length) break;
      this.#one(view, at + frameStart, end - frameEnd, decoder);
      at = end;
    }
    return at;
  }

  /** Where the record starts that is being decoded. */
  get record(): number {
    return this.offset + frameStart;
  }

  /** A large image or a graph, more than is read at once: one at a time, and not at all when it is no image's size. */
  #big({ peek }: Piece, size: number, decoder: EventDecoder): void {
    if (size > mostRecord) return;
    const bytes = Buffer.allocUnsafe(size + frameEnd);
    if (peek(bytes, this.record) < bytes.length) return;
    this.#one(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, size, decoder);
  }

  #one(view: DataView, start: number, end: number, decoder: EventDecoder): void {
    if (maskedCrc32c(view, start, end) !== view.getUint32(end, true)) this.#damage(this.offset);
    else if (!decoder.decode(view, start, end)) this.#meaningless += 1;
    else if (this.offset === 0 && !decoder.saidVersion) this.#foreign = true;
  }

  #damage(offset: number): void {
    if (this.#damaged === 0) this.#firstDamaged = offset;
    this.#damaged += 1;
  }

  /** There is no frame at the start of the piece: how far the next one is, or 0 when none is found (yet). */
  #searchOn(piece: Piece): number {
    const found = searchFrame(piece, this.position);
    if (found > 0) this.#damage(this.position);
    else {
      // At the end of a file that is being written, there may be one the next time.
      this.#lostFrom = this.position;
      this.#isGivenUp = piece.left > mostSearched;
    }
    return found;
  }
}

/** Bytes of the record in the frame at `at`, or −1 when that is no frame. */
function sizeAt(view: DataView, at: number): number {
  const high = view.getUint32(at + 4, true);
  if (high > mostHigh || maskedCrc32c(view, at, at + 8) !== view.getUint32(at + 8, true)) return -1;
  return high * 2 ** 32 + view.getUint32(at, true);
}

function searchFrame(piece: Piece, position: number): number {
  const window = Buffer.allocUnsafe(Math.min(pieceBytes, piece.left));
  const view = new DataView(window.buffer, window.byteOffset, window.length);
  const last = Math.min(piece.left, mostSearched);
  for (let from = 1; from < last;) {
    const length = piece.peek(window, position + from);
    for (let at = 0; at + frameStart <= length; at += 1) {
      // The upper half of a length is zero, and where all is zero is no frame: what is left is worth a CRC.
      if (view.getUint32(at + 4, true) !== 0 || view.getUint32(at + 8, true) === 0) continue;
      if (sizeAt(view, at) >= 0) return from + at;
    }
    if (length < window.length) return 0;
    from += length - frameStart + 1;
  }
  return 0;
}

/** Length and its CRC. */
const frameStart = 12;
const frameEnd = 4;
const frameBytes = frameStart + frameEnd;
/** So that a length is exact as a number. */
const mostHigh = 2 ** 20;
/** Bytes of a record that is taken into memory to be decoded. */
const mostRecord = 32 * 1024 * 1024;
/** How far the next frame is looked for after a damaged one. */
const mostSearched = 16 * 1024 * 1024;
