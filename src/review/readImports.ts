/** Which modules of the project scripts import, read from the real files; each is read again only when it was changed. */
import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { t } from '../base/l10n.ts';
import { importsOf, type ImportName } from './importNames.ts';
import { mostModules, projectImports } from './projectImports.ts';
import { textHash, textHashOf } from './textHash.ts';

export interface ScriptImports {
  /** By path; without the script. */
  readonly modules: readonly ImportedModule[];
  /** There are more modules than are listed. */
  readonly isCut: boolean;
  /** Sentences on what was not looked into. */
  readonly problems: readonly string[];
}

export interface ImportedModule {
  /** From the workspace folder, forward slashes. */
  readonly path: string;
  /** As `textHash`; undefined for a file that is larger than any code. */
  readonly sha256: string | undefined;
}

/** What is known of one file. */
interface Known {
  readonly sha256: string | undefined;
  readonly imports: readonly ImportName[];
  readonly problem?: string;
}

type KnownFile = Known & { readonly stamp: string; readonly isSure: boolean };

/** One for each workspace folder, kept as long as somebody asks: it remembers what it read. Everything is synchronous. */
export class ImportReader {
  readonly #folder: string;
  readonly #now: () => number;
  #known = new Map<string, KnownFile>();

  /** `now`: ms since 1970. */
  constructor(folder: string, now: () => number = Date.now) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * For as many scripts as one wants to know of at this moment: no file is looked at twice. `unsaved`: texts that are in editors,
   * by path from the workspace folder.
   */
  look(unsaved: ReadonlyMap<string, string> = new Map()): ImportLook {
    const look = new ImportLook(this.#folder, unsaved, (file, info) => this.#read(file, info));
    // Files that are gone, of a folder that lives long.
    if (this.#known.size > mostKnown) this.#known = new Map();
    return look;
  }

  #read(file: string, info: Stats): Known | undefined {
    const stamp = [info.size, info.mtimeMs, info.ctimeMs].join(' ');
    const known = this.#known.get(file);
    if (known?.stamp === stamp && known.isSure) return known;
    const read = readKnown(path.join(this.#folder, file), file, info.size);
    // Changed again within the clock's grain it would look the same.
    const isSure = this.#now() - Math.max(info.mtimeMs, info.ctimeMs) > settleMs;
    if (read !== undefined) this.#known.set(file, { ...read, stamp, isSure });
    return read;
  }
}

export class ImportLook {
  readonly #folder: string;
  readonly #unsaved: ReadonlyMap<string, string>;
  readonly #read: (file: string, info: Stats) => Known | undefined;
  readonly #files = new Map<string, Known | undefined>();
  readonly #listed = new Map<string, ReadonlyMap<string, boolean>>();

  constructor(
    folder: string,
    unsaved: ReadonlyMap<string, string>,
    read: (file: string, info: Stats) => Known | undefined,
  ) {
    this.#folder = folder;
    this.#unsaved = unsaved;
    this.#read = read;
  }

  /** `script`: from the workspace folder, forward slashes. Never throws. */
  importsOf(script: string): ScriptImports {
    const { modules, isCut } = projectImports(script, (file) => this.#file(file)?.imports);
    const problems = [script, ...modules].flatMap((file) => this.#file(file)?.problem ?? []);
    if (isCut)
      problems.push(
        t('{0} imports more than {1} modules of this project: only so many are listed.', script, mostModules),
      );
    return {
      modules: modules.map((file) => ({ path: file, sha256: this.hashOf(file) })),
      isCut,
      problems,
    };
  }

  /** As `textHash`, of the file or of its text in an editor; undefined for what is not there, too large, or not of the project. */
  hashOf(file: string): string | undefined {
    return this.#file(file)?.sha256;
  }

  #file(file: string): Known | undefined {
    if (this.#files.has(file)) return this.#files.get(file);
    const known = this.#isThere(file, true) ? this.#lookAt(file) : undefined;
    this.#files.set(file, known);
    return known;
  }

  #lookAt(file: string): Known | undefined {
    const text = this.#unsaved.get(file);
    if (text !== undefined) return { sha256: textHashOf(text), imports: importsOf(text) };
    try {
      return this.#read(file, statSync(path.join(this.#folder, file)));
    } catch {
      // Gone since its folder was listed, or not ours to read.
      return undefined;
    }
  }

  /** By the lists of the folders on the way, so that `import numpy` costs no look at the disk. */
  #isThere(place: string, isFile: boolean): boolean {
    const parent = path.posix.dirname(place);
    if (parent !== '.' && !this.#isThere(parent, false)) return false;
    return this.#list(parent).get(path.posix.basename(place)) === isFile;
  }

  /** Names in a folder of the project; true: a file. Nothing of an environment of Python. */
  #list(folder: string): ReadonlyMap<string, boolean> {
    const listed = this.#listed.get(folder);
    if (listed !== undefined) return listed;
    const names = notOurs.test(path.posix.basename(folder))
      ? new Map<string, boolean>()
      : this.#readNames(folder);
    this.#listed.set(folder, names);
    return names;
  }

  #readNames(folder: string): ReadonlyMap<string, boolean> {
    const names = new Map<string, boolean>();
    try {
      for (const entry of readdirSync(path.join(this.#folder, folder), { withFileTypes: true })) {
        if (folder !== '.' && (entry.name === 'pyvenv.cfg' || entry.name === 'conda-meta')) return new Map();
        const isFile = entry.isSymbolicLink() ? this.#followed(folder, entry.name) : kindOf(entry);
        if (isFile !== undefined) names.set(entry.name, isFile);
      }
    } catch {
      // Not there, or not ours to read: nothing is imported from it.
    }
    return names;
  }

  /** Whether a link leads to a file; undefined where it leads out of the folder or nowhere. */
  #followed(folder: string, name: string): boolean | undefined {
    try {
      const target = realpathSync(path.join(this.#folder, folder, name));
      const inside = path.relative(realpathSync(this.#folder), target).split(path.sep);
      if (
        inside[0] === '..' ||
        path.isAbsolute(inside.join(path.sep)) ||
        inside.some((part) => notOurs.test(part))
      )
        return undefined;
      return kindOf(statSync(target));
    } catch {
      return undefined;
    }
  }
}

/** True: a file; false: a folder; undefined: neither, such as a pipe. */
function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory'>): boolean | undefined {
  return entry.isFile() ? true : entry.isDirectory() ? false : undefined;
}

function readKnown(absolute: string, file: string, size: number): Known | undefined {
  const tooLarge = t('{0} is larger than 1 MB, so what it imports was not looked for.', file);
  if (size > mostHashed) return { sha256: undefined, imports: [], problem: tooLarge };
  try {
    const { sha256, text } = textHash(readFileSync(absolute));
    if (size > mostRead) return { sha256, imports: [], problem: tooLarge };
    if (text !== undefined) return { sha256, imports: importsOf(text) };
    const problem = t('{0} is not UTF-8, so what it imports was not looked for.', file);
    return { sha256, imports: [], problem };
  } catch {
    return undefined;
  }
}

const notOurs = /^(?:\.venv|venv|\.cairn|\.git|site-packages|node_modules|__pycache__)$/;
const mostRead = 1_000_000;
const mostHashed = 16_000_000;
const mostKnown = 5000;
const settleMs = 2000;
