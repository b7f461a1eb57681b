/** All runs of the folder as the page knows them: which match in which order, and the columns that were asked for. */
import type { Call } from '../../../src/protocol/rpcShape.ts';
import type { comparePage } from '../../../src/protocol/compare/comparePage.ts';
import {
  columnId,
  mostColumns,
  mostRuns,
  type ColumnRef,
  type ColumnsResult,
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
  /** Orders that have come. */
  #taken = 0;

  /** Ordinals of the matching runs, in order. */
  ordinals: Uint32Array = new Uint32Array();
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
    this.#take(result);
    this.isReady = true;
    await this.#fetchMissing();
    this.#effects.changed();
  }

  /** Orders anew where other runs match now, or match in other groups; else no row moves. Rejects with UserError `filter`. */
  async follow(query: OrderQuery): Promise<void> {
    const taken = this.#taken;
    const result = await this.#call('order', query);
    // What came meanwhile is newer, and a reload that is under way asks for the order itself.
    if (result.epoch !== this.#epoch || taken !== this.#taken) return;
    if (isSameSet(this, orderOf(result))) return;
    this.#take(result);
    this.#effects.changed();
  }

  #take(result: OrderResult): void {
    this.#taken += 1;
    const { ordinals, groups } = orderOf(result);
    this.ordinals = ordinals;
    this.groups = groups;
    this.total = result.total;
    this.blame = result.blame;
  }

  /** Takes in what changed of these runs, in place and without moving a row. False: they are not all known here. */
  async patch(ids: readonly string[]): Promise<boolean> {
    const { epoch, ordinals } = await this.#call('ordinals', { ids: [...ids] });
    const only = ordinals.flatMap((n) => n ?? []);
    if (epoch !== this.#epoch || only.length < ids.length) return false;
    if (only.length > mostRuns || ids.some((id) => !this.#places.has(id))) return false;
    const loaded = [...this.#columns.values()].filter((wanted) => wanted.loaded !== undefined);
    const columns = loaded.map(({ column }) => column);
    const result = await this.#read(columns, only);
    if (result?.epoch !== this.#epoch) return false;
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
    const result = await this.#readUntilWhole(columns);
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
    const result = await this.#read(asked.map(({ column }) => column));
    if (result?.epoch !== this.#epoch) return;
    for (const [place, wanted] of asked.entries()) {
      const data = result.columns[place];
      if (data !== undefined) wanted.loaded = loadedColumn(data);
    }
  }

  /** Any number of columns, in several calls; undefined when runs came or went between two of them. */
  async #read(columns: readonly ColumnRef[], only?: readonly number[]): Promise<ColumnsResult | undefined> {
    const rest = only === undefined ? {} : { only: [...only] };
    let whole: ColumnsResult | undefined;
    for (let from = 0; whole === undefined || from < columns.length; from += mostColumns) {
      const part = await this.#call('columns', {
        columns: columns.slice(from, from + mostColumns),
        ...rest,
      });
      if (whole !== undefined && whole.epoch !== part.epoch) return undefined;
      whole = whole === undefined ? part : { ...whole, columns: [...whole.columns, ...part.columns] };
    }
    return whole;
  }

  async #readUntilWhole(columns: readonly ColumnRef[]): Promise<ColumnsResult> {
    for (;;) {
      const result = await this.#read(columns);
      if (result !== undefined) return result;
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
        const result = await this.#readUntilWhole(columns);
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

interface Order {
  readonly ordinals: Uint32Array;
  readonly groups: Uint32Array | null;
}

function orderOf({ ordinals, groups }: OrderResult): Order {
  return { ordinals: new Uint32Array(ordinals), groups: groups && new Uint32Array(groups) };
}

/** Whether two orders have the same runs, whatever their order, together in the same groups. */
function isSameSet(a: Order, b: Order): boolean {
  if (a.ordinals.length !== b.ordinals.length || (a.groups === null) !== (b.groups === null)) return false;
  const before = new Map(Array.from(a.ordinals, (n, place) => [n, a.groups?.[place]] as const));
  const renamed = new Map<number | undefined, number | undefined>();
  const isSame = b.ordinals.every((n, place) => {
    if (!before.has(n)) return false;
    const was = before.get(n);
    const now = b.groups?.[place];
    if (!renamed.has(was)) renamed.set(was, now);
    return renamed.get(was) === now;
  });
  return isSame && new Set(renamed.values()).size === renamed.size;
}

/** Values that depend on other runs than their own. */
const relations: ReadonlySet<string> = new Set<RecordKey>(['baseline', 'hint']);
/** What every row shows, whatever else was chosen. */
const always = ['id', 'name', 'status', 'star', 'best'] as const satisfies readonly RecordKey[];
