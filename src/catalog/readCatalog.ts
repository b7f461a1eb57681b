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
  /** Where the key of a feature or of something in it stands, also of one that could not be read. */
  readonly featureAt: (path: readonly PropertyKey[]) => Pick<CatalogProblem, 'line' | 'column'>;
  readonly datasetAt: (path: readonly PropertyKey[]) => Pick<CatalogProblem, 'line' | 'column'>;
  /** A file is there that could not be read at all, so that what it holds is not known. */
  readonly unread: boolean;
}

export interface ReadCatalogOptions {
  /** In the place of what the files hold. */
  readonly texts?: { readonly datasets?: string | undefined; readonly features?: string | undefined };
  /** What was read before: of a file that cannot be read at all, its entries stay in use. */
  readonly before?: Catalog;
}

/** Reads never reject: what is wrong with a file is a problem, and the other file still counts. */
export async function readCatalog(
  layout: Layout,
  { texts = {}, before }: ReadCatalogOptions = {},
): Promise<Catalog> {
  const [datasets, features] = await Promise.all([
    readEntries(layout.datasets, { where: 'datasets.yaml', example: 'loans' }, dataset, texts.datasets),
    readEntries(
      layout.features,
      { where: 'features.yaml', example: 'debt_to_income' },
      feature,
      texts.features,
    ),
  ]);
  const problems = [
    ...datasets.problems,
    ...judgeDatasets(datasets),
    ...features.problems,
    ...(await judgeFeatures(features, knownOf(datasets), layout.folder)),
  ];
  const unread = datasets.unread || features.unread;
  const lastData = datasets.unread ? before : undefined;
  const lastFeatures = features.unread ? before : undefined;
  return {
    datasets: lastData?.datasets ?? datasets.found,
    features: lastFeatures?.features ?? features.found,
    problems,
    featureAt: lastFeatures?.featureAt ?? ((path) => features.at(path)),
    datasetAt: lastData?.datasetAt ?? ((path) => datasets.at(path)),
    unread,
  };
}

/** Of a file that cannot be read nobody knows what it does not hold. */
function knownOf(datasets: Entries<Dataset>): Parameters<typeof judgeFeatures>[1] {
  if (datasets.unread) return { has: () => true, isEmpty: false };
  const isEmpty = datasets.found.size === 0 && datasets.problems.length === 0;
  return { has: (name) => datasets.has(name), isEmpty };
}
