/** What a metrics.log holds: its metrics, where their blocks are, and up to where it is committed. */
import type { Source } from '../../records/event.ts';
import type { MetricSummary } from '../../records/metric.ts';
import { BlockScan, type Block } from './blockScan.ts';
import { headerBytes, type Marks } from './seriesFormat.ts';
import { addTally, emptyTally, toSummary, type Tally } from './tally.ts';

export interface MetricEntry {
  readonly number: number;
  readonly key: string;
  readonly source: Source;
  readonly tally: Tally;
  /** Offset and point count of each block, flat. */
  readonly blocks: number[];
}

interface Batch {
  readonly start: number;
  readonly end: number;
}

/** Grows by `scan` as the file grows; only committed blocks are in it. */
export class SeriesCatalog {
  /** In the order they were first logged. */
  readonly metrics = new Map<string, MetricEntry>();
  marks: Marks = { inbox: 0, output: 0 };
  /** Offset after the last commit or footer: where the next scan goes on. */
  position = headerBytes;
  /** The last batch in which nothing is damaged. */
  lastBatch: Batch = { start: headerBytes, end: headerBytes };
  /** Highest metric number in use, plus one. */
  numbers = 0;
  blocksRead = 0;
  /** Damaged places passed over. */
  damaged = 0;
  /** Ordinal of the first damaged block. */
  firstDamaged = 0;

  readonly #byNumber = new Map<number, MetricEntry>();

  /** Takes in what is committed between `position` and `size`. */
  scan(fd: number, size: number): void {
    const scan = new BlockScan(fd, size);
    let pending: Block[] = [];
    let damaged = 0;
    let damageEnd = 0;
    for (let at = this.position; at < size;) {
      const block = scan.at(at);
      if (typeof block === 'string') {
        const next = scan.next(at + 8);
        if (next === undefined) return;
        damaged += 1;
        if (this.damaged + damaged === 1) this.firstDamaged = this.blocksRead + pending.length + 1;
        damageEnd = next;
        at = next;
        continue;
      }
      at = block.offset + block.length;
      pending.push(block);
      if (block.kind !== 'commit' && block.kind !== 'footer') continue;
      const clean = block.kind === 'footer' ? damageEnd <= this.position : damageEnd <= block.batchStart;
      if (clean)
        this.lastBatch = { start: block.kind === 'commit' ? block.batchStart : this.position, end: at };
      for (const one of pending) this.#take(one);
      this.damaged += damaged;
      this.position = at;
      pending = [];
      damaged = 0;
    }
  }

  /** The entry of a metric; a new one is declared when it is not there. */
  declare(number: number, key: string, source: Source): MetricEntry {
    // Two numbers for one name happen when a name does not survive UTF-8 (a lone surrogate) and was declared twice.
    const entry = this.metrics.get(key) ?? { number, key, source, tally: emptyTally(), blocks: [] };
    this.metrics.set(key, entry);
    this.#byNumber.set(number, entry);
    this.numbers = Math.max(this.numbers, number + 1);
    return entry;
  }

  summaries(): MetricSummary[] {
    const summaries: MetricSummary[] = [];
    for (const { key, source, tally } of this.metrics.values()) {
      if (tally.count > 0) summaries.push(toSummary(key, source, tally));
    }
    return summaries;
  }

  get points(): number {
    let points = 0;
    for (const { tally } of this.metrics.values()) points += tally.count;
    return points;
  }

  #take(block: Block): void {
    this.blocksRead += 1;
    switch (block.kind) {
      case 'key':
        this.declare(block.number, block.key, block.source);
        return;
      case 'points': {
        // Its declaration may be what was damaged: the points are kept under a name that says so.
        const entry =
          this.#byNumber.get(block.number) ?? this.declare(block.number, `metric ${block.number}`, 'file');
        addTally(entry.tally, block.tally);
        entry.blocks.push(block.offset, block.tally.count);
        return;
      }
      case 'commit':
        this.marks = block.marks;
        return;
      case 'footer':
        return;
    }
  }
}
