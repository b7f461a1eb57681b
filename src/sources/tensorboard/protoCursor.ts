/** Walks over the fields of a protocol buffer message in memory; a message that is wrong ends the walk and says so. */

export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export class ProtoCursor {
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  end = 0;
  /** Something was no protocol buffer: what was read so far does not count. */
  broken = false;

  /** Walks over [start, end). */
  enter(view: DataView, start: number, end: number): void {
    this.view = view;
    this.at = start;
    this.end = end;
    this.broken = false;
  }

  get more(): boolean {
    return this.at < this.end;
  }

  /** Field number × 8 + wire type; lengths, enums and small numbers: exact to 2^53. */
  varint(): number {
    if (this.at >= this.end) return this.#break();
    const first = this.view.getUint8(this.at);
    this.at += 1;
    if (first < 0x80) return first;
    let value = first - 0x80;
    for (let scale = 0x80; scale <= mostScale; scale *= 0x80) {
      if (this.at >= this.end) return this.#break();
      const byte = this.view.getUint8(this.at);
      this.at += 1;
      if (byte < 0x80) return value + byte * scale;
      value += (byte - 0x80) * scale;
    }
    return this.#break();
  }

  /** int64, as close as a number comes. */
  int64(): number {
    const start = this.at;
    const value = this.varint();
    if (value < Number.MAX_SAFE_INTEGER || this.broken) return value;
    let exact = 0n;
    for (let at = this.at - 1; at >= start; at -= 1)
      exact = (exact << 7n) | BigInt(this.view.getUint8(at) & 0x7f);
    return Number(BigInt.asIntN(64, exact));
  }

  double(): number {
    return this.#advance(8) ? this.view.getFloat64(this.at - 8, true) : 0;
  }

  float(): number {
    return this.#advance(4) ? this.view.getFloat32(this.at - 4, true) : 0;
  }

  /** Passes over a length and the bytes it tells of; returns how many: they begin so many before `at`. */
  bytes(): number {
    const length = this.varint();
    return this.#advance(length) ? length : 0;
  }

  /** Passes over a message within this one, and puts another cursor at its start. */
  into(other: ProtoCursor): void {
    const length = this.bytes();
    other.enter(this.view, this.at - length, this.at);
  }

  /** UTF-8, cut at a length. */
  text(mostBytes: number): string {
    const length = this.bytes();
    const start = this.view.byteOffset + this.at - length;
    return Buffer.from(this.view.buffer, start, Math.min(length, mostBytes)).toString('utf8');
  }

  skip(key: number): void {
    switch (key & 7) {
      case wire.varint:
        this.varint();
        break;
      case wire.fixed64:
        this.#advance(8);
        break;
      case wire.bytes:
        this.bytes();
        break;
      case wire.fixed32:
        this.#advance(4);
        break;
      default:
        this.#break();
    }
  }

  #advance(bytes: number): boolean {
    if (bytes > this.end - this.at) {
      this.#break();
      return false;
    }
    this.at += bytes;
    return true;
  }

  #break(): number {
    this.broken = true;
    this.at = this.end;
    return 0;
  }
}

/** Of the tenth and last byte of a varint. */
const mostScale = 2 ** 63;
