/** The catalog of a folder as its files say it: what could be read, and what is wrong or lacks at which line. */
import { dataset, type Dataset } from '../records/dataset.ts';
import { feature, type Feature } from '../records/feature.ts';
import type { Layout } from '../storage/layout.ts';
import { readEntries } from './entries.ts';
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

/** Reads never reject: what is wrong with a file is a problem, and the other file still counts. */
export async function readCatalog(
  layout: Layout,
  /** In the place of what the files hold. */
  texts: { readonly datasets?: string | undefined; readonly features?: string | undefined } = {},
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
    ...(await judgeFeatures(features, datasets, layout.folder)),
  ];
  const unread = datasets.unread || features.unread;
  return {
    datasets: datasets.found,
    features: features.found,
    problems,
    featureAt: (path) => features.at(path),
    datasetAt: (path) => datasets.at(path),
    unread,
  };
}
