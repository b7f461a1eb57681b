/** The experiments of an MLflow file store, their runs' folders and their datasets; read again only when they changed. */
import type { Problem } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { columnNames } from '../datasetColumns.ts';
import { isId } from '../mlflowWords.ts';
import { PlainFolder } from '../plainFolder.ts';
import { ProblemList } from '../problemList.ts';
import { readMeta, type Dataset } from './readRun.ts';
import { metaName } from './runLook.ts';

export interface Experiment {
  /** Name of its folder. */
  readonly place: string;
  readonly name: string;
  /** Names of folders that may be runs. */
  readonly runs: readonly string[];
}

interface Known {
  readonly stamp: string;
  readonly name: string;
  readonly deleted: boolean;
  readonly problems: readonly Problem[];
}

export class Experiments {
  readonly #root: string;
  readonly #known = new Map<string, Known>();
  readonly #datasets = new Map<string, Dataset>();

  constructor(root: string) {
    this.#root = root;
  }

  /** What is wrong goes to `problems`. */
  async look(problems: ProblemList): Promise<Experiment[]> {
    const folder = new PlainFolder(this.#root, (problem) => problems.add(problem));
    const found: Experiment[] = [];
    for (const entry of folder.entries('')) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === registryName) continue;
      const runs = folder
        .entries(entry.name)
        .filter((child) => child.isDirectory() && !reserved.has(child.name) && !child.name.startsWith('.'))
        .map(({ name }) => name);
      const known = await this.#read(folder, entry.name, runs.length > 0);
      if (known === undefined || known.deleted) continue;
      for (const problem of known.problems) problems.add(problem);
      found.push({ place: entry.name, name: known.name, runs });
    }
    return found;
  }

  /** By the id that a run's input names; its problems are the asking run's. */
  async dataset(folder: PlainFolder, experiment: string, id: string, problems: ProblemList) {
    const place = `${experiment}/datasets/${id}`;
    const known = this.#datasets.get(place);
    if (known !== undefined || !isId(id)) return known;
    const meta = await readMeta(folder, `${place}/${metaName}`, datasetKeys, problems);
    const name = meta?.get('name');
    if (name === undefined) return undefined;
    const dataset: Dataset = {
      ...{ name, digest: meta?.get('digest') },
      columns: columnNames(meta?.get('schema')),
    };
    this.#datasets.set(place, dataset);
    return dataset;
  }

  async #read(folder: PlainFolder, place: string, hasRuns: boolean): Promise<Known | undefined> {
    const file = `${place}/${metaName}`;
    const stats = folder.stats(file);
    if (stats === undefined) {
      // Other tools keep folders here too, e.g. the artifacts of runs that a database lists.
      return hasRuns ? { stamp: '', name: place, deleted: false, problems: [] } : undefined;
    }
    const stamp = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
    const before = this.#known.get(place);
    if (before?.stamp === stamp) return before;
    const problems = new ProblemList();
    const own = new PlainFolder(folder.root, (problem) => problems.add(problem));
    const meta = await readMeta(own, file, experimentKeys, problems);
    if (meta !== undefined && meta.get('name') === undefined)
      problems.add({ where: file, message: t('The name of the experiment is missing.') });
    const known: Known = {
      stamp,
      name: meta?.get('name') ?? before?.name ?? place,
      deleted: meta?.get('lifecycle_stage') === 'deleted',
      problems: problems.list(),
    };
    this.#known.set(place, known);
    return known;
  }
}

/** Folder of registered models. */
const registryName = 'models';
/** Folders of an experiment that are no runs. */
const reserved = new Set(['tags', 'datasets', 'traces', 'models']);
const experimentKeys: ReadonlySet<string> = new Set(['name', 'lifecycle_stage']);
const datasetKeys: ReadonlySet<string> = new Set(['name', 'digest', 'schema']);
