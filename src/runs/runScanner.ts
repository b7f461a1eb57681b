/** Keeps the index in step with the folders under runs/: what is new, what grew, what is gone, who is alive. */
import fs from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Problem } from '../base/errors.ts';
import { codeOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readProblem } from '../base/readProblem.ts';
import type { CairnConfig } from '../records/config.ts';
import type { ProcessRecord } from '../records/process.ts';
import { runDir, runPaths } from '../storage/layout.ts';
import type { Layout, RunPaths } from '../storage/layout.ts';
import type { RunIndex } from '../storage/runIndex.ts';
import { lastSeen } from './lastSeen.ts';
import type { Proof } from './processes.ts';
import { factsOf } from './runFacts.ts';
import { openRunFiles, stampOf } from './runFiles.ts';
import type { RunFiles } from './runFiles.ts';
import type { RunTable } from './runTable.ts';
import { rowOf } from './shapeRun.ts';
import type { Liveness } from './shapeRun.ts';

export interface ScannerParts {
  readonly layout: Layout;
  readonly index: RunIndex;
  readonly table: RunTable;
  readonly config: CairnConfig;
  readonly clock: Clock;
  readonly prove: (paths: RunPaths, record: ProcessRecord) => Promise<Proof>;
  /** Lets others have the thread between two chunks of a long scan. */
  readonly pause: () => Promise<void>;
}

/** Runs whose row changed; `gone` ones are no longer in the index. */
export interface Scanned {
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

export class RunScanner {
  readonly #parts: ScannerParts;
  /** Runs that have not ended, kept open so that only new bytes are read. */
  readonly #live = new Map<string, RunFiles>();
  readonly #liveness = new Map<string, { readonly liveness: Liveness; readonly at: number }>();
  readonly #broken = new Map<string, Problem>();
  /** Folders that were made a moment ago: their run.json comes in a moment, and no change of runs/ tells when. */
  readonly #awaited = new Set<string>();
  #folder: Problem | undefined;
  #config: CairnConfig;
  #everything = false;

  constructor(parts: ScannerParts) {
    this.#parts = parts;
    this.#config = parts.config;
  }

  /** Rows are judged anew at the next full scan. */
  setConfig(config: CairnConfig): void {
    this.#config = config;
    this.#everything = true;
  }

  get config(): CairnConfig {
    return this.#config;
  }

  problems(): Problem[] {
    return [...(this.#folder === undefined ? [] : [this.#folder]), ...this.#broken.values()];
  }

  get liveCount(): number {
    return this.#live.size;
  }

  /** Looks at every run. Chunks report as they come, so that the first rows need not wait for the last. */
  async scanAll(report: (scanned: Scanned) => void): Promise<void> {
    const everything = this.#everything;
    this.#everything = false;
    const ids = this.#runIds();
    const present = new Set(ids);
    const gone = [...this.#parts.table.entries()]
      .filter(({ id, place }) => place === undefined && !present.has(id))
      .map(({ id }) => id);
    for (const id of gone) this.#forget(id);
    for (const id of this.#broken.keys()) if (!present.has(id)) this.#broken.delete(id);
    if (gone.length > 0) report({ changed: [], gone });
    // Newest first: they are what people look at.
    ids.sort((a, b) => (a < b ? 1 : -1));
    for (let at = 0; at < ids.length; at += chunk) {
      const changed = await this.#take(ids.slice(at, at + chunk), everything);
      if (changed.length > 0) report({ changed, gone: [] });
      await this.#parts.pause();
    }
  }

  /** Looks at these runs, which may be new, changed or gone. */
  async scanSome(ids: readonly string[]): Promise<Scanned> {
    const gone = ids.filter((id) => this.#isGone(id) && this.#isOwn(id));
    for (const id of gone) this.#forget(id);
    const there = ids.filter((id) => !this.#isGone(id));
    return { changed: await this.#take(there, false), gone };
  }

  /** Looks at runs that have not ended, and at those that are only just being made. */
  async scanLive(): Promise<Scanned> {
    const gone = [...this.#live.keys()].filter((id) => this.#isGone(id));
    for (const id of gone) this.#forget(id);
    return { changed: await this.#take([...this.#live.keys(), ...this.#awaited], false), gone };
  }

  /** The files of one run, kept open while it lives. Undefined when there is no such run. */
  files(id: string): RunFiles | undefined {
    const live = this.#live.get(id);
    if (live !== undefined) {
      live.refresh();
      return live;
    }
    const known = this.#parts.table.byId(id);
    if (known === undefined || known.place !== undefined) return undefined;
    const read = openRunFiles(runDir(this.#parts.layout, id), `runs/${id}`);
    return read.ok ? read.run : undefined;
  }

  liveness(id: string): Liveness {
    return this.#liveness.get(id)?.liveness ?? 'unknown';
  }

  /** Reads those of the runs that changed and puts them into the index, in one transaction. */
  async #take(ids: readonly string[], everything: boolean): Promise<string[]> {
    const read = ids.flatMap((id) => this.#readIfChanged(id, everything) ?? []);
    const changed: { files: RunFiles; id: string; liveness: Liveness }[] = [];
    for (const { id, files, fresh } of read) {
      const before = this.#liveness.get(id)?.liveness;
      const liveness = files.state.ended === undefined ? await this.#prove(id, files) : 'dead';
      // Its worker may have written its end, and gone, between the look at the files and the one at the processes.
      const isNews = liveness === 'dead' && files.refresh();
      if (fresh || isNews || liveness !== before) changed.push({ id, files, liveness });
    }
    if (changed.length === 0) return [];
    const { index, table } = this.#parts;
    const placed: [number, string][] = [];
    index.transaction(() => {
      for (const { id, files, liveness } of changed) placed.push([this.#put(files, liveness), id]);
    });
    for (const [n, id] of placed) table.update(n, id);
    return placed.map(([, id]) => id);
  }

  #readIfChanged(
    id: string,
    everything: boolean,
  ): { id: string; files: RunFiles; fresh: boolean } | undefined {
    const live = this.#live.get(id);
    const known = this.#parts.table.byId(id);
    if (live !== undefined) {
      live.refresh();
      // Not what `refresh` tells: who asked for the files since may have read on already.
      return { id, files: live, fresh: everything || known?.stamp !== live.stamp };
    }
    const dir = runDir(this.#parts.layout, id);
    if (known !== undefined && !known.live && !everything && known.stamp === stampOf(runPaths(dir)))
      return undefined;
    const read = openRunFiles(dir, `runs/${id}`);
    this.#awaited.delete(id);
    if (read.ok && read.run.state.record.id !== id) {
      const message = t(
        'The folder holds the run {0}; give the folder that name, or move it away.',
        read.run.state.record.id,
      );
      this.#broken.set(id, { where: `runs/${id}/run.json`, message });
      return undefined;
    }
    if (read.ok) {
      this.#broken.delete(id);
      if (read.run.state.ended === undefined) this.#live.set(id, read.run);
      return { id, files: read.run, fresh: true };
    }
    const age = this.#ageOf(dir);
    if (age === undefined) return undefined;
    if (age < youngLasts) this.#awaited.add(id);
    else this.#broken.set(id, read.problem);
    return undefined;
  }

  #put(files: RunFiles, liveness: Liveness): number {
    const { state } = files;
    const metrics = files.summaries();
    if (state.ended !== undefined) this.#live.delete(state.record.id);
    const standing = { change: null, isBest: false };
    const row = rowOf({
      state,
      summaries: metrics,
      liveness,
      lastSeen: () => lastSeen(files.paths),
      config: this.#config,
      standing,
    });
    return this.#parts.index.put({
      row: { ...row, problems: row.problems + files.problems().length },
      stamp: files.stamp,
      live: state.ended === undefined,
      records: state.records,
      facts: factsOf(state, { summaries: metrics, row }),
      user: state.record.user,
      host: state.record.host,
      origin: state.record.origin,
      params: [...state.params].map(([key, { value }]) => [key, value] as const),
      tags: state.tags,
      datasets: state.datasets.values(),
      metrics,
    });
  }

  async #prove(id: string, files: RunFiles): Promise<Liveness> {
    const now = this.#parts.clock.now();
    const known = this.#liveness.get(id);
    // A run that is starting turns in an instant; all others may wait, and there may be hundreds nobody closed.
    if (known !== undefined && known.liveness !== 'starting' && Math.abs(now - known.at) < proofLasts)
      return known.liveness;
    const record = files.process();
    let liveness: Liveness;
    if (record === undefined)
      liveness = now - files.state.record.created < startLasts ? 'starting' : 'unknown';
    else liveness = await this.#parts.prove(files.paths, record);
    this.#liveness.set(id, { liveness, at: now });
    return liveness;
  }

  #isOwn(id: string): boolean {
    const known = this.#parts.table.byId(id);
    return known !== undefined && known.place === undefined;
  }

  #isGone(id: string): boolean {
    return !fs.existsSync(runPaths(runDir(this.#parts.layout, id)).run);
  }

  #forget(id: string): void {
    const known = this.#parts.table.byId(id);
    this.#live.delete(id);
    this.#liveness.delete(id);
    if (known === undefined) return;
    this.#parts.index.remove(id);
    this.#parts.table.update(known.n, id);
  }

  #runIds(): string[] {
    try {
      const entries = fs.readdirSync(this.#parts.layout.runs, { withFileTypes: true });
      this.#folder = undefined;
      return entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name);
    } catch (error) {
      const missing = codeOf(error) === 'ENOENT';
      const message =
        codeOf(error) === 'ENOTDIR'
          ? t('A file stands where the folder should be; move it away.')
          : t('The folder cannot be read: {0}.', readProblem(error));
      this.#folder = missing ? undefined : { where: '.cairn/runs', message };
      // A drive that does not answer is no reason to forget its runs.
      const own = [...this.#parts.table.entries()].filter(({ place }) => place === undefined);
      return missing ? [] : own.map(({ id }) => id);
    }
  }

  /** ms since the folder last changed, Infinity when that cannot be told, undefined when it is gone. */
  #ageOf(dir: string): number | undefined {
    try {
      return Math.abs(this.#parts.clock.now() - fs.statSync(dir).mtimeMs);
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? undefined : Infinity;
    }
  }
}

/** Runs read between two pauses: some 20 ms. */
const chunk = 100;
/** ms for which what was found out about a run's processes is believed. */
const proofLasts = 2000;
/** ms within which a launched run without a process.json counts as starting. */
const startLasts = 30_000;
/** ms within which a run folder may lack its run.json. */
const youngLasts = 5000;
