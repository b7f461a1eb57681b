/** Names of artifacts come from outside: a name that could lead out of its folder, on any system, never reaches the disk. */
import { lstat, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { ApiError } from './apiError.ts';

/** Names of folders and at last of the file; empty for the folder of all. */
export type ArtifactPath = readonly string[];

/** As it stands in a URL: decoded here, once, because the names of images hold a literal `%`. Throws ApiError. */
export function decodeArtifactPath(encoded: string): ArtifactPath {
  try {
    return checkArtifactPath(decodeURIComponent(encoded));
  } catch (error) {
    if (error instanceof URIError) throw refusal(encoded, t('it is not valid UTF-8'));
    throw error;
  }
}

/** As it stands in a query or in JSON, decoded already. Throws ApiError. */
export function checkArtifactPath(name: string, platform: NodeJS.Platform = process.platform): ArtifactPath {
  if (Buffer.byteLength(name) > longestPath) throw refusal(`${name.slice(0, 100)}…`, t('it is too long'));
  let form = name;
  // What a careless reader would decode once more must not lead anywhere either.
  for (let round = 0; round < 4; round += 1) {
    const reason = wayOut(form);
    if (reason !== undefined) throw refusal(name, reason);
    form = decodedAgain(form);
  }
  const bare = name.endsWith('/') ? name.slice(0, -1) : name;
  if (bare === '') return [];
  const parts = bare.split('/');
  for (const part of parts) {
    if (part === '' || part === '.') throw refusal(name, t('it has an empty part'));
    if (Buffer.byteLength(part) > longestName) throw refusal(name, t('a part of it is too long'));
    if (platform === 'win32' && notOnWindows.test(part)) {
      throw refusal(name, t('{0} cannot be the name of a file here', part));
    }
  }
  return parts;
}

/** What there is under this name; undefined: nothing. Throws ApiError when a link on the way leads out of `root`. */
export async function findArtifact(root: string, parts: ArtifactPath): Promise<string | undefined> {
  const real = await realOf(root);
  if (real === undefined) return undefined;
  const wanted = path.join(real, ...parts);
  // Of what is not there, the nearest folder that is: nobody learns what is elsewhere and what is not.
  for (let at = wanted; ; at = path.dirname(at)) {
    const found = await realOf(at);
    if (found === undefined) continue;
    if (!isWithin(real, found)) throw leadsElsewhere(parts.join('/'));
    return at === wanted ? found : undefined;
  }
}

/**
 * Where a file of this name is to be put; its folders are made, for nobody but their owner. Throws ApiError when a link
 * on the way leads elsewhere, or when a file stands where a folder should, or a folder where the file should.
 */
export async function placeForArtifact(root: string, parts: ArtifactPath): Promise<string> {
  const name = parts.join('/');
  if (parts.length === 0) throw refusal('/', t('it names no file'));
  await mkdir(root, { recursive: true, mode: 0o700 });
  const real = await realpath(root);
  let at = real;
  for (const [index, part] of parts.entries()) {
    at = path.join(at, part);
    const isLast = index === parts.length - 1;
    let kind = await kindOf(at);
    if (kind === 'link') {
      const target = await realOf(at);
      if (target === undefined || !isWithin(real, target)) throw leadsElsewhere(name);
      // The file takes the place of a link; folders are what a link leads to.
      if (isLast) return at;
      at = target;
      kind = await kindOf(at);
    }
    if (isLast && kind === 'folder') throw refusal(name, t('there is a folder of this name'));
    if (!isLast && kind === 'file') throw refusal(name, t('{0} is a file', part));
    if (!isLast && kind === undefined) await makeFolder(at);
  }
  return at;
}

/** The path of `file` relative to `root` stays in it. Both are real paths. */
export function isWithin(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Bytes. */
const longestName = 255;
const longestPath = 2000;
// Control characters are what is looked for.
const notOnWindows =
  // eslint-disable-next-line no-control-regex
  /[<>:"|?*\u0001-\u001f]|[. ]$|^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3]) *(\.|$)/i;

function wayOut(form: string): string | undefined {
  if (form.includes('\0')) return t('it holds a NUL character');
  if (form.includes('\\')) return t('it holds a backslash');
  if (form.includes('#')) return t('it holds a “#”');
  if (form.startsWith('/')) return t('it is absolute');
  if (/^[a-z]:/i.test(form)) return t('it begins with a drive letter');
  if (/(^|\/)\.\.(\/|$)/.test(form)) return t('it holds “..”');
  return undefined;
}

/**
 * Only bytes that mean something here are looked at. MLflow puts the ids of images after a `%`, where they are no code:
 * `images/dog%step%23%timestamp%1700000000000%5c1d….png`.
 */
function decodedAgain(form: string): string {
  const bare = form.replace(/%step%-?\d+%timestamp%\d+%[-0-9a-f]{8,}(%compressed)?(?=\.\w+$|$)/, '');
  return bare.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** undefined when it is not there, or leads nowhere. */
async function realOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    if (codeOf(error) === 'ELOOP') throw leadsElsewhere(path.basename(file));
    throw error;
  }
}

async function kindOf(file: string): Promise<'file' | 'folder' | 'link' | undefined> {
  try {
    const info = await lstat(file);
    return info.isSymbolicLink() ? 'link' : info.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    // Another upload was faster.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function refusal(name: string, reason: string): ApiError {
  return new ApiError('INVALID_PARAMETER_VALUE', t('The artifact path {0} is refused: {1}.', name, reason));
}

function leadsElsewhere(name: string): ApiError {
  return refusal(name, t('it is a link that leads elsewhere'));
}
