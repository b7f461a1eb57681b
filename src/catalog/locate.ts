/** From the location of a dataset to its files: a path, a folder, a glob, or a URL. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, UserError } from '../base/errors.ts';
import { cutText, formatCount } from '../base/format.ts';
import { globBase, globMatcher, isGlob } from '../base/glob.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import type { DataFormat } from '../records/dataset.ts';
import type { FileStamp } from '../storage/contentHash.ts';

export interface LocatedFile extends FileStamp {
  /** Absolute. */
  readonly path: string;
  /** From `base`, with forward slashes. */
  readonly relative: string;
}

export type Located =
  | { readonly kind: 'files'; readonly base: string; readonly files: readonly LocatedFile[] }
  | { readonly kind: 'url'; readonly url: string }
  /** One sentence, and what to do. */
  | { readonly kind: 'lost' | 'refused'; readonly why: string };

export interface LocateOptions {
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** Whether data outside the workspace folder may be read: the person decides, not the workspace. */
  readonly outside: boolean;
  /** Lets others have the thread now and then. */
  readonly pause: () => Promise<void>;
}

/** Never rejects. Files are sorted by name. */
export async function locate(location: string, options: LocateOptions): Promise<Located> {
  try {
    if (isUrl(location)) return { kind: 'url', url: location };
    const text = location.replaceAll('\\', '/');
    const isExact = !isGlob(text) || (await isThere(path.resolve(options.folder, text)));
    const place = path.resolve(options.folder, isExact ? text : globBase(text));
    if (!(await isThere(place)))
      return {
        kind: 'lost',
        why: t('There is no {0}. Correct its location, or bring the data back.', shown(location)),
      };
    const refusal = await whyRefused(place, location, options);
    if (refusal !== undefined) return { kind: 'refused', why: refusal };
    return isExact ? await exact(place, location, options) : await matching(place, text, options);
  } catch (error) {
    return { kind: 'lost', why: t('{0} cannot be read: {1}.', shown(location), readProblem(error)) };
  }
}

export function isUrl(location: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(location);
}

/** By the ending, also of a compressed file; undefined: another one. */
export function formatOf(name: string): DataFormat | undefined {
  const [, ending = ''] = /\.([a-z]+)(?:\.(?:gz|zst))?$/i.exec(name) ?? [];
  return formats.get(ending.toLowerCase());
}

async function exact(place: string, location: string, options: LocateOptions): Promise<Located> {
  const info = await stat(place);
  if (!info.isDirectory() && !info.isFile())
    return { kind: 'lost', why: t('{0} is neither a file nor a folder.', shown(location)) };
  if (info.isFile())
    return { kind: 'files', base: path.dirname(place), files: [fileOf(place, path.basename(place), info)] };
  const files = await filesBelow(place, () => true, options);
  return files.length > 0
    ? { kind: 'files', base: place, files }
    : { kind: 'lost', why: t('The folder {0} holds no file.', shown(location)) };
}

async function matching(base: string, glob: string, options: LocateOptions): Promise<Located> {
  const matches = globMatcher(glob.replace(/^\.\//, ''));
  const above = path.relative(options.folder, base).replaceAll(path.sep, '/');
  const isMeant = (relative: string) => matches(above === '' ? relative : `${above}/${relative}`);
  const files = await filesBelow(base, isMeant, options);
  return files.length > 0
    ? { kind: 'files', base, files }
    : {
        kind: 'lost',
        why: t('No file matches {0}. Correct the pattern, or bring the data back.', shown(glob)),
      };
}

/** Hidden files and folders are left out, and links to folders: a link that leads upwards has no end. */
export async function filesBelow(
  base: string,
  isMeant: (relative: string) => boolean,
  { pause, folder, outside }: LocateOptions,
): Promise<LocatedFile[]> {
  const found: LocatedFile[] = [];
  const folders = [''];
  for (let above = folders.pop(); above !== undefined; above = folders.pop()) {
    const meant: { readonly entry: Dirent; readonly relative: string }[] = [];
    for (const entry of await readdir(path.join(base, above), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const relative = above === '' ? entry.name : `${above}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !isOfSystem(path.join(base, relative))) folders.push(relative);
      } else if (isMeant(relative)) meant.push({ entry, relative });
    }
    for (let at = 0; at < meant.length; at += atOnce) {
      await pause();
      const looked = meant.slice(at, at + atOnce).map(async ({ entry, relative }) => {
        const file = await readable(path.join(base, relative), entry, outside ? undefined : folder);
        return file === undefined ? [] : [{ ...file, relative }];
      });
      found.push(...(await Promise.all(looked)).flat());
    }
    if (found.length > mostFiles)
      throw new UserError('files', t('There are more than {0} files in it.', formatCount(mostFiles)));
  }
  return found.sort((a, b) => (a.relative < b.relative ? -1 : 1));
}

/** What only looks like files: reading there never ends, or does something. */
function isOfSystem(place: string): boolean {
  return /^\/(dev|proc|sys)(\/|$)/.test(place);
}

/** `within`: what a link may lead to. */
async function readable(
  file: string,
  entry: Dirent,
  within: string | undefined,
): Promise<Omit<LocatedFile, 'relative'> | undefined> {
  try {
    if (entry.isSymbolicLink() && within !== undefined && !(await isWithin(file, within))) return undefined;
    const info = await stat(file);
    return info.isFile() ? fileOf(file, '', info) : undefined;
  } catch (error) {
    // Gone meanwhile.
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** In a sentence. */
function shown(location: string): string {
  return cutText(location.replaceAll('\0', '␀'), 200);
}

function fileOf(file: string, relative: string, { size, mtimeMs, ctimeMs }: Stats): LocatedFile {
  return { path: file, relative, size, mtimeMs, ctimeMs };
}

async function whyRefused(
  place: string,
  location: string,
  { folder, outside }: LocateOptions,
): Promise<string | undefined> {
  if (isOfSystem(await realpath(place)))
    return t('{0} is no data: it belongs to the system.', shown(location));
  if (outside || (await isWithin(place, folder))) return undefined;
  return t(
    '{0} is outside of this folder; the setting cairn.data.allowOutside lets Cairn read it from trusted folders.',
    shown(location),
  );
}

async function isWithin(place: string, folder: string): Promise<boolean> {
  const relative = path.relative(await realpath(folder), await realpath(place));
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

async function isThere(place: string): Promise<boolean> {
  return await stat(place).then(
    () => true,
    () => false,
  );
}

const formats = new Map<string, DataFormat>([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['txt', 'csv'],
  ['parquet', 'parquet'],
  ['pq', 'parquet'],
  ['json', 'json'],
  ['jsonl', 'json'],
  ['ndjson', 'json'],
]);

const skippedFolders = new Set(['node_modules', '__pycache__', 'venv']);

/** Files that are looked at side by side. */
const atOnce = 100;
/** More is no dataset but a whole drive. */
const mostFiles = 1_000_000;
