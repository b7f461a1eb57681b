/** The catalog of a folder as its files say it: what could be read, and what is wrong or lacks at which line. */
import { dataset, type Dataset } from '../records/dataset.ts';
import { feature, type Feature } from '../records/feature.ts';
import type { Layout } from '../storage/layout.ts';
import { readEntries, type Entries } from './entries.ts';
import { judgeDatasets, judgeFeatures, type CatalogProblem } from './judgeCatalog.ts';

export interface Catalog {
  /** By name, in the order of the file. */
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly features: ReadonlyMap<string, Feature>;
  readonly problems: readonly CatalogProblem[];
  /** A file is there that could not be read at all, so that what it holds is not known. */
  readonly unread: boolean;
  /** 1-based lines of the names. */
  readonly lines: {
    readonly datasets: ReadonlyMap<string, number>;
    readonly features: ReadonlyMap<string, number>;
  };
}

/**
 * Reads never reject: what is wrong with a file is a problem, and the other file still counts. Of a file that cannot be read
 * at all, entries and lines are those of `before`.
 */
export async function readCatalog(layout: Layout, before?: Catalog): Promise<Catalog> {
  const [datasets, features] = await Promise.all([
    readEntries(layout.datasets, { where: 'datasets.yaml', example: 'loans' }, dataset),
    readEntries(layout.features, { where: 'features.yaml', example: 'debt_to_income' }, feature),
  ]);
  const problems = [
    ...datasets.problems,
    ...judgeDatasets(datasets),
    ...features.problems,
    ...(await judgeFeatures(features, datasets, layout.folder)),
  ];
  const unread = datasets.unread || features.unread;
  const lastData = datasets.unread ? before : undefined;
  const lastFeatures = features.unread ? before : undefined;
  return {
    datasets: lastData?.datasets ?? datasets.found,
    features: lastFeatures?.features ?? features.found,
    problems,
    unread,
    lines: {
      datasets: lastData?.lines.datasets ?? linesOf(datasets),
      features: lastFeatures?.lines.features ?? linesOf(features),
    },
  };
}

function linesOf(entries: Entries<unknown>): Map<string, number> {
  return new Map([...entries.found.keys()].map((name) => [name, entries.at([name]).line]));
}
