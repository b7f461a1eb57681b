/** Uploads the artifacts that a server does not have yet, through the server, whatever store is behind it. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { codeOf, messageOf } from '../base/errors.ts';
import { formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { artifactFiles } from '../sources/mlflowServer/serverCalls.ts';
import { ServerError } from '../sources/mlflowServer/serverError.ts';
import { artifactTarget } from './artifactTarget.ts';
import type { Publishing } from './publishing.ts';

export async function sendArtifacts(of: Publishing): Promise<void> {
  const { run, journal, told, server, problems } = of;
  const waiting: Waiting[] = [];
  const root = await realOf(run.paths.artifacts);
  for (const { path: name, linked } of run.artifacts) {
    if (linked === true) {
      problems.push({ where: name, message: t('It is only linked to the run, so it is not published.') });
      continue;
    }
    const file = root === undefined ? undefined : await realOf(path.join(root, ...name.split('/')));
    if (root === undefined || file === undefined) {
      problems.push({ where: name, message: t('The file is not there any more.') });
    } else if (!file.startsWith(root + path.sep)) {
      problems.push({ where: name, message: t('It lies outside of the run, so it is not published.') });
    } else {
      const { size, mtimeMs } = await fs.stat(file);
      const stamp = `${size} ${mtimeMs}`;
      if (journal.known?.artifacts[name] !== stamp) waiting.push({ path: name, file, size, stamp });
    }
  }
  if (waiting.length === 0) return;
  const target = artifactTarget(told.info.artifact_uri, server.address);
  if (typeof target !== 'string') {
    problems.push({ where: allArtifacts, message: target.problem });
    return;
  }
  // Where the journal knows nothing, a file of the same name and size is taken to be the same: it was sent from here.
  const isUnknown = Object.keys(journal.known?.artifacts ?? {}).length === 0;
  const there = isUnknown ? await sizesThere(of) : new Map<string, number>();
  for (const one of waiting) {
    if (there.get(publishedName(one.path)) === one.size)
      journal.note({ artifacts: { [one.path]: one.stamp } });
    else await upload(of, one, target);
  }
}

/** What a problem is about that concerns every one of them. */
export const allArtifacts = 'artifacts';

interface Waiting {
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly stamp: string;
}

/** MLflow's server decodes names until nothing is left to decode: `a%20b` would become another. */
export function publishedName(name: string): string {
  return name.replace(/%(?=[0-9a-f]{2})/gi, '_');
}

async function upload(
  of: Publishing,
  { path: name, file, size, stamp }: Waiting,
  target: string,
): Promise<void> {
  const named = publishedName(name);
  if (named !== name) {
    const message = t('MLflow has no “%” in such names, so it is published as {0}.', named);
    of.problems.push({ where: name, message });
  }
  const encoded = named.split('/').map(encodeURIComponent).join('/');
  let bytes = 0;
  let told = 0;
  try {
    await of.server.upload(`${target}/${encoded}`, file, (piece) => {
      bytes += piece;
      if (bytes - told < tellEvery) return;
      told = bytes;
      of.progress(t('{0}: {1} of {2}', name, formatSize(bytes), formatSize(size)));
    });
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== 'serverRefused') throw error;
    of.problems.push({ where: name, message: messageOf(error) });
    return;
  }
  of.sent.artifacts += 1;
  of.sent.bytes += size;
  of.journal.note({ artifacts: { [name]: stamp } });
  of.progress(t('{0} is there', name));
}

async function sizesThere({ server, told }: Publishing): Promise<Map<string, number>> {
  const { files } = await artifactFiles(server, { run: told.info.run_id, most: 100_000 });
  // Of an empty file MLflow tells no size.
  return new Map(files.map(({ path: name, size = 0 }) => [name, size]));
}

async function realOf(file: string): Promise<string | undefined> {
  try {
    return await fs.realpath(file);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Bytes between two words on one upload. */
const tellEvery = 50_000_000;
