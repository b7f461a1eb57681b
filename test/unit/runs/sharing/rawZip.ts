/** Writes zip files byte by byte, because no library for it writes what an attacker would. */
import zlib from 'node:zlib';
import { crc32 } from '../../../../src/base/crc32.ts';

export interface RawEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** What the headers claim, where it is not the truth. */
  readonly claims?: {
    readonly size?: number;
    readonly packed?: number;
    readonly crc?: number;
    readonly localName?: string;
    /** Where its data is. */
    readonly offset?: number;
    /** In the header before the data only. */
    readonly local?: Partial<Shared>;
  };
  /** Further fields of the entry in the list of contents. */
  readonly extra?: Buffer;
  /** 0: stored (default), 8: deflated. Others are claimed only. */
  readonly method?: number;
  /** Unix mode, whole; 0o100644 unless told. */
  readonly mode?: number;
  /** General purpose bits besides UTF-8 names: 1 is encrypted, 0x40 strongly. */
  readonly flags?: number;
  /** Points at the data of the entry of that index instead of data of its own. */
  readonly sameDataAs?: number;
}

export interface RawEnd {
  /** What the end record says. */
  readonly entries?: number;
  readonly disk?: number;
  readonly comment?: Buffer;
  /** Adds the end records of large archives, which then count instead. */
  readonly zip64?: { readonly entries?: bigint; readonly start?: bigint; readonly at?: bigint };
}

/** A field of an entry besides those that all have. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** Numbers of 64 bits. */
export function longs(...values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [at, value] of values.entries()) bytes.writeBigUInt64LE(value, 8 * at);
  return bytes;
}

export function rawZip(entries: readonly RawEntry[], claims: RawEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const raw = Buffer.from(entry.content ?? '');
    const packed = entry.method === 8 ? zlib.deflateRawSync(raw, { level: 9 }) : raw;
    const shared = {
      flags: 0x800 | (entry.flags ?? 0),
      method: entry.method ?? 0,
      crc: entry.claims?.crc ?? crc32(raw),
      packed: entry.claims?.packed ?? packed.length,
      size: entry.claims?.size ?? raw.length,
    };
    const offset = entry.sameDataAs === undefined ? length : (offsets[entry.sameDataAs] ?? 0);
    offsets.push(offset);
    if (entry.sameDataAs === undefined) {
      const localName = Buffer.from(entry.claims?.localName ?? name);
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      local.writeUInt16LE(20, 4);
      writeShared(local, 6, { ...shared, ...entry.claims?.local });
      local.writeUInt16LE(localName.length, 26);
      add(Buffer.concat([local, localName, packed]));
    }
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(0x031e, 4);
    head.writeUInt16LE(20, 6);
    writeShared(head, 8, shared);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt16LE(entry.extra?.length ?? 0, 30);
    head.writeUInt32LE(((entry.mode ?? 0o100644) * 0x10000) >>> 0, 38);
    head.writeUInt32LE(entry.claims?.offset ?? offset, 42);
    central.push(head, name, entry.extra ?? Buffer.alloc(0));
  }
  const start = length;
  for (const part of central) add(part);
  const size = length - start;
  const { zip64, comment = Buffer.alloc(0) } = claims;
  if (zip64 !== undefined) {
    const at = BigInt(length);
    const count = zip64.entries ?? BigInt(entries.length);
    const large = Buffer.alloc(24);
    large.writeUInt32LE(0x06064b50, 0);
    large.writeUInt32LE(44, 4);
    large.writeUInt16LE(45, 12);
    large.writeUInt16LE(45, 14);
    add(Buffer.concat([large, longs(count, count, BigInt(size), zip64.start ?? BigInt(start))]));
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(zip64.at ?? at, 8);
    locator.writeUInt32LE(1, 16);
    add(locator);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(claims.entries ?? entries.length, 8);
  end.writeUInt16LE(claims.entries ?? entries.length, 10);
  end.writeUInt16LE(claims.disk ?? 0, 4);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(comment.length, 20);
  add(end);
  add(comment);
  return Buffer.concat(parts);
}

interface Shared {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** Flags to sizes stand in the same order in both headers. */
function writeShared(header: Buffer, at: number, { flags, method, crc, packed, size }: Shared): void {
  header.writeUInt16LE(flags, at);
  header.writeUInt16LE(method, at + 2);
  header.writeUInt32LE(0, at + 4);
  header.writeUInt32LE(crc, at + 8);
  header.writeUInt32LE(packed, at + 12);
  header.writeUInt32LE(size, at + 16);
}
