/** Where the data is that a run names: in the catalog by its name or its place, or a path. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Dataset } from '../records/dataset.ts';

export interface NamedData {
  readonly name: string;
  /** What MLflow tells of its source: JSON, or a path. */
  readonly source: string | undefined;
}

export interface FindOptions {
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Workspace folder, absolute. */
  readonly folder: string;
  /** Where the script runs, absolute. */
  readonly cwd: string;
}

/** Its location from the workspace folder, with forward slashes; undefined when it is not in there or not known. */
export async function findData(
  { name, source }: NamedData,
  { datasets, folder, cwd }: FindOptions,
): Promise<string | undefined> {
  const named = datasets.get(name);
  if (named !== undefined) return named.location;
  for (const text of [source === undefined ? undefined : pathIn(source), name]) {
    if (text === undefined || text === '') continue;
    for (const base of [cwd, folder]) {
      const place = path.resolve(base, text);
      const relative = path.relative(folder, place);
      if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) continue;
      if (await isThere(place)) return relative.replaceAll(path.sep, '/');
    }
  }
  // Scripts often name a file without its folder; that is clear enough when the catalog has one such file.
  const alike = [...datasets.values()].filter(({ location }) => path.posix.basename(location) === name);
  return alike.length === 1 ? alike[0]?.location : undefined;
}

const mlflowSource = z.object({ uri: z.string().optional(), path: z.string().optional() });

/** MLflow writes `{"uri": "data/loans.csv"}`; other libraries a path or a file URL. */
function pathIn(source: string): string | undefined {
  let text = source;
  try {
    const { data } = mlflowSource.safeParse(JSON.parse(source));
    text = data?.uri ?? data?.path ?? '';
  } catch {
    // Not JSON: a path as it is.
  }
  if (!text.startsWith('file:')) return /^[a-z][a-z0-9+.-]+:/i.test(text) ? undefined : text;
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}

async function isThere(place: string): Promise<boolean> {
  return await stat(place).then(
    () => true,
    () => false,
  );
}
