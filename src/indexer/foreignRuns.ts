/** Runs of other tools that lie in the workspace: found, listed beside Cairn's own, followed while they grow, never changed. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../base/errors.ts';
import type { CairnConfig } from '../records/config.ts';
import type { MetricSummary } from '../records/metric.ts';
import { recordOf } from '../runs/shapeRun.ts';
import type { Runs } from '../runs/query.ts';
import type { Scanned } from '../runs/runScanner.ts';
import type { RunDetail, RunRow } from '../protocol/runShape.ts';
import { foreignDetail } from './foreignDetail.ts';
import { foreignFacts, modelsIn, toldOf, type Told } from './foreignFacts.ts';
import { foreignRow } from './foreignRow.ts';
import type { ForeignRecord } from './foreignUses.ts';
import { importRun, type ImportedRun } from './importRun.ts';
import { findSources, type Finding } from '../sources/findSources.ts';
import type { ForeignRun, ForeignSource, SourceKind, SourceTools } from '../sources/source.ts';
import type { Layout } from '../storage/layout.ts';
import type { PointColumns } from '../storage/series/seriesFormat.ts';

export interface ForeignRunsOptions {
  /** Workspace folder, absolute. */
  readonly folder: string;
  readonly kinds: readonly SourceKind[];
  readonly tools: SourceTools;
  readonly pause: () => Promise<void>;
}

interface Opened {
  readonly finding: Finding;
  readonly source: ForeignSource;
  readonly runs: Map<string, ForeignRun>;
  /** Ids of those that a run of Cairn's own has taken over. */
  readonly taken: Set<string>;
  /** By run, what was told of it besides what is in the list. */
  readonly told: Map<string, Told>;
  /** Runs of which that is to be asked. */
  readonly untold: Set<string>;
  problems: readonly Problem[];
}

interface Listed {
  readonly opened: Opened;
  readonly run: ForeignRun;
}

export class ForeignRuns {
  readonly #options: ForeignRunsOptions;
  /** By kind and location. */
  readonly #opened = new Map<string, Opened>();
  /** By the id under which a run is listed. */
  readonly #listed = new Map<string, Listed>();
  #findProblems: readonly Problem[] = [];
  #lastFind = -Infinity;
  #forgotten = false;

  constructor(options: ForeignRunsOptions) {
    this.#options = options;
  }

  /** Walks the workspace when the last walk was a while ago (or `anew`), then looks at every source. */
  async scan(
    runs: Runs,
    config: CairnConfig,
    report: (scanned: Scanned) => void,
    anew: boolean,
  ): Promise<void> {
    const begun = performance.now();
    if (anew || begun - this.#lastFind > Math.max(findEvery, 20 * this.#findTook)) {
      await this.#find(runs, report);
      this.#lastFind = performance.now();
      this.#findTook = this.#lastFind - begun;
    }
    this.#forgetUnknown(runs, report);
    const isTaken = this.settle(runs, config, report);
    const to = { runs, config, report, isTaken };
    for (const opened of this.#opened.values()) await this.#look(opened, to);
    const until = performance.now() + tellFor;
    for (const opened of this.#opened.values()) await this.#tell(opened, to, until);
  }

  #findTook = 0;

  /**
   * What a run of Cairn's own has taken over as it was written is not listed a second time, and is again when that run
   * has left the list: it still lies there.
   */
  settle(runs: Runs, config: CairnConfig, report: (scanned: Scanned) => void): IsTaken {
    const since = new Map<string, number>();
    if (this.#opened.size === 0) return () => false;
    for (const { records, started } of runs.table.entries())
      for (const location of records) since.set(location, Math.min(started, since.get(location) ?? Infinity));
    const isTaken: IsTaken = ({ location }, { started }) =>
      started >= (since.get(this.#relative(location)) ?? Infinity) - clockSlack;
    const hidden = [...this.#listed].filter(([, { opened, run }]) => isTaken(opened.finding, run));
    for (const [, { opened, run }] of hidden) opened.taken.add(run.id);
    this.#drop(
      runs,
      hidden.map(([id]) => id),
      report,
    );
    const back = [...this.#opened.values()].flatMap((opened) =>
      [...opened.taken]
        .flatMap((id) => opened.runs.get(id) ?? [])
        .filter((run) => !isTaken(opened.finding, run))
        .map((run) => ({ opened, run })),
    );
    for (const { opened, run } of back) opened.taken.delete(run.id);
    if (back.length > 0) report({ changed: this.#put(runs, config, back), gone: [] });
    return isTaken;
  }

  /** Takes in what is not found in the workspace: a server, of which `scan` tells the runs that were fetched. */
  attach(finding: Finding, source: ForeignSource): void {
    this.#opened.set(keyOf(finding), openedOf(finding, source));
  }

  /** Forgets it with all its runs. */
  detach(finding: Finding, runs: Runs, report: (scanned: Scanned) => void): void {
    const opened = this.#opened.get(keyOf(finding));
    if (opened !== undefined) this.#close(keyOf(finding), opened, runs, report);
  }

  /** Looks at one source only. */
  async lookAt(
    finding: Finding,
    to: { runs: Runs; config: CairnConfig; report: (scanned: Scanned) => void },
  ): Promise<void> {
    const opened = this.#opened.get(keyOf(finding));
    if (opened === undefined) return;
    await this.#look(opened, { ...to, isTaken: () => false });
    await this.#tell(opened, to, Infinity);
  }

  /** Judges every listed run anew, e.g. by another objective. */
  relist(runs: Runs, config: CairnConfig): string[] {
    const all = [...this.#listed.values()];
    this.#put(runs, config, all);
    return [...this.#listed.keys()];
  }

  problems(): Problem[] {
    return [
      ...this.#findProblems,
      ...[...this.#opened.values()].flatMap((opened) => this.#problemsOf(opened)),
    ];
  }

  /** Undefined: no such run is listed. */
  async import(
    id: string,
    to: { readonly layout: Layout; readonly config: CairnConfig },
  ): Promise<ImportedRun | undefined> {
    const listed = this.#listed.get(id);
    if (listed === undefined) return undefined;
    const { finding, source } = listed.opened;
    return await importRun(
      { tool: finding.kind.label, location: finding.location, source, run: listed.run },
      to,
    );
  }

  /** Those that are listed, for who wants to know what their models learnt from. */
  *records(): Iterable<ForeignRecord> {
    for (const [id, { opened, run }] of this.#listed)
      yield {
        ...{ id, run, source: this.#groupOf(opened.finding), keepsModels: modelsIn(opened.told.get(run.id)) },
        details: () => opened.source.details(run.id),
      };
  }

  summaries(id: string): readonly MetricSummary[] | undefined {
    return this.#listed.get(id)?.run.metrics;
  }

  series(id: string, key: string): PointColumns | undefined {
    const listed = this.#listed.get(id);
    return listed?.opened.source.series(listed.run.id, key);
  }

  detail({ index, table }: Runs, id: string, config: CairnConfig): RunDetail | undefined {
    const listed = this.#listed.get(id);
    const entry = table.byId(id);
    if (listed === undefined || entry === undefined) return undefined;
    const { run, opened } = listed;
    const { change, isBest } = table.standing(entry);
    return foreignDetail(run, opened.source.details(run.id), {
      row: { ...this.#rowOf(listed, config, change), isBest },
      params: recordOf(index.keyed('params', entry.n)),
      ...{ config, folder: this.#options.folder },
      ...{ location: opened.finding.location, tool: opened.finding.kind.id },
    });
  }

  close(): void {
    for (const { source } of this.#opened.values()) source.close();
    this.#opened.clear();
    this.#listed.clear();
  }

  async #find(runs: Runs, report: (scanned: Scanned) => void): Promise<void> {
    const { folder, kinds, tools, pause } = this.#options;
    const { found, problems } = await findSources({ folder, kinds, pause });
    this.#findProblems = problems;
    const keys = new Map(found.map((finding) => [keyOf(finding), finding]));
    for (const [key, opened] of this.#opened)
      if (!keys.has(key) && opened.finding.kind.remote === undefined) this.#close(key, opened, runs, report);
    for (const [key, finding] of keys) {
      if (this.#opened.has(key)) continue;
      const source = finding.kind.open(finding.location, tools);
      this.#opened.set(key, openedOf(finding, source));
    }
  }

  #close(key: string, opened: Opened, runs: Runs, report: (scanned: Scanned) => void): void {
    opened.source.close();
    this.#opened.delete(key);
    const ids = [...opened.runs.keys()].map((run) => this.#idOf(opened.finding, run));
    this.#drop(runs, ids, report);
  }

  async #look(
    opened: Opened,
    to: { runs: Runs; config: CairnConfig; report: (scanned: Scanned) => void; isTaken: IsTaken },
  ): Promise<void> {
    const { isTaken } = to;
    await opened.source.scan(({ changed, gone, problems }) => {
      if (problems !== undefined) opened.problems = problems;
      if (gone.length > 0) {
        for (const run of gone) {
          opened.runs.delete(run);
          opened.told.delete(run);
          opened.untold.delete(run);
          opened.taken.delete(run);
        }
        this.#drop(
          to.runs,
          gone.map((run) => this.#idOf(opened.finding, run)),
          to.report,
        );
      }
      if (changed.length === 0) return;
      for (const run of changed) {
        opened.runs.set(run.id, run);
        opened.untold.add(run.id);
        if (isTaken(opened.finding, run)) opened.taken.add(run.id);
        else opened.taken.delete(run.id);
      }
      const listed = changed.filter(({ id }) => !opened.taken.has(id)).map((run) => ({ opened, run }));
      to.report({ changed: this.#put(to.runs, to.config, listed), gone: [] });
    }, this.#options.pause);
  }

  /** Asks for the details of runs that are new or changed, until it is late: the rest is for the next look. */
  async #tell(
    opened: Opened,
    to: { runs: Runs; config: CairnConfig; report: (scanned: Scanned) => void },
    until: number,
  ): Promise<void> {
    const news: string[] = [];
    const put = () => {
      const listed = news
        .splice(0)
        .flatMap((id) => (opened.taken.has(id) ? [] : (opened.runs.get(id) ?? [])))
        .map((run) => ({ opened, run }));
      if (listed.length > 0) to.report({ changed: this.#put(to.runs, to.config, listed), gone: [] });
    };
    const isOpen = () => this.#opened.get(keyOf(opened.finding)) === opened;
    for (const id of [...opened.untold]) {
      if (performance.now() > until) break;
      if (opened.taken.has(id)) continue;
      opened.untold.delete(id);
      const told = toldOf(opened.source.details(id));
      if (!isDeepStrictEqual(told, opened.told.get(id))) {
        opened.told.set(id, told);
        news.push(id);
      }
      await this.#options.pause();
      if (!isOpen()) return;
      if (news.length >= toldAtOnce) put();
    }
    put();
  }

  #relative(location: string): string {
    return path.relative(this.#options.folder, location).replaceAll(path.sep, '/');
  }

  /** Rows of the snapshot whose records are no longer there, once everything has been looked for. */
  #forgetUnknown(runs: Runs, report: (scanned: Scanned) => void): void {
    if (this.#forgotten) return;
    this.#forgotten = true;
    const places = new Set([...this.#opened.values()].map(({ finding }) => this.#groupOf(finding)));
    const gone = [...runs.table.entries()]
      .filter(({ place }) => place !== undefined && !places.has(place))
      .map(({ id }) => id);
    this.#drop(runs, gone, report);
  }

  #drop({ index, table }: Runs, ids: readonly string[], report: (scanned: Scanned) => void): void {
    const known = ids.flatMap((id) => table.byId(id) ?? []);
    for (const id of ids) this.#listed.delete(id);
    if (known.length === 0) return;
    index.transaction(() => {
      for (const { id } of known) index.remove(id);
    });
    for (const { n, id } of known) table.update(n, id);
    report({ changed: [], gone: known.map(({ id }) => id) });
  }

  #put({ index, table }: Runs, config: CairnConfig, listed: readonly Listed[]): string[] {
    const placed: [number, string][] = [];
    index.transaction(() => {
      for (const one of listed) {
        const { run, opened } = one;
        const row = this.#rowOf(one, config, null);
        this.#listed.set(row.id, one);
        const n = index.put({
          row,
          stamp: '',
          live: row.status === 'running',
          records: [],
          facts: foreignFacts(run, opened.told.get(run.id), row),
          user: run.user,
          host: '',
          origin: opened.finding.kind.id,
          params: run.params,
          tags: run.tags,
          datasets: run.datasets,
          metrics: run.metrics,
        });
        placed.push([n, row.id]);
      }
    });
    for (const [n, id] of placed) table.update(n, id);
    return placed.map(([, id]) => id);
  }

  #rowOf({ opened, run }: Listed, config: CairnConfig, change: number | null): RunRow {
    return foreignRow(run, {
      id: this.#idOf(opened.finding, run.id),
      place: { tool: opened.finding.kind.label, group: this.#groupOf(opened.finding) },
      config,
      change,
      modelBytes: opened.told.get(run.id)?.modelBytes,
    });
  }

  /** The same for the same records at the same place, a name that every run may have, and never one of Cairn's own. */
  #idOf({ kind, location }: Finding, run: string): string {
    if (kind.remote !== undefined) return kind.remote.idOf(location, run);
    const place = this.#relative(location);
    return `${kind.id}-${createHash('sha256').update(`${place}\n${run}`).digest('hex').slice(0, 20)}`;
  }

  /** Where the folder itself is the run, the place that it lies in is outside of what is opened: it is called by the folder. */
  #groupOf({ kind, location, group }: Finding): string {
    if (kind.remote !== undefined) return kind.remote.groupOf(location);
    const place = this.#relative(group);
    return `${kind.label} · ${place === '' || place === '..' ? '.' : place}`;
  }

  #problemsOf({ finding, problems }: Opened): Problem[] {
    const place = finding.kind.remote === undefined ? this.#relative(finding.location) : finding.location;
    return problems.map((problem) => ({ ...problem, where: problem.where === '' ? place : problem.where }));
  }
}

function openedOf(finding: Finding, source: ForeignSource): Opened {
  return {
    ...{ finding, source, runs: new Map(), taken: new Set(), told: new Map(), untold: new Set() },
    problems: [],
  };
}

function keyOf({ kind, location }: Finding): string {
  return `${kind.id} ${location}`;
}

type IsTaken = (finding: Finding, run: ForeignRun) => boolean;

/** ms by which the clock that dated a file may be behind. */
const clockSlack = 5000;
/** ms between walks over the workspace; longer where a walk takes long. */
const findEvery = 20_000;
/** ms of one look that go into what is not in the lists. */
const tellFor = 1000;
const toldAtOnce = 200;
