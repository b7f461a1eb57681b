/** Keeps together what tells who uses features: runs, model files, scripts and the catalog; each is read again only when it changed. */
import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { csvColumns } from '../catalog/csvColumns.ts';
import { FeatureUsage, type RunFacts, type VersionFacts } from '../catalog/featureUsage.ts';
import { readPython, type PythonCode } from '../base/pythonCode.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import { readScript } from '../catalog/readScript.ts';
import type { Registered } from '../models/modelRegistry.ts';
import type { OpenRuns } from '../runs/openRuns.ts';
import type { Layout } from '../storage/layout.ts';
import { ForeignUses, type ForeignUsesParts, type KnownForeign } from './foreignUses.ts';
import { profileColumns } from './profileColumns.ts';
import { runFactsOf } from './runFacts.ts';

export interface UsageSourceParts {
  readonly layout: Layout;
  /** Asks the runs of the folder. */
  readonly ask: <T>(question: (runs: OpenRuns) => T) => Promise<T>;
  readonly catalog: () => Promise<Catalog>;
  /** The same object while no model file changed. */
  readonly models: () => Promise<Registered>;
  readonly foreign: ForeignUsesParts;
  /** Lets others do something meanwhile. */
  readonly pause: () => Promise<unknown>;
}

export interface KnownUsage {
  readonly catalog: Catalog;
  readonly usage: FeatureUsage;
  /** Texts of the scripts that have runs, by line, as FeatureUsage takes them. */
  readonly scripts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export class UsageSource {
  readonly #parts: UsageSourceParts;
  readonly #foreign: ForeignUses;
  readonly #runs = new Map<
    string,
    { readonly stamp: string; readonly said: string; readonly facts: RunFacts }
  >();
  readonly #lists = new Map<string, readonly string[]>();
  /** How often what runs say of features changed. */
  #version = 0;
  readonly #scripts = new Map<string, { readonly stamp: string; readonly code: PythonCode }>();
  #models: { readonly registered: Registered; readonly versions: readonly VersionFacts[] } | undefined;
  #columns = new Map<string, { readonly stamp: string; readonly columns: readonly string[] }>();
  #known:
    | (KnownUsage & {
        readonly stamp: string;
        readonly versions: readonly VersionFacts[];
        readonly foreign: KnownForeign;
      })
    | undefined;
  #reading: Promise<KnownUsage> | undefined;

  constructor(parts: UsageSourceParts) {
    this.#parts = parts;
    this.#foreign = new ForeignUses(parts.foreign);
  }

  /** As of now; who asks while it is being found gets the same answer. */
  async read(): Promise<KnownUsage> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return await this.#reading;
  }

  /** The code of a Python file of the folder; undefined when it cannot be read. */
  async code(file: string): Promise<PythonCode | undefined> {
    const stamp = await stampOf(path.resolve(this.#parts.layout.folder, file));
    const known = this.#scripts.get(file);
    if (known?.stamp === stamp) return known.code;
    const text = await readScript(this.#parts.layout.folder, file);
    if (text === undefined) {
      this.#scripts.delete(file);
      return undefined;
    }
    const code = readPython(text);
    this.#scripts.set(file, { stamp, code });
    return code;
  }

  /** Columns that a dataset of the catalog is known to have. */
  async columnsOf(name: string, catalog: Catalog): Promise<readonly string[]> {
    const dataset = catalog.datasets.get(name);
    if (dataset === undefined) return [];
    const { folder } = this.#parts.layout;
    const { profiles } = this.#parts.layout;
    const places = [path.resolve(folder, dataset.location), profiles];
    const stamps = await Promise.all(places.map(stampOf));
    const stamp = [dataset.location, ...stamps, dataset.versions.length].join(' ');
    const known = this.#columns.get(name);
    if (known?.stamp === stamp) return known.columns;
    const header = await csvColumns(folder, dataset);
    const columns = header.length > 0 ? header : await profileColumns(this.#parts.layout, dataset);
    this.#columns.set(name, { stamp, columns });
    return columns;
  }

  async #read(): Promise<KnownUsage> {
    const catalog = await this.#parts.catalog();
    const runs = await this.#readRuns(catalog);
    const versions = await this.#readModels();
    const foreign = await this.#foreign.read();
    const scripts = await this.#readScripts(runs);
    // Rows of the index change with each metric; what runs say of features hardly ever.
    const stamp = [
      String(this.#version),
      ...[...scripts.keys()].map((name) => `${name} ${this.#scripts.get(name)?.stamp ?? ''}`),
      ...[...this.#columns].map(([name, of]) => `${name} ${of.stamp}`),
    ].join('\n');
    const known = this.#known;
    const isSame = known?.stamp === stamp && known.catalog === catalog && known.versions === versions;
    if (isSame && known.foreign === foreign) return known;
    const usage = new FeatureUsage({
      ...{ features: catalog.features, scripts },
      runs: [...runs, ...this.#originals(foreign)],
      versions: [...versions, ...foreign.versions],
    });
    this.#known = { catalog, usage, scripts, stamp, versions, foreign };
    return this.#known;
  }

  async #readRuns(catalog: Catalog): Promise<readonly RunFacts[]> {
    const present = await this.#parts.ask(({ table }) =>
      [...table.entries()].flatMap(({ id, stamp, place }) => (place === undefined ? [{ id, stamp }] : [])),
    );
    const ids = new Set(present.map(({ id }) => id));
    for (const id of this.#runs.keys()) if (!ids.has(id)) this.#take(id, '', undefined);
    const changed = present.filter(({ id, stamp }) => this.#runs.get(id)?.stamp !== stamp);
    for (let at = 0; at < changed.length; at += chunk) {
      await this.#parts.ask(({ scanner }) => {
        for (const { id, stamp } of changed.slice(at, at + chunk)) {
          const files = scanner.files(id);
          this.#take(id, stamp, files && runFactsOf(files));
        }
      });
      await this.#parts.pause();
    }
    const columns = new Map<string, readonly string[]>();
    for (const { facts } of this.#runs.values())
      for (const { name, from } of facts.datasets)
        if (from === 'catalog' && !columns.has(name)) columns.set(name, await this.columnsOf(name, catalog));
    return [...this.#runs.values()].map(({ facts }) => ({
      ...facts,
      datasets: facts.datasets.map((one) =>
        one.from === 'mlflow' ? one : { ...one, columns: columns.get(one.name) ?? [] },
      ),
    }));
  }

  /** Without those that were published from here: they are known as the folder's own. */
  #originals({ runs }: KnownForeign): RunFacts[] {
    return runs.flatMap((run) =>
      run.copyOf !== undefined && this.#runs.has(run.copyOf) ? [] : [this.#sharing(run)],
    );
  }

  /** Runs that say the same share their lists: ten thousand features are kept once, and not with each run. */
  #take(id: string, stamp: string, facts: RunFacts | undefined): void {
    if (facts === undefined) {
      if (this.#runs.delete(id)) this.#version += 1;
      return;
    }
    const said = createHash('sha1').update(JSON.stringify(facts)).digest('base64');
    if (this.#runs.get(id)?.said !== said) this.#version += 1;
    this.#runs.set(id, { stamp, said, facts: this.#sharing(facts) });
  }

  #sharing(facts: RunFacts): RunFacts {
    return {
      ...facts,
      features: this.#shared(facts.features),
      signature: this.#shared(facts.signature),
      datasets: facts.datasets.map((one) => ({ ...one, columns: this.#shared(one.columns) })),
    };
  }

  #shared(list: readonly string[]): readonly string[] {
    const key = createHash('sha1').update(JSON.stringify(list)).digest('base64');
    const known = this.#lists.get(key) ?? list;
    this.#lists.set(key, known);
    return known;
  }

  async #readModels(): Promise<readonly VersionFacts[]> {
    const registered = await this.#parts.models();
    if (this.#models?.registered === registered) return this.#models.versions;
    const versions = [...registered.models.values()].flatMap((model) => {
      const aliases = Object.entries(model.aliases);
      return model.versions.map((version) => ({
        ...{ model: model.name, version: version.version, run: version.run },
        aliases: aliases.flatMap(([alias, at]) => (at === version.version ? [alias] : [])),
        features: version.features,
      }));
    });
    this.#models = { registered, versions };
    return versions;
  }

  /** Scripts that have runs, those of the newest runs first. */
  async #readScripts(runs: readonly RunFacts[]): Promise<Map<string, ReadonlyMap<string, number>>> {
    const newest = [...runs].sort((a, b) => b.started - a.started);
    const names = new Set(newest.flatMap(({ script }) => (script?.endsWith('.py') === true ? [script] : [])));
    const found = new Map<string, ReadonlyMap<string, number>>();
    for (const name of [...names].slice(0, mostScripts)) {
      const code = await this.code(name);
      if (code === undefined) continue;
      const texts = new Map<string, number>();
      for (const { text, isString, line } of code.words)
        if (isString && !texts.has(text)) texts.set(text, line + 1);
      found.set(name, texts);
    }
    return found;
  }
}

/** Size and time of a file; the same for one that is not there. */
async function stampOf(file: string): Promise<string> {
  const info = await lstat(file).catch(() => undefined);
  return info === undefined ? '' : `${String(info.size)} ${String(info.mtimeMs)}`;
}

/** Runs whose files are read before others get their turn. */
const chunk = 50;
const mostScripts = 500;
