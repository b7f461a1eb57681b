/** All runs of the folder as the page knows them: which match in which order, and the columns that were asked for. */
import type { Call } from '../../../src/protocol/rpcShape.ts';
import type { comparePage } from '../../../src/protocol/compare/comparePage.ts';
import {
  columnId,
  type ColumnRef,
  type OrderQuery,
  type OrderResult,
  type RecordKey,
} from '../../../src/protocol/compare/compareShape.ts';
import { loadedColumn, type LoadedColumn } from './loadedColumn.ts';

export type ComparePageCall = Call<(typeof comparePage)['methods']>;

export interface FrameEffects {
  /** Something that is shown may be different. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

interface Wanted {
  readonly column: ColumnRef;
  loaded: LoadedColumn | undefined;
}

export class RunFrame {
  readonly #call: ComparePageCall;
  readonly #effects: FrameEffects;
  /** By columnId. */
  readonly #columns = new Map<string, Wanted>();
  readonly #places = new Map<string, number>();
  #epoch = -1;
  #fetching = false;

  /** Ordinals of the matching runs, in order. */
  ordinals = new Uint32Array();
  /** Beside `ordinals`: each run's group; null without grouping. */
  groups: Uint32Array | null = null;
  total = 0;
  blame: OrderResult['blame'] = null;
  /** True once the first order has come. */
  isReady = false;
  /** Another one whenever a value, the order or the groups may be different. */
  version = 0;

  constructor(call: ComparePageCall, effects: FrameEffects) {
    this.#call = call;
    this.#effects = {
      ...effects,
      changed: () => {
        this.version += 1;
        effects.changed();
      },
    };
    for (const key of always) this.#add({ group: 'record', key });
  }

  /** Undefined where the run does not have it, or where it has not come yet. */
  value(column: ColumnRef, n: number): number | string | undefined {
    return this.#columns.get(columnId(column))?.loaded?.at(n);
  }

  /** Undefined before it has come; for who reads many values of one column. */
  column(column: ColumnRef): LoadedColumn | undefined {
    return this.#columns.get(columnId(column))?.loaded;
  }

  record(key: RecordKey, n: number): number | string | undefined {
    return this.value({ group: 'record', key }, n);
  }

  text(key: RecordKey, n: number): string {
    return String(this.record(key, n) ?? '');
  }

  /** Undefined before it has come. */
  kindOf(column: ColumnRef): 'number' | 'text' | undefined {
    return this.#columns.get(columnId(column))?.loaded?.kind;
  }

  /** Ordinal of a run by its id; undefined when there is no such run. */
  ordinalOf(id: string): number | undefined {
    return this.#places.get(id);
  }

  /** By ordinal, the number of each run's group; undefined without grouping. */
  groupNumbers(): ReadonlyMap<number, number> | undefined {
    const { groups, ordinals } = this;
    if (groups === null) return undefined;
    return new Map(Array.from(ordinals, (n, place) => [n, groups[place] ?? -1] as const));
  }

  /** Fetches what of these is not there yet, all in one call; `changed` tells when it has come. */
  want(columns: readonly ColumnRef[]): void {
    for (const column of columns) this.#add(column);
    void this.#fetchMissing();
  }

  /** Rejects with UserError `filter`. */
  async order(query: OrderQuery): Promise<void> {
    const result = await this.#call('order', query);
    if (result.epoch !== this.#epoch) this.#forget(result.epoch);
    this.ordinals = new Uint32Array(result.ordinals);
    this.groups = result.groups && new Uint32Array(result.groups);
    this.total = result.total;
    this.blame = result.blame;
    this.isReady = true;
    await this.#fetchMissing();
    this.#effects.changed();
  }

  /** Takes in what changed of these runs, in place and without moving a row. False: they are not all known here. */
  async patch(ids: readonly string[]): Promise<boolean> {
    const { epoch, ordinals } = await this.#call('ordinals', { ids: [...ids] });
    const only = ordinals.flatMap((n) => n ?? []);
    if (epoch !== this.#epoch || only.length < ids.length) return false;
    if (ids.some((id) => !this.#places.has(id))) return false;
    const loaded = [...this.#columns.values()].filter((wanted) => wanted.loaded !== undefined);
    const columns = loaded.map(({ column }) => column);
    const result = await this.#call('columns', { columns, only });
    if (result.epoch !== this.#epoch) return false;
    for (const [place, wanted] of loaded.entries()) {
      const data = result.columns[place];
      if (data !== undefined) wanted.loaded?.patch(only, data);
    }
    await this.#readRelations();
    this.#effects.changed();
    return true;
  }

  /** Everything is asked for again: runs came or went. What is shown stays until the answer is there. */
  async reload(query: OrderQuery): Promise<void> {
    const asked = [...this.#columns.values()];
    const columns = asked.map(({ column }) => column);
    const result = await this.#call('columns', { columns });
    this.#epoch = result.epoch;
    for (const [place, wanted] of asked.entries()) {
      const data = result.columns[place];
      if (data !== undefined) wanted.loaded = loadedColumn(data);
    }
    this.#findPlaces(result.size);
    await this.order(query);
  }

  /** What one run changes for others: which of them is held against it, or larger than it for nothing. */
  async #readRelations(): Promise<void> {
    const asked = [...this.#columns.values()].filter(
      ({ column, loaded }) => loaded !== undefined && column.group === 'record' && relations.has(column.key),
    );
    if (asked.length === 0) return;
    const result = await this.#call('columns', { columns: asked.map(({ column }) => column) });
    if (result.epoch !== this.#epoch) return;
    for (const [place, wanted] of asked.entries()) {
      const data = result.columns[place];
      if (data !== undefined) wanted.loaded = loadedColumn(data);
    }
  }

  #add(column: ColumnRef): void {
    const id = columnId(column);
    if (!this.#columns.has(id)) this.#columns.set(id, { column, loaded: undefined });
  }

  #forget(epoch: number): void {
    this.#epoch = epoch;
    for (const wanted of this.#columns.values()) wanted.loaded = undefined;
  }

  async #fetchMissing(): Promise<void> {
    if (this.#fetching || this.#epoch < 0) return;
    this.#fetching = true;
    try {
      for (;;) {
        const missing = [...this.#columns.values()].filter(({ loaded }) => loaded === undefined);
        if (missing.length === 0) break;
        const columns = missing.map(({ column }) => column);
        const result = await this.#call('columns', { columns });
        if (result.epoch !== this.#epoch) this.#forget(result.epoch);
        for (const [place, wanted] of missing.entries()) {
          const data = result.columns[place];
          if (data !== undefined) wanted.loaded = loadedColumn(data);
        }
        this.#findPlaces(result.size);
        this.#effects.changed();
      }
    } catch (error) {
      this.#effects.failed(error);
    } finally {
      this.#fetching = false;
    }
  }

  #findPlaces(size: number): void {
    this.#places.clear();
    for (let n = 0; n < size; n += 1) {
      const id = this.record('id', n);
      if (typeof id === 'string') this.#places.set(id, n);
    }
  }
}

/** Values that depend on other runs than their own. */
const relations: ReadonlySet<string> = new Set<RecordKey>(['baseline', 'hint']);
/** What every row shows, whatever else was chosen. */
const always = ['id', 'name', 'status', 'star', 'best'] as const satisfies readonly RecordKey[];
