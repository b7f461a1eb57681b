/** All runs as columns in memory: filters, sorting, grouping and who is best touch arrays, never the database row by row. */
import { attributeOf, attributes } from './filter/ast.ts';
import type { Attribute } from './filter/ast.ts';
import { FactTable } from './compare/factTable.ts';
import type { FilterColumns } from './filter/evaluate.ts';
import type { IndexEntry } from '../storage/runIndexEntry.ts';
import type { KeyedTable, RunIndex } from '../storage/runIndex.ts';

export interface Standing {
  /** Against the best of the earlier runs of the same script and objective; null when there is none. */
  readonly change: number | null;
  readonly isBest: boolean;
}

type Dataset = Readonly<Record<'name' | 'digest' | 'context', string>>;

export class RunTable {
  readonly facts: FactTable;
  readonly #index: RunIndex;
  /** By ordinal; holes where runs were removed. */
  readonly #entries: (IndexEntry | undefined)[] = [];
  readonly #byId = new Map<string, IndexEntry>();
  readonly #numbers = new Map<string, Float64Array>();
  readonly #has = new Map<string, Uint8Array>();
  /** By ordinal, as are the numbers they read as; NaN where they do not. */
  readonly #texts = new Map<string, (string | undefined)[]>();
  readonly #textNumbers = new Map<string, Float64Array>();
  #datasets: Map<number, Dataset[]> | undefined;
  readonly #standings = new Map<string, ReadonlyMap<number, Standing>>();
  #scripts: Map<string, Set<number>> | undefined;

  constructor(index: RunIndex) {
    this.#index = index;
    this.facts = new FactTable(index);
    for (const entry of index.entries()) this.#add(entry);
  }

  /** Ordinals are below it. */
  get span(): number {
    return this.#entries.length;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(n: number): IndexEntry | undefined {
    return this.#entries[n];
  }

  byId(id: string): IndexEntry | undefined {
    return this.#byId.get(id);
  }

  entries(): Iterable<IndexEntry> {
    return this.#byId.values();
  }

  /** Call after the index changed the run; cached columns are dropped only when this run has (or had) a part in them. */
  update(n: number, id: string): void {
    const before = this.#byId.get(id);
    if (before !== undefined) {
      this.#standings.delete(fieldOf(before));
      this.#scripts?.get(fieldOf(before))?.delete(before.n);
      this.#byId.delete(id);
      this.#entries[before.n] = undefined;
    }
    const entry = this.#index.entry(n);
    this.facts.update(before?.n ?? n);
    this.#forget(before?.n ?? n);
    if (entry === undefined || entry.id !== id) return;
    this.#add(entry);
    const field = fieldOf(entry);
    this.#scripts?.set(field, (this.#scripts.get(field) ?? new Set()).add(n));
    this.#standings.delete(field);
    this.#refill(n);
  }

  columns(): FilterColumns {
    return {
      numbers: (entity, key) => (entity === 'metric' ? this.metric(key) : this.#attributeNumber(key)),
      texts: (entity, key) => {
        if (entity === 'attribute') return this.#attributeText(key);
        const values = this.#keyed(entity === 'param' ? 'params' : 'tags', key);
        return (row) => values[row];
      },
      datasets: (field) => {
        const uses = this.#datasetUses();
        const name = field === 'digest' || field === 'context' ? field : 'name';
        return (row) => (uses.get(row) ?? []).map((use) => use[name]);
      },
    };
  }

  /** Last values of one metric by ordinal; undefined where a run does not have it. */
  metric(key: string): (n: number) => number | undefined {
    let values = this.#numbers.get(key);
    let has = this.#has.get(key);
    if (values === undefined || has === undefined || values.length < this.#entries.length) {
      values = new Float64Array(this.#entries.length + spare);
      has = new Uint8Array(values.length);
      for (const [n, value] of this.#index.metricColumn(key)) {
        values[n] = value;
        has[n] = 1;
      }
      this.#numbers.set(key, values);
      this.#has.set(key, has);
    }
    const [column, present] = [values, has];
    return (n) => (present[n] === 1 ? column[n] : undefined);
  }

  /** Values of one param or tag by ordinal, as a number where they read as one: so they sort. */
  sortable(table: KeyedTable, key: string): (n: number) => string | number | undefined {
    const texts = this.#keyed(table, key);
    const name = `${table}.${key}`;
    const numbers = this.#textNumbers.get(name) ?? Float64Array.from(texts, numberOf);
    this.#textNumbers.set(name, numbers);
    return (n) => {
      const number = numbers[n];
      return number === undefined || Number.isNaN(number) ? texts[n] : number;
    };
  }

  /** How a run stands among the runs of its script. */
  standing(entry: IndexEntry): Standing {
    const field = fieldOf(entry);
    const known = this.#standings.get(field) ?? standingsOf(this.ofScript(field));
    this.#standings.set(field, known);
    return known.get(entry.n) ?? { change: null, isBest: false };
  }

  /** Runs of one script, oldest first; '' for runs without one. */
  ofScript(script: string): IndexEntry[] {
    this.#scripts ??= this.#groupByScript();
    const found: IndexEntry[] = [];
    for (const n of this.#scripts.get(script) ?? []) {
      const entry = this.#entries[n];
      if (entry !== undefined) found.push(entry);
    }
    return found.sort((a, b) => a.started - b.started || compareText(a.id, b.id));
  }

  #add(entry: IndexEntry): void {
    this.#entries[entry.n] = entry;
    this.#byId.set(entry.id, entry);
  }

  #groupByScript(): Map<string, Set<number>> {
    const groups = new Map<string, Set<number>>();
    for (const entry of this.#byId.values())
      groups.set(fieldOf(entry), (groups.get(fieldOf(entry)) ?? new Set()).add(entry.n));
    return groups;
  }

  #forget(n: number): void {
    for (const has of this.#has.values()) if (n < has.length) has[n] = 0;
    for (const values of this.#texts.values()) if (n < values.length) values[n] = undefined;
    this.#textNumbers.clear();
    this.#datasets = undefined;
  }

  /** Puts a run's values back into the columns that are in memory. */
  #refill(n: number): void {
    if (this.#numbers.size > 0) {
      for (const { key, last } of this.#index.metrics(n)) {
        const values = this.#numbers.get(key);
        const has = this.#has.get(key);
        if (values === undefined || has === undefined) continue;
        if (n >= values.length) this.#numbers.delete(key);
        else {
          values[n] = last.value;
          has[n] = 1;
        }
      }
    }
    for (const table of ['params', 'tags'] as const) {
      if (![...this.#texts.keys()].some((name) => name.startsWith(`${table}.`))) continue;
      for (const [key, value] of this.#index.keyed(table, n)) this.#putText(`${table}.${key}`, n, value);
    }
  }

  #putText(name: string, n: number, value: string): void {
    const column = this.#texts.get(name);
    if (column === undefined) return;
    // An array with holes would be a slow one.
    while (column.length < n) column.push(undefined);
    column[n] = value;
  }

  #keyed(table: KeyedTable, key: string): (string | undefined)[] {
    const name = `${table}.${key}`;
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const column = Array.from<string | undefined>({ length: this.#entries.length });
    for (const [n, value] of this.#index.keyedColumn(table, key)) column[n] = value;
    this.#texts.set(name, column);
    return column;
  }

  #datasetUses(): Map<number, Dataset[]> {
    if (this.#datasets !== undefined) return this.#datasets;
    const uses = new Map<number, Dataset[]>();
    for (const [n, name, digest, context] of this.#index.datasets()) {
      const list = uses.get(n) ?? [];
      list.push({ name, digest: digest ?? '', context: context ?? '' });
      uses.set(n, list);
    }
    this.#datasets = uses;
    return uses;
  }

  #attributeNumber(key: string): (n: number) => number | undefined {
    const attribute = attributeOf(key);
    const read = attribute === undefined ? undefined : numberAttributes.get(attribute);
    return (n) => {
      const entry = this.#entries[n];
      return entry && read?.(entry);
    };
  }

  #attributeText(key: string): (n: number) => string | undefined {
    const attribute = attributeOf(key);
    const read = attribute === undefined ? undefined : textAttributes.get(attribute);
    return (n) => {
      const entry = this.#entries[n];
      return entry && read?.(entry);
    };
  }
}

/** Who competes with whom: the runs of one script, or of one place of another tool. */
function fieldOf({ script, place }: IndexEntry): string {
  return script ?? place ?? '';
}

function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? NaN : Number(text);
}

/** Room for new runs before a column is read anew. */
const spare = 256;

const numberAttributes: ReadonlyMap<Attribute, (entry: IndexEntry) => number | undefined> = new Map([
  ['start_time', (entry: IndexEntry) => entry.started],
  ['end_time', (entry: IndexEntry) => entry.ended],
  ['duration', (entry: IndexEntry) => (entry.ended === undefined ? undefined : entry.ended - entry.started)],
  ['exit_code', (entry: IndexEntry) => entry.exitCode],
]);

const textAttributes: ReadonlyMap<Attribute, (entry: IndexEntry) => string | undefined> = new Map([
  ['run_id', (entry: IndexEntry) => entry.id],
  ['run_name', (entry: IndexEntry) => entry.name],
  ['status', (entry: IndexEntry) => entry.status],
  ['script', (entry: IndexEntry) => entry.script],
  ['experiment', (entry: IndexEntry) => entry.experiment],
  ['user', (entry: IndexEntry) => entry.user],
  ['host', (entry: IndexEntry) => entry.host],
  ['origin', (entry: IndexEntry) => entry.origin],
  ['star', (entry: IndexEntry) => (entry.star ? 'yes' : 'no')],
]);

/** Every attribute has a reader; held by a test. */
export const attributesRead: readonly string[] = [...numberAttributes.keys(), ...textAttributes.keys()];
export const attributesKnown: readonly string[] = Object.keys(attributes);

/** `runs` oldest first. Runs that judge by another metric, or by none, do not compete. */
function standingsOf(runs: readonly IndexEntry[]): ReadonlyMap<number, Standing> {
  const standings = new Map<number, { change: number | null; isBest: boolean }>();
  const best = new Map<string, { value: number; holder: { isBest: boolean } }>();
  for (const { n, objective } of runs) {
    if (objective === undefined || Number.isNaN(objective.value)) continue;
    const field = `${objective.minimize ? '-' : '+'}${objective.key}`;
    const leader = best.get(field);
    const own = { change: leader === undefined ? null : objective.value - leader.value, isBest: false };
    standings.set(n, own);
    const ahead =
      leader === undefined ||
      (objective.minimize ? objective.value < leader.value : objective.value > leader.value);
    if (!ahead) continue;
    if (leader !== undefined) leader.holder.isBest = false;
    own.isBest = true;
    best.set(field, { value: objective.value, holder: own });
  }
  return standings;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
