/** Reads a metrics.log that may still be growing: summaries without points, and one metric without the others. */
import fs from 'node:fs';
import { codeOf, type Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { readProblem } from '../../base/readProblem.ts';
import type { MetricSummary } from '../../records/metric.ts';
import { readHeader, type SeriesHeader } from './blockScan.ts';
import { readBlocks } from './readBlocks.ts';
import { SeriesCatalog } from './seriesCatalog.ts';
import { readFooter } from './seriesFooter.ts';
import { formatVersion, headerBytes, type PointColumns } from './seriesFormat.ts';

/** Never throws for what is in the file: that becomes `problems`. A missing file has no metrics. */
export function openSeries(path: string): SeriesReader {
  const reader = new SeriesReader(path);
  reader.refresh();
  return reader;
}

const empty: PointColumns = {
  steps: new Float64Array(0),
  times: new Float64Array(0),
  values: new Float64Array(0),
};

/** How many blocks of a metric were read, of which file. */
export interface SeriesMark {
  readonly generation: string;
  readonly blocks: number;
}

/** Holds no file open, so that thousands of runs cost no descriptors and the writer may replace the file. */
export class SeriesReader {
  readonly #path: string;
  #catalog = new SeriesCatalog();
  #generation = '';
  #size = 0;
  #stamp = '';
  #fileProblem: string | undefined;
  #metricProblems = new Map<string, string>();

  constructor(path: string) {
    this.#path = path;
  }

  /** In the order they were first logged. */
  summaries(): MetricSummary[] {
    return this.#catalog.summaries();
  }

  /** What could not be read so far. */
  get problems(): readonly Problem[] {
    const messages = [...this.#metricProblems.values()];
    const { damaged, firstDamaged, blocksRead } = this.#catalog;
    if (damaged === 1) messages.unshift(t('Block {0} is damaged, {1} were read.', firstDamaged, blocksRead));
    if (damaged > 1) {
      messages.unshift(
        t(
          '{0} blocks are damaged (the first is block {1}), {2} were read.',
          damaged,
          firstDamaged,
          blocksRead,
        ),
      );
    }
    if (this.#fileProblem !== undefined) messages.unshift(this.#fileProblem);
    return messages.map((message) => ({ where: 'metrics.log', message }));
  }

  /** Takes in what was written since; true when there was something. */
  refresh(): boolean {
    if (this.#stamp !== '' && this.#stamp === this.#stampNow()) return false;
    return this.#withFile((fd) => this.#update(fd)) ?? false;
  }

  /** All points of one metric in the order they were logged, reading no other metric. Unknown names have none. */
  read(key: string): PointColumns {
    return this.readOn(key, undefined).columns;
  }

  /** How far `read` would come; the same again when the metric has no new points. Undefined for unknown names. */
  mark(key: string): SeriesMark | undefined {
    const entry = this.#catalog.metrics.get(key);
    return entry && { generation: this.#generation, blocks: entry.blocks.length / 2 };
  }

  /** The points after a mark; `anew` when they are all there are, because the mark is of another file. */
  readOn(key: string, from: SeriesMark | undefined): { columns: PointColumns; anew: boolean } {
    const nothing = { columns: empty, anew: true };
    return this.#withFile((fd) => this.#readFrom(fd, key, from)) ?? nothing;
  }

  #readFrom(fd: number, key: string, from: SeriesMark | undefined): { columns: PointColumns; anew: boolean } {
    if (generationOf(readHeader(fd)) !== this.#generation) this.#update(fd);
    const entry = this.#catalog.metrics.get(key);
    if (entry === undefined) return { columns: empty, anew: true };
    const anew = from?.generation !== this.#generation;
    const { damaged, ...columns } = readBlocks(fd, anew ? entry.blocks : entry.blocks.slice(2 * from.blocks));
    const first = damaged[0];
    if (first !== undefined) {
      const lost = damaged.reduce((sum, { points }) => sum + points, 0);
      this.#metricProblems.set(
        key,
        t(
          'Block {0} of {1} is damaged: {2} of its {3} points were left out.',
          first.block + (anew ? 0 : from.blocks),
          key,
          lost,
          entry.tally.count,
        ),
      );
    }
    return { columns, anew };
  }

  #update(fd: number): boolean {
    const stats = fs.fstatSync(fd);
    const { size } = stats;
    const header = readHeader(fd);
    const replaced = generationOf(header) !== this.#generation;
    this.#stamp = stampOf(stats);
    if (!replaced && size === this.#size) return false;
    if (replaced || size < this.#catalog.position) this.#reset(header, size);
    this.#size = size;
    if (this.#generation === newer) return replaced;
    const before = this.#catalog.position;
    if (before === headerBytes) this.#catalog = readFooter(fd, size) ?? this.#catalog;
    if (this.#catalog.position < size) this.#catalog.scan(fd, size);
    return replaced || this.#catalog.position !== before;
  }

  #reset(header: SeriesHeader, size: number): void {
    this.#catalog = new SeriesCatalog();
    this.#metricProblems = new Map();
    this.#fileProblem = undefined;
    this.#generation = generationOf(header);
    if (header === 'none') {
      if (size > headerBytes) this.#fileProblem = t('The start of the file is damaged.');
    } else if (this.#generation === newer) {
      this.#fileProblem = t(
        'The file was written by a newer version of Cairn; update Cairn to see its metrics.',
      );
    }
  }

  /** Asking is a quarter of the work of opening, and this is asked of thousands of runs. */
  #stampNow(): string {
    try {
      const stats = fs.statSync(this.#path, { throwIfNoEntry: false });
      return stats === undefined ? '' : stampOf(stats);
    } catch (error) {
      // Opening it says the same in a sentence.
      if (codeOf(error) === undefined) throw error;
      return '';
    }
  }

  #withFile<T>(use: (fd: number) => T): T | undefined {
    let fd: number;
    try {
      fd = fs.openSync(this.#path, 'r');
    } catch (error) {
      this.#catalog = new SeriesCatalog();
      this.#generation = '';
      this.#size = 0;
      this.#stamp = '';
      const missing = codeOf(error) === 'ENOENT';
      this.#fileProblem = missing ? undefined : t('The file cannot be read: {0}.', readProblem(error));
      return undefined;
    }
    try {
      return use(fd);
    } catch (error) {
      this.#stamp = '';
      this.#fileProblem = t('The file cannot be read: {0}.', readProblem(error));
      return undefined;
    } finally {
      fs.closeSync(fd);
    }
  }
}

/** Differs when the file grew or is another one. */
function stampOf({ ino, size, mtimeMs }: fs.Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

const newer = 'newer';

function generationOf(header: SeriesHeader): string {
  if (header === 'none') return header;
  return header.version > formatVersion ? newer : header.generation;
}
