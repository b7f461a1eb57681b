/** One run as TensorBoard sees it: all event files of one folder. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, messageOf } from '../../base/errors.ts';
import type { PointTable } from '../pointTable.ts';
import type { Now, Recording, Unreadable } from '../singleRun.ts';
import type { ForeignDetails, ForeignRun } from '../source.ts';
import { describeEventRun, noteOf } from './describeEventRun.ts';
import { EventFile } from './eventFile.ts';
import { isEventFileName } from './eventFileName.ts';
import { EventRun } from './eventRun.ts';

export class EventFolder implements Recording {
  readonly #location: string;
  readonly #run = new EventRun();
  /** In the order of their names, which begin with the time they were made. */
  #files: EventFile[] = [];

  constructor(location: string) {
    this.#location = location;
  }

  get table(): PointTable {
    return this.#run.table;
  }

  get position(): number {
    return this.#files.reduce((sum, { position }) => sum + position, 0);
  }

  get lastTime(): number {
    return this.#run.lastTime;
  }

  look(): 'none' | 'same' | 'changed' | Unreadable {
    const names = this.#names();
    if (!Array.isArray(names)) return names;
    const known = new Map(this.#files.map((file) => [file.name, file]));
    const isLess = this.#files.some(({ name }) => !names.includes(name));
    const isMore = names.some((name) => !known.has(name));
    this.#files = names.map(
      (name) => known.get(name) ?? new EventFile(name, path.join(this.#location, name)),
    );
    if (names.length === 0) {
      this.#run.forget();
      return 'none';
    }
    const looks = this.#files.map((file) => file.look());
    if (isLess || looks.includes('replaced')) {
      this.#forget();
      return 'changed';
    }
    return isMore || looks.includes('grown') ? 'changed' : 'same';
  }

  read(): 'more' | 'done' | 'again' {
    const file = this.#files.find(({ isPending }) => isPending);
    if (file === undefined) {
      if (!this.#run.mustReread) return 'done';
      this.restart(this.table.keeping);
      return 'again';
    }
    this.#run.enter(file, this.#files[0]?.name ?? '');
    const outcome = file.read(this.#run.decoder);
    if (outcome !== 'replaced' && outcome !== 'missing') return 'more';
    if (outcome === 'missing') this.#files = this.#files.filter((other) => other !== file);
    this.#forget();
    return 'again';
  }

  restart(keepPoints: boolean): void {
    this.#run.again(keepPoints);
    for (const file of this.#files) file.reset();
  }

  describe({ isAlive, time }: Now): ForeignRun {
    return describeEventRun(path.basename(this.#location), this.#run, {
      files: this.#files,
      isAlive,
      now: time,
    });
  }

  details(): ForeignDetails {
    return {
      note: noteOf(this.#run),
      command: [],
      commit: undefined,
      artifactFolder: this.#location,
      artifacts: [
        // Histograms and graphs are in there: whoever takes the run along takes them along.
        ...this.#files
          .slice(0, mostFiles)
          .map(({ name, size, mtime }) => ({ path: name, size, time: mtime })),
        ...this.#run.images.artifacts(this.#location),
        ...this.#run.pages.artifacts(this.#location),
      ],
    };
  }

  #names(): string[] | Unreadable {
    try {
      return fs
        .readdirSync(this.#location, { withFileTypes: true })
        .filter((entry) => entry.isFile() && isEventFileName(entry.name))
        .map(({ name }) => name)
        .sort();
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      return code === 'ENOENT' || code === 'ENOTDIR' ? [] : { message: messageOf(error) };
    }
  }

  /** The records are others than before, so what was learnt about restarts does not hold either. */
  #forget(): void {
    this.#run.forget();
    this.restart(this.table.keeping);
  }
}

const mostFiles = 2000;
