/** Reads below one folder of another tool: plain files and folders only. Links are named, never followed; a pipe is never opened. */
import fs, { type Dirent, type Stats } from 'node:fs';
import path from 'node:path';
import { codeOf, messageOf, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

export interface PlainFile {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly stats: Stats;
}

export class PlainFolder {
  /** Absolute. */
  readonly root: string;
  readonly #problem: (problem: Problem) => void;

  constructor(root: string, problem: (problem: Problem) => void) {
    this.root = root;
    this.#problem = problem;
  }

  /** Sorted by name, without links; none when there is no such folder. `place` is relative, '' the folder itself. */
  entries(place: string): Dirent[] {
    const entries = this.#try(place, () => fs.readdirSync(this.absolute(place), { withFileTypes: true }));
    if (entries === undefined) return [];
    const kept = entries.filter((entry) => {
      if (entry.isSymbolicLink())
        this.#say(join(place, entry.name), t('This is a symbolic link; links are not followed.'));
      return entry.isDirectory() || entry.isFile();
    });
    return kept.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Every file below a folder, to a sensible depth and number. */
  files(place: string, most = usualMost): PlainFile[] {
    return this.paths(place, most).flatMap((child) => {
      const stats = this.stats(child);
      return stats?.isFile() === true ? [{ path: child, stats }] : [];
    });
  }

  /** As `files`, without asking for each file's size and time. */
  paths(place: string, most = usualMost): string[] {
    const found: string[] = [];
    let full = false;
    const look = (folder: string, depth: number): void => {
      for (const entry of this.entries(folder)) {
        if (full) return;
        const child = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (depth < mostDepth) look(child, depth + 1);
          else this.#say(child, t('Folders below this one are not read: there are too many levels.'));
        } else if (found.length === most) {
          full = true;
          this.#say(place, t('Only the first {0} files are read.', most));
        } else if (!ignored.has(entry.name)) found.push(child);
      }
    };
    look(place, 0);
    return found;
  }

  /** Of the entry itself, not of what a link leads to; undefined when there is none. */
  stats(place: string): Stats | undefined {
    return this.#try(place, () => fs.lstatSync(this.absolute(place), { throwIfNoEntry: false }));
  }

  /** Whether every part of a path is a plain folder; the last may be a file. So it leads nowhere else. */
  reaches(place: string): boolean {
    const parts = place.split('/');
    return parts.every((part, at) => {
      if (part === '' || part === '.' || part === '..') return false;
      const stats = this.stats(parts.slice(0, at + 1).join('/'));
      return stats?.isDirectory() === true || (at === parts.length - 1 && stats?.isFile() === true);
    });
  }

  /** The text of a file, at most its first `mostBytes`; undefined when there is none, or it is no plain file. */
  text(place: string, mostBytes: number, stats = this.stats(place)): string | undefined {
    if (stats?.isFile() !== true) return undefined;
    if (stats.size === 0) return '';
    const file = this.absolute(place);
    if (stats.size <= mostBytes) return this.#try(place, () => fs.readFileSync(file, 'utf8'));
    this.#say(place, t('This file is {0} bytes long; only its first {1} are read.', stats.size, mostBytes));
    return this.#try(place, () => {
      const fd = fs.openSync(file, readOnly);
      try {
        const bytes = Buffer.alloc(mostBytes);
        return bytes.toString('utf8', 0, fs.readSync(fd, bytes, 0, mostBytes, 0));
      } finally {
        fs.closeSync(fd);
      }
    });
  }

  absolute(place: string): string {
    return place === '' ? this.root : `${this.root}${path.sep}${place}`;
  }

  #say(where: string, message: string): void {
    this.#problem({ where, message });
  }

  #try<T>(place: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      // What is gone meanwhile is nothing to speak of.
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#say(place, messageOf(error));
      return undefined;
    }
  }
}

/** For opening: no link at the end of the path, and no wait for whoever fills a pipe. Windows knows neither. */
export const readOnly = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** What file managers leave everywhere. */
const ignored = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);
const usualMost = 10_000;
const mostDepth = 16;
