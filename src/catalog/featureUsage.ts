/** Which runs and model versions used which features, each with its evidence, and which features nobody uses any more. */
import { t } from '../base/l10n.ts';
import type { Evidence, FeatureUsageShape, UnusedReason } from '../protocol/featureUse.ts';
import type { Feature } from '../records/feature.ts';

/** What one run says of what its model learnt from. */
export interface RunFacts {
  readonly id: string;
  readonly name: string;
  /** From the workspace folder, with forward slashes. */
  readonly script: string | undefined;
  /** Where another tool keeps it, as the lists call that; absent: a run of Cairn's own. */
  readonly source?: string | undefined;
  /** ms. */
  readonly started: number;
  /** Named by the script. */
  readonly features: readonly string[];
  /** Inputs of the models that MLflow kept. */
  readonly signature: readonly string[];
  /** `from`: who tells of the columns. */
  readonly datasets: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly from: 'mlflow' | 'catalog';
  }[];
}

export interface VersionFacts {
  readonly model: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly run: string | undefined;
  /** Of a model file, or where `source` is named, of its signature. */
  readonly features: readonly string[];
  /** The server that it was read from, as the lists call it, and as people do; absent: a model of the folder. */
  readonly source?: string | undefined;
  readonly server?: string | undefined;
}

export interface UsageFacts {
  readonly features: ReadonlyMap<string, Feature>;
  /** Quickest where runs that say the same share their lists. */
  readonly runs: readonly RunFacts[];
  readonly versions: readonly VersionFacts[];
  /** By script: the texts between quotes, each with the line (1-based) where it first stands. */
  readonly scripts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Runs that say the same, the newest first, and what they used. */
interface Group {
  readonly runs: RunFacts[];
  readonly used: ReadonlyMap<string, Evidence[]>;
}

interface Found {
  runCount: number;
  modelCount: number;
  lastUsed: number | null;
  readonly groups: { readonly runs: readonly RunFacts[]; readonly evidence: Evidence[] }[];
  readonly models: FeatureUsageShape['models'];
}

export class FeatureUsage {
  readonly #facts: UsageFacts;
  readonly #found = new Map<string, Found>();
  readonly #children = new Map<string, string[]>();
  readonly #byRun = new Map<string, Group>();
  #hasChampion = false;

  /** Takes time in proportion to what the runs name, not to runs × features. */
  constructor(facts: UsageFacts) {
    this.#facts = facts;
    const byKey = namesByKey(facts.features);
    for (const [name, { parents }] of facts.features)
      for (const parent of parents) push(this.#children, parent, name);
    const ofScript = new Map<string, (readonly [name: string, line: number])[]>();
    for (const [script, texts] of facts.scripts)
      for (const [text, line] of texts)
        for (const name of byKey.get(text) ?? []) push(ofScript, script, [name, line] as const);
    const usedBy = new Map<string, { readonly name: string; readonly group: Group }>();
    const wanted = new Set(facts.versions.map(({ run }) => run));
    // The runs of a script mostly say the same, by the same lists: what follows is found once for all of them.
    const groups = new Map<string, Group>();
    const ids = new Map<readonly string[], number>();
    const idOf = (list: readonly string[]) => {
      if (list.length === 0) return -1;
      const known = ids.get(list) ?? ids.size;
      ids.set(list, known);
      return known;
    };
    // Newest first, so that what is kept of many is the newest.
    for (const run of [...facts.runs].sort((a, b) => b.started - a.started)) {
      const data = run.datasets.map(({ name, columns, from }) => [name, idOf(columns), from]);
      const key = JSON.stringify([idOf(run.features), idOf(run.signature), data, run.script, run.source]);
      const group = groups.get(key) ?? { runs: [], used: evidenceOf(run, byKey, ofScript) };
      groups.set(key, group);
      group.runs.push(run);
      this.#byRun.set(run.id, group);
      if (wanted.has(run.id)) usedBy.set(run.id, { name: run.name, group });
    }
    for (const { runs, used } of groups.values())
      for (const [name, evidence] of used) {
        const found = this.#of(name);
        found.runCount += runs.length;
        found.lastUsed = Math.max(found.lastUsed ?? -Infinity, runs[0]?.started ?? -Infinity);
        found.groups.push({ runs, evidence });
      }
    const versions = [...facts.versions].sort((a, b) =>
      a.model < b.model ? -1 : a.model > b.model ? 1 : b.version - a.version,
    );
    for (const { model, version, aliases, run, features, source, server } of versions) {
      if (aliases.includes(champion)) this.#hasChampion = true;
      const evidence = new Map<string, Evidence[]>();
      for (const feature of features)
        for (const name of byKey.get(feature) ?? [])
          evidence.set(name, [
            source === undefined ? { by: 'model', where: null } : { by: 'signature', where: null, source },
          ]);
      const made = run === undefined ? undefined : usedBy.get(run);
      for (const name of made?.group.used.keys() ?? [])
        push(evidence, name, {
          by: 'run',
          where: made?.name ?? null,
          ...(source !== undefined && { source }),
        });
      for (const [name, known] of evidence) {
        const found = this.#of(name);
        found.modelCount += 1;
        if (found.models.length < mostNamed || aliases.includes(champion))
          found.models.push({
            ...{ model, version, aliases: [...aliases], run: run ?? null, evidence: known },
            ...(server !== undefined && { server }),
          });
      }
    }
  }

  /** Names of the features that a run used, by whatever evidence. */
  ofRun(run: string): string[] {
    return [...(this.#byRun.get(run)?.used.keys() ?? [])];
  }

  of(name: string): FeatureUsageShape {
    const { groups, ...found } = this.#found.get(name) ?? nothing();
    const runs = groups.flatMap(({ runs: some, evidence }) =>
      some.slice(0, mostNamed).map(({ id, name: runName, script = null, started }) => ({
        ...{ run: id, name: runName, script, started, evidence },
      })),
    );
    runs.sort((a, b) => b.started - a.started);
    return { ...found, runs: runs.slice(0, mostNamed), children: this.#children.get(name) ?? [] };
  }

  /** The last run that used it, and how often it was: quicker than all of it. */
  brief(name: string): Pick<FeatureUsageShape, 'runCount' | 'modelCount' | 'lastUsed' | 'models'> & {
    readonly newest: FeatureUsageShape['runs'][number] | null;
  } {
    const { groups, ...found } = this.#found.get(name) ?? nothing();
    let newest: FeatureUsageShape['runs'][number] | null = null;
    for (const { runs, evidence } of groups) {
      const [run] = runs;
      if (run === undefined || run.started <= (newest?.started ?? -Infinity)) continue;
      newest = { run: run.id, name: run.name, script: run.script ?? null, started: run.started, evidence };
    }
    return { ...found, newest };
  }

  /**
   * Features that no run of the last `days` days used, or no champion (when there is one), themselves or by a feature that is
   * made from them. One that is younger than that is left out.
   */
  unused(days: number, now: number): { readonly name: string; readonly reasons: UnusedReason[] }[] {
    const reached = this.#reached();
    return [...this.#facts.features].flatMap(([name, { created }]) => {
      const { lastUsed, byChampion } = reached.get(name) ?? { lastUsed: null, byChampion: false };
      const reasons: UnusedReason[] = [];
      const old = (ms: number) => (now - ms) / dayMs;
      if (created !== undefined && old(Date.parse(created)) < days) return [];
      if (lastUsed === null && !byChampion) reasons.push({ why: 'never', days: null });
      if (lastUsed !== null && old(lastUsed) >= days)
        reasons.push({ why: 'old', days: Math.floor(old(lastUsed)) });
      if (this.#hasChampion && !byChampion) reasons.push({ why: 'noChampion', days: null });
      return reasons.length === 0 ? [] : [{ name, reasons }];
    });
  }

  /** What features and everything made from them reached; each is looked at once, circles included. */
  #reached(): ReadonlyMap<string, { lastUsed: number | null; byChampion: boolean }> {
    const reached = new Map<string, { lastUsed: number | null; byChampion: boolean }>();
    const own = (name: string) => {
      const { lastUsed, models } = this.#found.get(name) ?? nothing();
      return { lastUsed, byChampion: models.some(({ aliases }) => aliases.includes(champion)) };
    };
    // From the latest use down: the first to reach a feature is the latest, so none is reached twice.
    const spread = (starts: readonly string[], reach: (at: string, from: string) => boolean) => {
      for (const start of starts) {
        const open = [start];
        for (let name = open.pop(); name !== undefined; name = open.pop())
          for (const parent of this.#facts.features.get(name)?.parents ?? [])
            if (this.#facts.features.has(parent) && reach(parent, start)) open.push(parent);
      }
    };
    for (const name of this.#facts.features.keys()) reached.set(name, own(name));
    const used = [...reached].filter(([, { lastUsed }]) => lastUsed !== null);
    used.sort(([, a], [, b]) => (b.lastUsed ?? 0) - (a.lastUsed ?? 0));
    const later = new Set<string>();
    spread(
      used.map(([name]) => name),
      (at, from) => {
        const [to, start] = [reached.get(at), reached.get(from)];
        if (to === undefined || start === undefined || later.has(at)) return false;
        later.add(at);
        to.lastUsed = Math.max(to.lastUsed ?? 0, start.lastUsed ?? 0);
        return true;
      },
    );
    const ofChampions = [...reached].flatMap(([name, { byChampion }]) => (byChampion ? [name] : []));
    spread(ofChampions, (at) => {
      const to = reached.get(at);
      if (to === undefined || to.byChampion) return false;
      to.byChampion = true;
      return true;
    });
    return reached;
  }

  #of(name: string): Found {
    const found = this.#found.get(name) ?? nothing();
    this.#found.set(name, found);
    return found;
  }
}

/** `churn v3 (champion)`, of the newest versions of each model. */
export function modelNames({ models }: Pick<FeatureUsageShape, 'models'>): string[] {
  return models.slice(0, 10).map(({ model, version, aliases, server }) => {
    const name = `${model} v${version}`;
    const full = server === undefined ? name : t('{0} on {1}', name, server);
    return aliases.length === 0 ? full : `${full} (${aliases.join(', ')})`;
  });
}

/**
 * What a feature is called in data: its name, and where it is a column as it is, that column. Columns of several, or those that
 * a function reads, say nothing of the feature itself.
 */
function namesByKey(features: ReadonlyMap<string, Feature>): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map<string, string[]>();
  for (const [name, feature] of features) {
    push(byKey, name, name);
    const [column, ...more] = feature.columns;
    const isRaw = (feature.kind ?? 'raw') === 'raw' && feature.function === undefined;
    if (isRaw && feature.parents.length === 0 && column !== undefined && more.length === 0 && column !== name)
      push(byKey, column, name);
  }
  return byKey;
}

/**
 * A run that says what its model learnt from is believed: what its data and its script hold besides is then no use of it, only
 * more evidence.
 */
function evidenceOf(
  run: RunFacts,
  byKey: ReadonlyMap<string, readonly string[]>,
  ofScript: ReadonlyMap<string, readonly (readonly [name: string, line: number])[]>,
): Map<string, Evidence[]> {
  const used = new Map<string, Evidence[]>();
  let isSaid = false;
  const take = (name: string, evidence: Evidence) => {
    const { source } = run;
    if (!isSaid || used.has(name))
      push(used, name, source === undefined ? evidence : { ...evidence, source });
  };
  const takeAll = (keys: readonly string[], evidence: Evidence) => {
    for (const key of keys) for (const name of byKey.get(key) ?? []) take(name, evidence);
  };
  takeAll(run.features, { by: 'inbox', where: null });
  takeAll(run.signature, { by: 'signature', where: null });
  isSaid = run.features.length + run.signature.length > 0;
  for (const { name, columns, from } of run.datasets)
    takeAll(columns, { by: from === 'mlflow' ? 'schema' : 'columns', where: name });
  for (const [name, line] of ofScript.get(run.script ?? '') ?? [])
    take(name, { by: 'script', where: `${run.script ?? ''}:${line}` });
  return used;
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function nothing(): Found {
  return { runCount: 0, modelCount: 0, lastUsed: null, groups: [], models: [] };
}

const champion = 'champion';
const mostNamed = 200;
const dayMs = 86_400_000;
