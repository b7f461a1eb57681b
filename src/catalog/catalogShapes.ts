/** Entries of the catalog as they are printed and sent: absent facts are null. */
import type { CatalogDatasetShape, CatalogFeatureShape } from '../protocol/catalogShape.ts';
import type { Dataset } from '../records/dataset.ts';
import type { Feature } from '../records/feature.ts';

export function featureShapeOf(name: string, entry: Feature): CatalogFeatureShape {
  return {
    ...{ name, description: entry.description ?? null, owner: entry.owner ?? null },
    ...{ dataset: entry.dataset ?? null, columns: entry.columns, function: entry.function ?? null },
    ...{ kind: entry.kind ?? null, parents: entry.parents, type: entry.type ?? null },
    ...{ range: entry.range ?? null, reviewer: entry.reviewer ?? null },
    ...{ created: entry.created ?? null, deprecated: entry.deprecated ?? null },
  };
}

export function datasetShapeOf(name: string, entry: Dataset): CatalogDatasetShape {
  return {
    ...{ name, description: entry.description ?? null, owner: entry.owner ?? null },
    ...{ location: entry.location, format: entry.format ?? null, time: entry.time ?? null },
    ...{ label: entry.label ?? null, sensitive: entry.sensitive, licence: entry.licence ?? null },
    ...{ tags: entry.tags, freshness: entry.freshness ?? null, access: entry.access ?? null },
    versions: [...entry.versions]
      .sort((a, b) => b.version - a.version)
      .map(({ version, hash, seen, rows }) => ({ version, hash, seen: seen ?? null, rows: rows ?? null })),
  };
}
