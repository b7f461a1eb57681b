/** The columns of the run table as the virtual table needs them, with what their cells are written from. */
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { ShownColumn } from '../../../../src/protocol/compare/comparePage.ts';
import type { MakeCell, TableColumn } from '../../../tables/tableSource.ts';
import type { CompareModel } from '../compareModel.ts';
import type { LoadedColumn } from '../loadedColumn.ts';
import type { CellKinds } from './cells.ts';
import { bandTitle, columnTitle } from './columnTitle.ts';
import { columnView, type ColumnView } from './columnView.ts';
import { shownColumns } from './shownColumns.ts';
import { hasCourse } from './sparks.ts';
import { textWidth } from './textWidth.ts';

export interface GridColumn {
  readonly id: string;
  readonly shown: ShownColumn;
  readonly ref: ColumnRef;
  readonly view: ColumnView;
  readonly loaded: LoadedColumn | undefined;
  /** Width by its values, in px. */
  readonly fit: number;
  /** ch of the widest number. */
  readonly digits: number;
}

export const pickColumn = 'pick';
export const starColumn = 'star';
export const nameId = 'record.name';
export const statusId = 'record.status';

export class GridColumns {
  readonly #model: CompareModel;
  readonly #kinds: CellKinds;
  #known = new Map<string, GridColumn & { readonly key: readonly unknown[] }>();
  #table: readonly TableColumn[] = [];
  #text = '';

  constructor(model: CompareModel, kinds: CellKinds) {
    this.#model = model;
    this.#kinds = kinds;
  }

  get(id: string): GridColumn | undefined {
    return this.#known.get(id);
  }

  /** In the order they stand, without those for picking and starring. */
  all(): readonly GridColumn[] {
    return [...this.#known.values()];
  }

  /** The same list as before where nothing is different, so that headers are not drawn anew. */
  table(): readonly TableColumn[] {
    const { state, known } = this.#model;
    const shown = shownColumns(state.view, known);
    this.#known = new Map(shown.map((one) => [columnId(one.column), this.#column(one)] as const));
    const columns = [
      ...this.#lead(),
      ...[...this.#known.values()].map((column) => this.#tableColumn(column)),
    ];
    const text = JSON.stringify(columns);
    if (text !== this.#text) {
      this.#text = text;
      this.#table = columns;
    }
    return this.#table;
  }

  #column(shown: ShownColumn): GridColumn & { readonly key: readonly unknown[] } {
    const { frame, state } = this.#model;
    const id = columnId(shown.column);
    const loaded = frame.column(shown.column);
    const grouped = state.view.grouping !== null;
    const { againstBaseline } = state.view;
    const key = [
      againstBaseline,
      loaded,
      frame.ordinals,
      loaded?.texts.length,
      grouped,
      loaded?.kind === 'number' && frame.version,
    ];
    const known = this.#known.get(id);
    if (known?.key.every((part, at) => part === key[at]) === true) return { ...known, shown };
    const view = columnView(shown.column, loaded, frame.ordinals);
    const digits = loaded?.kind === 'number' ? digitsOf(loaded, view, frame.ordinals) : 0;
    const fit = fitWidth({ ref: shown.column, view, loaded, digits, grouped, againstBaseline });
    return { id, shown, ref: shown.column, view, loaded, fit, digits, key };
  }

  #lead(): TableColumn[] {
    const lead = { title: '', band: '', pinned: true, fixed: true };
    return [
      { ...lead, id: pickColumn, label: t('Picked for drawing'), width: 52, make: this.#kinds.pick },
      { ...lead, id: starColumn, label: t('Star'), width: 22, make: this.#kinds.star },
    ];
  }

  #tableColumn({ id, shown, ref, view, fit }: GridColumn): TableColumn {
    const { catalog, state } = this.#model;
    const params = catalog.filter(({ group }) => group === 'params');
    const known = { known: params.length, differing: params.filter(({ differs }) => differs).length };
    const place = state.view.sort.findIndex(({ column }) => columnId(column) === id);
    const key = state.view.sort[place];
    return {
      id,
      title: columnTitle(ref),
      band: shown.pinned ? '' : bandTitle(ref, known),
      width: shown.width ?? fit,
      pinned: shown.pinned ?? false,
      numeric: view.numeric && !hasCourse(ref),
      sorted: key && { descending: key.descending, place: place + 1, of: state.view.sort.length },
      make: this.#makeOf(ref, view),
    };
  }

  #makeOf(ref: ColumnRef, view: ColumnView): MakeCell {
    if (hasCourse(ref)) return this.#kinds.metric;
    if (ref.group === 'record' && ref.key === 'name') return this.#kinds.name;
    if (ref.group === 'record' && ref.key === 'status') return this.#kinds.status;
    return view.mono ? this.#kinds.mono : this.#kinds.text;
  }
}

function digitsOf(loaded: LoadedColumn, view: ColumnView, ordinals: Uint32Array): number {
  let most = 1;
  for (let place = 0; place < ordinals.length && place < mostMeasured; place += 1)
    most = Math.max(most, view.text(loaded.at(ordinals[place] ?? -1), Date.now()).length);
  return Math.min(most, 24);
}

interface Fitted {
  readonly ref: ColumnRef;
  readonly view: ColumnView;
  readonly loaded: LoadedColumn | undefined;
  readonly digits: number;
  readonly grouped: boolean;
  readonly againstBaseline: boolean;
}

/** As wide as its title and its widest values, within reason: a number is never cut. */
function fitWidth({ ref, view, loaded, digits, grouped, againstBaseline }: Fitted): number {
  const title = Math.min(textWidth(columnTitle(ref), 'small'), widestTitle) + sortRoom;
  const padding = 14;
  if (ref.group === 'record') {
    const fixed: Readonly<Record<string, number>> = {
      name: 150,
      status: grouped ? 136 : 112,
      started: 92,
      note: 180,
    };
    const width = fixed[ref.key];
    if (width !== undefined) return Math.ceil(Math.max(width, title));
  }
  const zero = textWidth('0', 'bold');
  if (hasCourse(ref)) {
    const deviation = grouped ? textWidth('±.0000', 'small') + 8 : 0;
    const change = againstBaseline ? textWidth(`+${'0'.repeat(Math.max(6, digits))}\u00a0↑`, 'small') + 8 : 0;
    return Math.ceil(Math.max(title, 54 + Math.max(6, digits) * zero + deviation + change + padding));
  }
  if (loaded?.kind === 'number') return Math.ceil(Math.max(title, digits * zero + padding));
  const longest = [...(loaded?.texts ?? [])]
    .slice(0, mostMeasured)
    .map((text) => view.text(text, 0))
    .sort((a, b) => b.length - a.length)
    .slice(0, 5);
  const kind = view.mono ? 'mono' : 'bold';
  const content = Math.max(0, ...longest.map((text) => textWidth(text, kind))) + (view.mono ? 8 : 0);
  return Math.ceil(Math.max(title, Math.min(content, view.numeric ? widestNumber : widestText) + padding));
}

const mostMeasured = 500;
const widestTitle = 160;
const sortRoom = 32;
const widestText = 200;
const widestNumber = 320;
