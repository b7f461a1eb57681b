/** The questions of protocol/catalogThread.ts, answered from the catalog and the runs. */
import { behindOf, dataUses, type DataRead, type ModelOfRun, type ReadVersion } from '../catalog/dataUses.ts';
import { unreadDisk, type DiskState } from '../catalog/diskState.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import type { Registered } from '../models/modelRegistry.ts';
import type {
  catalogThread,
  DatasetDetail,
  DatasetRow,
  DatasetVersionShape,
  DiskShape,
  FeatureBy,
  FeatureRow,
  UnknownData,
  UsingRun,
} from '../protocol/catalogThread.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import type { Dataset } from '../records/dataset.ts';
import type { Feature } from '../records/feature.ts';
import { dataReads } from '../runs/dataReads.ts';
import type { Runs } from '../runs/query.ts';
import type { CatalogSession } from './catalogSession.ts';
import type { KnownUsage } from './usageSource.ts';

export interface CatalogParts {
  readonly catalog: CatalogSession;
  readonly runs: <T>(question: (runs: Runs) => T) => Promise<T>;
  readonly usage: () => Promise<KnownUsage>;
  readonly unusedDays: () => Promise<number>;
  /** ms since 1970. */
  readonly now: () => number;
}

interface Known {
  readonly catalog: Catalog;
  readonly models: Registered;
  readonly uses: ReadonlyMap<string, readonly ReadVersion[]>;
  readonly featuresOf: ReadonlyMap<string, readonly string[]>;
  readonly problems: ReadonlyMap<string, number>;
}

/** All that is told of many datasets, from one look at what is known. */
export async function datasetDetails(
  parts: Pick<CatalogParts, 'catalog' | 'runs'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, DatasetDetail>> {
  const known = await knowing(parts)();
  return new Map(
    names.flatMap((name) => {
      const entry = known.catalog.datasets.get(name);
      return entry === undefined ? [] : [[name, detailOf(name, entry, known, parts.catalog)]];
    }),
  );
}

function knowing({ catalog, runs }: Pick<CatalogParts, 'catalog' | 'runs'>): () => Promise<Known> {
  let kept: { readonly of: Catalog; readonly index: Pick<Known, 'featuresOf' | 'problems'> } | undefined;
  /** By name; many questions follow each other about one state of the files. */
  const indexOf = (of: Catalog) => {
    if (kept?.of !== of)
      kept = { of, index: { featuresOf: featuresByDataset(of.features), problems: problemsByName(of) } };
    return kept.index;
  };
  return async () => {
    const found = await catalog.catalog();
    const models = await catalog.models();
    const reads = await runs(readsOf);
    const uses = dataUses(found.datasets, reads, modelsOfRuns(models));
    return { catalog: found, models, uses, ...indexOf(found) };
  };
}

export function catalogAnswersOf({
  catalog,
  runs,
  usage,
  unusedDays,
  now,
}: CatalogParts): Handlers<typeof catalogThread> {
  const know = knowing({ catalog, runs });
  const features = async () => featureRowsOf(await usage(), await unusedDays(), now());
  return {
    catalogDatasets: async () => {
      const known = await know();
      return [...known.catalog.datasets].map(([name, entry]) => rowOf(name, entry, known, catalog));
    },
    catalogDataset: async ({ name }) => {
      const known = await know();
      const entry = known.catalog.datasets.get(name);
      return entry === undefined ? null : detailOf(name, entry, known, catalog);
    },
    dataFiles: async ({ name }) => {
      await catalog.catalog();
      return filesOf(name, catalog, mostFilesAsked);
    },
    featureGroups: async ({ by }) => {
      const groups = new Map<string | null, { count: number; warnings: number }>();
      for (const row of await features())
        for (const key of keysOf(row, by)) {
          const group = groups.get(key) ?? { count: 0, warnings: 0 };
          group.count += 1;
          group.warnings += row.warnings.length > 0 || row.isUnused ? 1 : 0;
          groups.set(key, group);
        }
      return [...groups].map(([key, group]) => ({ key, ...group })).sort(byKey);
    },
    featureRows: async ({ by, key }) => {
      const rows = await features();
      return key === undefined ? rows : rows.filter((row) => keysOf(row, by).includes(key));
    },
    unknownData: async () => {
      const known = await know();
      const used = new Set([...known.uses.values()].flat().map(({ run, name }) => `${run}\n${name}`));
      const found = new Map<string, UnknownData>();
      for (const { run, name, location = null, started } of await runs(readsOf)) {
        if (used.has(`${run}\n${name}`)) continue;
        const before = found.get(location ?? name);
        if (before === undefined) found.set(location ?? name, { name, location, runs: 1, lastUsed: started });
        else before.runs += 1;
      }
      return [...found.values()].slice(0, mostUnknown);
    },
    catalogNames: async () => {
      const { catalog: found, models } = await know();
      const nameOf =
        (kind: 'dataset' | 'feature') =>
        ([name, { owner, description }]: readonly [string, Dataset | Feature]) => ({
          kind,
          name,
          owner: owner ?? null,
          description: description ?? null,
        });
      return [
        ...[...found.datasets].map(nameOf('dataset')),
        ...[...found.features].map(nameOf('feature')),
        ...[...models.models.values()].map(({ name, by, description }) => ({
          kind: 'model' as const,
          name,
          owner: by ?? null,
          description: description ?? null,
        })),
      ];
    },
    readData: async ({ names }) => {
      // Not until it is read: that may take longer than a question may.
      await catalog.read(names);
      return null;
    },
    cancelReading: () => {
      catalog.cancel();
      return Promise.resolve(null);
    },
    allowData: async ({ allowed }) => {
      await catalog.allow(allowed);
      return null;
    },
  };
}

function readsOf(runs: Runs): DataRead[] {
  return dataReads(runs).map((read) => {
    const entry = runs.table.byId(read.run);
    return { ...read, isBest: entry !== undefined && runs.table.standing(entry).isBest };
  });
}

function modelsOfRuns({ models }: Registered): ModelOfRun[] {
  return [...models.values()].flatMap(({ name, versions, aliases }) =>
    versions.map(({ version, run }) => ({
      model: name,
      version,
      run,
      aliases: Object.entries(aliases).flatMap(([alias, at]) => (at === version ? [alias] : [])),
    })),
  );
}

function rowOf(
  name: string,
  entry: Dataset,
  { uses, featuresOf, catalog, problems }: Known,
  session: CatalogSession,
): DatasetRow {
  const disk = session.disk(name) ?? unreadDisk;
  const reads = uses.get(name) ?? [];
  const shown = entry.versions.find(({ version }) => version === disk.version) ?? newest(entry);
  return {
    name,
    owner: entry.owner ?? null,
    description: entry.description ?? null,
    location: entry.location,
    disk: diskShapeOf(disk),
    latest: newest(entry)?.version ?? null,
    rows: shown?.rows ?? null,
    freshness: entry.freshness ?? null,
    runs: new Set(reads.map(({ run }) => run)).size,
    features: featuresOf.get(name)?.length ?? 0,
    behind: behindOf(reads, disk),
    copies: [...session.copies(name)],
    line: catalog.datasetAt([name]).line,
    problems: problems.get(`datasets.yaml\n${name}`) ?? 0,
  };
}

function detailOf(name: string, entry: Dataset, known: Known, session: CatalogSession): DatasetDetail {
  const reads = known.uses.get(name) ?? [];
  const numbers = new Set(entry.versions.map(({ version }) => version));
  return {
    ...rowOf(name, entry, known, session),
    format: entry.format ?? null,
    time: entry.time ?? null,
    label: entry.label ?? null,
    sensitive: entry.sensitive,
    licence: entry.licence ?? null,
    tags: entry.tags,
    access: entry.access ?? null,
    versions: [...entry.versions]
      .sort((a, b) => b.version - a.version)
      .map((version) => versionOf(version, reads)),
    otherRuns: reads
      .filter(({ number }) => number === undefined || !numbers.has(number))
      .map((read) => ({ ...usingRunOf(read), hash: read.hash ?? null })),
    featureNames: [...(known.featuresOf.get(name) ?? [])],
    files: filesOf(name, session, mostFiles),
  };
}

function filesOf(name: string, session: CatalogSession, most: number): string[] {
  return (session.disk(name)?.files ?? []).slice(0, most).map(({ path }) => path);
}

function versionOf(
  { version, hash, seen, rows, size, note }: Dataset['versions'][number],
  reads: readonly ReadVersion[],
): DatasetVersionShape {
  const own = reads.filter(({ number }) => number === version);
  const models = new Map(
    own.flatMap((read) => read.models).map((one) => [`${one.model} ${one.version}`, one]),
  );
  return {
    version,
    hash,
    seen: seen === undefined ? null : Date.parse(seen),
    rows: rows ?? null,
    size: size ?? null,
    note: note ?? null,
    runs: [...new Map(own.map((read) => [read.run, usingRunOf(read)])).values()],
    models: [...models.values()].map((one) => ({
      model: one.model,
      version: one.version,
      aliases: [...one.aliases],
    })),
  };
}

function usingRunOf({ run, runName, script, started }: DataRead): UsingRun {
  return { id: run, name: runName, script: script ?? null, started };
}

export function diskShapeOf(disk: DiskState): DiskShape {
  const { state, hash, version, files, size, modified, isStale, why } = disk;
  return {
    ...{ state, hash: hash ?? null, version: version ?? null, files: files.length, size },
    ...{ modified: modified ?? null, isStale, why: why ?? null },
  };
}

function newest({ versions }: Dataset): Dataset['versions'][number] | undefined {
  return versions.reduce<Dataset['versions'][number] | undefined>(
    (best, one) => (best === undefined || one.version > best.version ? one : best),
    undefined,
  );
}

function featureRowsOf({ catalog, usage }: KnownUsage, unusedDays: number, now: number): FeatureRow[] {
  const warnings = new Map<number, string[]>();
  const lineOf = new Map([...catalog.features.keys()].map((name) => [name, catalog.featureAt([name]).line]));
  const lines = [...lineOf.values()].sort((a, b) => a - b);
  for (const { where, line, message } of catalog.problems) {
    if (where !== 'features.yaml') continue;
    const own = lastAtMost(lines, line);
    if (own !== undefined) warnings.set(own, [...(warnings.get(own) ?? []), message]);
  }
  const unused = new Set(usage.unused(unusedDays, now).map(({ name }) => name));
  return [...catalog.features].map(([name, entry]) => {
    const line = lineOf.get(name) ?? 1;
    const used = usage.of(name);
    return {
      ...{ name, line, owner: entry.owner ?? null, description: entry.description ?? null },
      ...{ dataset: entry.dataset ?? null, kind: entry.kind ?? null, deprecated: entry.deprecated ?? null },
      models: [...new Set(used.models.map(({ model }) => model))],
      ...{ runs: used.runCount, lastUsed: used.lastUsed, isUnused: unused.has(name) },
      warnings: warnings.get(line) ?? [],
    };
  });
}

function keysOf(row: FeatureRow, by: FeatureBy): readonly (string | null)[] {
  if (by === 'none') return [null];
  if (by === 'model') return row.models.length > 0 ? row.models : [null];
  return [row[by]];
}

/** By name, those of nothing last. */
function byKey({ key: a }: { key: string | null }, { key: b }: { key: string | null }): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function featuresByDataset(features: ReadonlyMap<string, Feature>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { dataset }] of features) {
    if (dataset === undefined) continue;
    const names = found.get(dataset);
    if (names === undefined) found.set(dataset, [name]);
    else names.push(name);
  }
  return found;
}

/** How many problems stand in the lines of an entry, by file and name. */
function problemsByName({ problems, datasets, datasetAt }: Catalog): Map<string, number> {
  const found = new Map<string, number>();
  const starts = [...datasets.keys()]
    .map((name) => [name, datasetAt([name]).line] as const)
    .sort(([, a], [, b]) => a - b);
  const own = starts.map(([, line]) => line);
  const nameAt = new Map(starts.map(([name, line]) => [line, name]));
  for (const { where, line } of problems) {
    if (where !== 'datasets.yaml') continue;
    const start = lastAtMost(own, line);
    const name = start === undefined ? undefined : nameAt.get(start);
    if (name !== undefined) found.set(`${where}\n${name}`, (found.get(`${where}\n${name}`) ?? 0) + 1);
  }
  return found;
}

/** The greatest of sorted numbers that is not above the limit. */
function lastAtMost(sorted: readonly number[], limit: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

const mostFiles = 1000;
const mostFilesAsked = 20_000;
const mostUnknown = 100;
