/** One run as DVCLive keeps it: a folder with plots/metrics, metrics.json and params.yaml, written anew by every run. */
import path from 'node:path';
import type { Problem } from '../../base/errors.ts';
import { ParamsFile } from '../paramsFile.ts';
import { PlainFolder } from '../plainFolder.ts';
import { PointTable } from '../pointTable.ts';
import type { Now, Recording, Unreadable } from '../singleRun.ts';
import type { ForeignDetails, ForeignRun } from '../source.ts';
import { problemsOfTable } from '../tableProblems.ts';
import { MetricFile } from './metricFile.ts';
import { SummaryFile } from './summaryFile.ts';

export class DvcliveFolder implements Recording {
  readonly table = new PointTable();
  readonly #location: string;
  readonly #now: () => number;
  readonly #params: ParamsFile;
  readonly #summary: SummaryFile;
  /** Metrics that are in metrics.json only. */
  readonly #unplotted = new Set<string>();
  #files: MetricFile[] = [];
  #folderProblems: readonly Problem[] = [];

  constructor(location: string, now: () => number) {
    this.#location = location;
    this.#now = now;
    this.#params = new ParamsFile(path.join(location, 'params.yaml'), 'params.yaml');
    this.#summary = new SummaryFile(path.join(location, 'metrics.json'));
  }

  get position(): number {
    return this.#files.reduce((sum, { position }) => sum + position, 0);
  }

  get lastTime(): number {
    return Math.max(...this.#files.map(({ newest }) => newest));
  }

  look(): 'none' | 'same' | 'changed' | Unreadable {
    const keys = this.#keys();
    if (!Array.isArray(keys)) return keys;
    const known = new Map(this.#files.map((file) => [file.key, file]));
    const isLess = this.#files.some(({ key }) => !keys.includes(key));
    const isMore = keys.some((key) => !known.has(key));
    this.#files = keys.map((key) => known.get(key) ?? this.#fileOf(key));
    const looks = this.#files.map((file) => file.look(this.#now()));
    const isSummaryNew = this.#summary.look();
    const areParamsNew = this.#params.look();
    if (keys.length === 0 && this.#summary.mtime === undefined && this.#params.mtime === undefined)
      return 'none';
    const isPlottedNow = keys.some((key) => this.#unplotted.has(key));
    if (isLess || isPlottedNow || looks.includes('replaced')) {
      this.restart(this.table.keeping);
      return 'changed';
    }
    return isMore || looks.includes('grown') || isSummaryNew || areParamsNew ? 'changed' : 'same';
  }

  prepare(): Promise<void> {
    return this.#params.prepare();
  }

  read(): 'more' | 'done' | 'again' | 'continued' {
    const file = this.#files.find(({ isPending }) => isPending);
    if (file === undefined) {
      this.#params.read();
      this.#summary.read();
      this.#addUnplotted();
      return 'done';
    }
    const outcome = file.read(this.table);
    if (outcome !== 'continued' && outcome !== 'replaced' && outcome !== 'missing') return 'more';
    if (outcome === 'missing') this.#files = this.#files.filter((other) => other !== file);
    this.restart(this.table.keeping);
    return outcome === 'continued' ? 'continued' : 'again';
  }

  restart(keepPoints: boolean): void {
    this.table.restart(keepPoints);
    this.#unplotted.clear();
    for (const file of this.#files) file.reset();
  }

  describe({ isAlive, time }: Now): ForeignRun {
    const name = path.basename(this.#location);
    const oldest = Math.min(...this.#files.map((file) => file.oldest));
    const written = [
      ...this.#files.map((file) => file.mtime),
      this.#summary.mtime ?? 0,
      this.#params.mtime ?? 0,
    ];
    const made = [...this.#files.map((file) => file.made), this.#params.mtime ?? Infinity];
    // Times in the records are better than those of their files, which a copy has as well.
    const hasTimes = Number.isFinite(oldest);
    const last = hasTimes ? this.lastTime : Math.max(...written);
    return {
      id: name,
      name,
      experiment: undefined,
      // DVCLive does not note how a run ended.
      status: isAlive ? 'running' : 'unknown',
      started: hasTimes ? oldest : Math.min(...made, last),
      ended: isAlive ? undefined : last,
      user: '',
      params: this.#params.params,
      tags: new Map(),
      metrics: this.table.summaries(),
      datasets: [],
      problems: [
        ...problemsOfTable(name, this.table),
        ...this.#folderProblems,
        ...this.#params.problems,
        ...this.#summary.problems(time),
        ...this.#files.flatMap((file) => file.problems()),
      ].slice(0, mostProblems),
    };
  }

  details(): ForeignDetails {
    const folder = new PlainFolder(this.#location, () => undefined);
    const reports = ['report.html', 'report.md'].flatMap((name) => {
      const stats = folder.stats(name);
      return stats?.isFile() === true ? [{ path: name, stats }] : [];
    });
    // A folder may be a link as well.
    const below = ['artifacts', 'plots']
      .filter((name) => folder.reaches(name))
      .flatMap((name) => folder.files(name));
    const files = below.filter((file) => !file.path.startsWith(`${metricsFolder}/`));
    return {
      note: '',
      command: [],
      commit: undefined,
      artifactFolder: this.#location,
      artifacts: [...files, ...reports]
        .slice(0, mostArtifacts)
        .map(({ path: file, stats }) => ({ path: file, size: stats.size, time: stats.mtimeMs })),
    };
  }

  /** Of the metrics that have a file. */
  #keys(): string[] | Unreadable {
    const problems: Problem[] = [];
    const folder = new PlainFolder(this.#location, (problem) => problems.push(problem));
    const paths = folder.reaches(metricsFolder) ? folder.paths(metricsFolder) : [];
    const files = paths.filter((file) => file.endsWith(ending));
    const [first] = problems;
    // What cannot be listed may still be there.
    if (first !== undefined && files.length === 0 && this.#files.length > 0)
      return { message: first.message };
    this.#folderProblems = problems;
    return files.map((file) => file.slice(metricsFolder.length + 1, -ending.length));
  }

  #fileOf(key: string): MetricFile {
    const where = `${metricsFolder}/${key}${ending}`;
    return new MetricFile({ key, path: path.join(this.#location, ...where.split('/')), where });
  }

  /** What is logged without a plot has its newest value only. */
  #addUnplotted(): void {
    const { step, values, mtime = 0 } = this.#summary;
    const plotted = new Set(this.#files.map(({ key }) => key));
    for (const [key, value] of values) {
      if (plotted.has(key)) continue;
      this.#unplotted.add(key);
      this.table.only(key, step, mtime, value);
    }
  }
}

const metricsFolder = 'plots/metrics';
const ending = '.tsv';
const mostProblems = 100;
const mostArtifacts = 2000;
