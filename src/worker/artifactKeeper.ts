/** Keeps the files a script names or writes: copies what is its own to give and small enough, links the rest. */
import { createHash } from 'node:crypto';
import { constants, createReadStream, statSync } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf, messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { EventOf } from '../records/event.ts';
import { looksSecret } from '../runs/captureSecrets.ts';
import { draftIn } from './uploads.ts';
import { overLimit, overTotal, whyLinked, type ArtifactLimits } from './artifactLimits.ts';

export interface ArtifactOptions {
  /** The run's artifacts folder. */
  readonly dir: string;
  /** Workspace folder. */
  readonly folder: string;
  /** Working directory of the script: relative names are looked up there first, then in `dir`. */
  readonly cwd: string;
  readonly limits: ArtifactLimits;
  /** Folder for what is not whole yet, on the same drive as `dir`. */
  readonly uploads: string;
}

export type ArtifactEvent = Omit<EventOf<'artifact'>, 't'>;

export interface Taken {
  readonly events: readonly ArtifactEvent[];
  /** One sentence for each thing that was not taken. */
  readonly problems: readonly string[];
}

export interface ToPut {
  /** Relative to the artifacts folder, forward slashes. */
  readonly name: string;
  readonly kind: string | undefined;
  /** Bytes, about. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

export class ArtifactKeeper {
  readonly #options: ArtifactOptions;
  /** Path → size and time as last told, to tell new files in the folder from known ones. */
  readonly #known = new Map<string, string>();
  readonly #kinds = new Map<string, string>();
  readonly #seen = new Map<string, string>();
  /** Files of which it has been said why they are not copied. */
  readonly #told = new Set<string>();
  /** Bytes in the folder; undefined until it has been looked at. */
  #total: number | undefined;

  constructor(options: ArtifactOptions) {
    this.#options = options;
  }

  /** A file or folder that the script named. */
  async take(named: string, kind: string | undefined): Promise<Taken> {
    const events: ArtifactEvent[] = [];
    const problems: string[] = [];
    try {
      const file = await this.#find(named);
      if (file === undefined) return { events, problems: [t('The artifact {0} does not exist.', named)] };
      const info = await stat(file);
      const files = info.isDirectory() ? await walk(file) : { files: [file], more: false };
      if (files.more) problems.push(t('Only the first {0} files of {1} were kept.', maxFiles, named));
      for (const each of files.files) events.push(await this.#keep(each, kind, problems));
    } catch (error) {
      problems.push(t('The artifact {0} could not be kept: {1}', named, messageOf(error)));
    }
    return { events, problems };
  }

  /**
   * A file that is written here, whole or not at all. `there`: one of that name is, from an earlier recorder or from the
   * script. Rejects with what `read` says and with errors of the system.
   */
  async put({ name, kind, size, read }: ToPut): Promise<ArtifactEvent | 'there' | 'overLimit'> {
    const { dir, limits, uploads } = this.#options;
    const target = path.resolve(dir, name);
    if (within(dir, target) === undefined) throw new Error(`${name} leads out of the run.`);
    if (await lstat(target).catch(() => undefined)) return 'there';
    const total = await this.#totalWith(target, size);
    if (size > limits.one || total > limits.all) return 'overLimit';
    const bytes = await read();
    const draft = draftIn(uploads);
    try {
      await mkdir(uploads, { recursive: true, mode: 0o700 });
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(draft, bytes, { flag: 'wx' });
      await rename(draft, target);
    } finally {
      await rm(draft, { force: true });
    }
    this.#total = total;
    if (kind !== undefined) this.#kinds.set(name, kind);
    const { mtimeMs } = await stat(target);
    this.#known.set(name, `${bytes.length} ${mtimeMs}`);
    return { type: 'artifact', path: name, ...(kind !== undefined && { kind }), size: bytes.length };
  }

  /** Files that the script wrote into its artifacts folder and that have not changed since the last look. */
  async newFiles(): Promise<readonly ArtifactEvent[]> {
    const events: ArtifactEvent[] = [];
    let total = 0;
    for (const file of (await walk(this.#options.dir)).files) {
      const name = this.#nameOf(file);
      const info = await stat(file).catch(() => undefined);
      if (info === undefined) continue;
      total += info.size;
      const state = `${info.size} ${info.mtimeMs}`;
      if (this.#seen.get(name) === state && !this.#known.has(name)) {
        this.#known.set(name, state);
        events.push({ type: 'artifact', path: name, size: info.size });
      }
      this.#seen.set(name, state);
    }
    this.#total = total;
    return events;
  }

  /** Somebody else has recorded this file of the folder. */
  told(name: string): void {
    this.#known.set(name, '');
  }

  /** Every file that was kept, with its final size and hash; those over the limits are the script's to delete. */
  async list(): Promise<Taken> {
    const { files, more } = await walk(this.#options.dir);
    const problems = more ? [t('Only the first {0} artifacts are listed.', maxFiles)] : [];
    const events: ArtifactEvent[] = [];
    const { limits } = this.#options;
    let total = 0;
    for (const file of files) {
      const name = this.#nameOf(file);
      try {
        const kind = this.#kinds.get(name);
        const { size } = await stat(file);
        total += size;
        if (size > limits.one) problems.push(overLimit(name, size, limits));
        events.push({
          type: 'artifact',
          path: name,
          ...(kind !== undefined && { kind }),
          size,
          sha256: await hashOf(file),
        });
      } catch (error) {
        problems.push(t('The artifact {0} could not be read: {1}', name, messageOf(error)));
      }
    }
    if (total > limits.all) problems.push(overTotal(total, limits));
    return { events, problems };
  }

  async #keep(file: string, kind: string | undefined, problems: string[]): Promise<ArtifactEvent> {
    const { size, mtimeMs } = await stat(file);
    const kinded = kind === undefined ? {} : { kind };
    const own = within(await realpath(this.#options.dir), file);
    const linked = { type: 'artifact', path: this.#fromFolder(file), ...kinded, size, linked: true } as const;
    if (own === undefined && (looksSecret(file) || !(await this.#isScripts(file)))) return linked;
    const name = slashes(own ?? within(await realpath(this.#options.cwd), file) ?? path.basename(file));
    if (own === undefined) {
      const target = path.join(this.#options.dir, name);
      const total = await this.#totalWith(target, size);
      const reason = whyLinked({ name: linked.path, size, total }, this.#options.limits);
      if (reason !== undefined) {
        if (!this.#told.has(file)) problems.push(reason);
        this.#told.add(file);
        return linked;
      }
      this.#total = total;
      await mkdir(path.dirname(target), { recursive: true });
      // A clone where the drive can; the bytes are shared until one of the two is written.
      await copyFile(file, target, constants.COPYFILE_FICLONE);
    }
    if (kind !== undefined) this.#kinds.set(name, kind);
    this.#known.set(name, `${size} ${mtimeMs}`);
    return { type: 'artifact', path: name, ...kinded, size };
  }

  /** What the folder would hold with `size` bytes at `target`. */
  async #totalWith(target: string, size: number): Promise<number> {
    if (this.#total === undefined) {
      const { files } = await walk(this.#options.dir);
      const sizes = await Promise.all(files.map((file) => sizeOf(file)));
      this.#total = sizes.reduce((sum, each) => sum + each, 0);
    }
    return this.#total - (await sizeOf(target)) + size;
  }

  /** ms since 1970: the last change of the file or folder that a dataset is called by; undefined when it is called otherwise. */
  modifiedOf(named: string): number | undefined {
    for (const base of [this.#options.cwd, this.#options.folder]) {
      try {
        const modified = statSync(path.resolve(base, named), { throwIfNoEntry: false })?.mtimeMs;
        if (modified !== undefined) return modified;
      } catch (error) {
        // A name that can be no path, or that leads where this user may not look.
        if (codeOf(error) === undefined) throw error;
      }
    }
    return undefined;
  }

  async #find(named: string): Promise<string | undefined> {
    for (const base of [this.#options.cwd, this.#options.dir]) {
      const file = await realpath(path.resolve(base, named)).catch(() => undefined);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /** Files elsewhere (a home folder, the system) are named, never copied: a run is shared more easily than they are. */
  async #isScripts(file: string): Promise<boolean> {
    const places = [this.#options.folder, this.#options.cwd, tmpdir()];
    const roots = await Promise.all(places.map((place) => realpath(place).catch(() => undefined)));
    return roots.some((root) => root !== undefined && within(root, file) !== undefined);
  }

  #nameOf(file: string): string {
    return slashes(path.relative(this.#options.dir, file));
  }

  #fromFolder(file: string): string {
    return slashes(within(this.#options.folder, file) ?? file);
  }
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

const maxFiles = 10_000;

/** Plain files under `dir`; links are not followed, for they may lead anywhere. */
async function walk(dir: string): Promise<{ readonly files: readonly string[]; readonly more: boolean }> {
  const files: string[] = [];
  const folders = [dir];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(full);
      else if (entry.isFile()) files.push(full);
      if (files.length > maxFiles) return { files: files.slice(0, maxFiles), more: true };
    }
  }
  return { files, more: false };
}

/** The path of `file` relative to `root`, or undefined when it is elsewhere. */
function within(root: string, file: string): string | undefined {
  const relative = path.relative(root, file);
  return relative === '' ||
    relative === '..' ||
    relative.startsWith(`..${path.sep}`) ||
    path.isAbsolute(relative)
    ? undefined
    : relative;
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
