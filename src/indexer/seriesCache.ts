/** Points of series that were drawn a moment ago, so that a slider is answered from memory and a live run is only read on. */
import type { PointColumns } from '../storage/series/seriesFormat.ts';
import type { SeriesMark, SeriesReader } from '../storage/series/seriesReader.ts';

interface Kept {
  /** Another reader is another file. */
  readonly source: object;
  mark: SeriesMark | string;
  /** With room to grow. */
  columns: PointColumns;
  count: number;
  /** The points so far: the same object until there are more. */
  view: PointColumns | undefined;
}

export class SeriesCache {
  readonly #maxBytes: number;
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** All points so far; what is returned is read, never written. */
  ofReader(reader: SeriesReader, run: string, key: string): PointColumns {
    const mark = reader.mark(key);
    if (mark === undefined) return none;
    const name = nameOf(run, key);
    const kept = this.#take(name);
    const known = kept?.source === reader && typeof kept.mark === 'object' ? kept : undefined;
    if (known !== undefined && isSame(known.mark, mark)) return this.#keep(name, known);
    const { columns, anew } = reader.readOn(key, known && markOf(known.mark));
    // Reading may have found another file under the same name.
    const now = reader.mark(key) ?? mark;
    if (known === undefined || anew)
      return this.#keep(name, {
        ...{ source: reader, mark: now, columns, count: columns.steps.length, view: undefined },
      });
    append(known, columns);
    known.mark = now;
    return this.#keep(name, known);
  }

  /** Points of another tool's run, which are as they were while the stamp is the same. */
  ofStamp(
    source: object,
    { run, key, stamp }: { run: string; key: string; stamp: string },
    read: () => PointColumns,
  ): PointColumns {
    const name = nameOf(run, key);
    const kept = this.#take(name);
    if (kept?.source === source && kept.mark === stamp) return this.#keep(name, kept);
    const columns = read();
    return this.#keep(name, {
      ...{ source, mark: stamp, columns, count: columns.steps.length, view: undefined },
    });
  }

  #take(name: string): Kept | undefined {
    const kept = this.#kept.get(name);
    if (kept === undefined) return undefined;
    this.#kept.delete(name);
    this.#bytes -= sizeOf(kept);
    return kept;
  }

  /** A series that is larger than everything that may be kept is not. */
  #keep(name: string, kept: Kept): PointColumns {
    const size = sizeOf(kept);
    if (size <= this.#maxBytes) {
      this.#kept.set(name, kept);
      this.#bytes += size;
      for (const [oldest] of this.#kept) {
        if (this.#bytes <= this.#maxBytes) break;
        this.#take(oldest);
      }
    }
    const { columns, count } = kept;
    kept.view ??= {
      steps: columns.steps.subarray(0, count),
      times: columns.times.subarray(0, count),
      values: columns.values.subarray(0, count),
    };
    return kept.view;
  }
}

function append(kept: Kept, more: PointColumns): void {
  const count = kept.count + more.steps.length;
  if (count > kept.columns.steps.length) {
    // Half as much again: a run that grows by a point at a time is not copied for each.
    const room = Math.max(count, Math.ceil(kept.columns.steps.length * 1.5));
    kept.columns = {
      steps: grown(kept.columns.steps, room),
      times: grown(kept.columns.times, room),
      values: grown(kept.columns.values, room),
    };
  }
  kept.columns.steps.set(more.steps, kept.count);
  kept.columns.times.set(more.times, kept.count);
  kept.columns.values.set(more.values, kept.count);
  kept.count = count;
  kept.view = undefined;
}

function grown(column: Float64Array, room: number): Float64Array {
  const larger = new Float64Array(room);
  larger.set(column);
  return larger;
}

function isSame(known: SeriesMark | string, mark: SeriesMark): boolean {
  return typeof known === 'object' && known.generation === mark.generation && known.blocks === mark.blocks;
}

function markOf(mark: SeriesMark | string): SeriesMark | undefined {
  return typeof mark === 'object' ? mark : undefined;
}

function sizeOf({ columns }: Kept): number {
  return columns.steps.byteLength + columns.times.byteLength + columns.values.byteLength;
}

/** No run id has a space. */
function nameOf(run: string, key: string): string {
  return `${run} ${key}`;
}

const none: PointColumns = {
  steps: new Float64Array(),
  times: new Float64Array(),
  values: new Float64Array(),
};
