/** The grid of runs: holds the virtual table against the model, and does what is asked in it. */
import { t } from '../../../../src/base/l10n.ts';
import { columnId, type ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import type { ShownColumn } from '../../../../src/protocol/compare/comparePage.ts';
import type { CellPlace, RowState } from '../../../tables/tableSource.ts';
import { VirtualTable } from '../../../tables/virtualTable.ts';
import type { CompareModel } from '../compareModel.ts';
import type { LoadedColumn } from '../loadedColumn.ts';
import { directionOf } from '../directionOf.ts';
import { baselineOf } from './baseline.ts';
import { changeHint } from './baselineChange.ts';
import { cellContent, heldAgainstAll, type CellContent } from './cellContent.ts';
import { cellKinds, type CellSource } from './cells.ts';
import { columnMenu } from './columnMenu.ts';
import { GridColumns, nameId, pickColumn, starColumn, type GridColumn } from './gridColumns.ts';
import type { Grid } from './grid.ts';
import { GridEdits } from './gridEdits.ts';
import { gridKey } from './gridKeys.ts';
import { GridPicks } from './gridPicks.ts';
import { nextSort } from './nextSort.ts';
import { moveColumn, nameColumn, shownColumns } from './shownColumns.ts';
import { hasCourse, Sparks, type SparkWish } from './sparks.ts';
import { statusText } from './statusText.ts';
import { groupKey, tableRows, type TableEntry } from './tableRows.ts';

export class RunGrid implements CellSource, Grid {
  readonly model: CompareModel;
  readonly columns: GridColumns;
  readonly picks: GridPicks;
  readonly edits: GridEdits;
  readonly #sparks: Sparks;
  readonly #groupContents = new Map<string, CellContent>();
  #table: VirtualTable | undefined;
  #rows: readonly TableEntry[] = [];
  #rowsOf: readonly unknown[] = [];
  #baseline: number | undefined;
  #marked: { readonly of: LoadedColumn | undefined; readonly ids: ReadonlySet<string> } = emptyMarks;
  #now = Date.now();
  #inView: { first: number; end: number; columns: readonly string[] } = { first: 0, end: 0, columns: [] };
  #scrollTimer: ReturnType<typeof setTimeout> | undefined;
  /** Where the table was scrolled to last, kept or about to be. */
  #scroll: { readonly top: number; readonly left: number } | undefined;
  #restored = false;

  constructor(model: CompareModel) {
    this.model = model;
    this.columns = new GridColumns(model, cellKinds(this));
    this.picks = new GridPicks(model, () => this.#rows);
    this.edits = new GridEdits(this);
    this.#sparks = new Sparks(model.call, () => this.update());
    // Ages and durations go on while nothing else does.
    setInterval(() => this.update(), tickMs);
  }

  get table(): VirtualTable | undefined {
    return this.#table;
  }

  get rows(): readonly TableEntry[] {
    return this.#rows;
  }

  /** The same function each time: lit calls it when the element comes or goes. */
  readonly attach = (host: Element | undefined): void => {
    if (!(host instanceof HTMLElement)) {
      this.#table?.dispose();
      this.#table = undefined;
      this.#restored = false;
      return;
    }
    this.#table = new VirtualTable(host, 'runs', {
      viewed: (first, end, columns) => this.#viewed(first, end, columns),
      scrolled: (top, left) => this.#scrolled(top, left),
      clicked: (at, event) => this.#clicked(at, event),
      doubleClicked: (at, event) => this.#doubleClicked(at, event),
      hovered: (at, cell) => this.#hint(at, cell),
      key: (at, event) => gridKey(this, at, event),
      moved: (from, to, event) => {
        if (!event.shiftKey) this.picks.anchorAt(to.row);
        else if (from.row !== to.row && to.row >= 0) this.picks.extendTo(to.row);
      },
      sort: (column, add) => this.sort(column, add),
      menu: (column, anchor) => columnMenu(this, column, anchor),
      resized: (column, width) => this.resize(column, width),
      reordered: (column, before) => this.changeColumns((all) => moveColumn(all, column, before)),
      fit: (column) => this.resize(column, undefined),
    });
    host.addEventListener('copy', (event) => {
      event.preventDefault();
      this.edits.copy();
    });
    this.update();
  };

  /** Takes in what the model holds now. */
  update(): void {
    const table = this.#table;
    const { frame, state } = this.model;
    if (table === undefined || !frame.isReady) return;
    this.#now = Date.now();
    this.#groupContents.clear();
    this.#readRows();
    this.#baseline = baselineOf(this.model)?.n;
    if (state.view.againstBaseline && frame.column(heldRef) === undefined) frame.want([heldRef]);
    table.update({
      label: t('Runs'),
      columns: this.columns.table(),
      rows: this.#rows.length,
      tree: frame.groups !== null,
      rowState: (row) => this.#rowState(row),
    });
    if (this.#restored || this.#rows.length === 0) return;
    table.scrollTo(state.scroll.top, state.scroll.left);
    this.#scroll = state.scroll;
    this.#restored = true;
    table.paint();
  }

  entry(row: number): TableEntry | undefined {
    return this.#rows[row];
  }

  content(entry: TableEntry, id: string): CellContent {
    const column = this.columns.get(id);
    if (column?.loaded === undefined) return notYet;
    if (!entry.isGroup) return this.#contentOf(entry, column);
    const name = `${String(groupKey(entry.members))} ${id}`;
    const known = this.#groupContents.get(name) ?? this.#contentOf(entry, column);
    this.#groupContents.set(name, known);
    return known;
  }

  spark(entry: TableEntry, id: string) {
    const column = this.columns.get(id);
    if (column?.ref.group !== 'metrics') return undefined;
    return this.#sparks.get(this.#idsOf(entry), column.ref.key);
  }

  picked(entry: TableEntry): { readonly count: number; readonly slot: number } {
    const count = this.picks.count(entry);
    if (count === 0) return { count, slot: 0 };
    const { frame } = this.model;
    const slots = entry.line.map((n) => this.model.slotOf(frame.text('id', n)));
    return { count, slot: slots.find((slot) => slot > 0) ?? 0 };
  }

  isStarred({ members }: TableEntry): boolean {
    return members.some((n) => this.model.frame.record('star', n) === 1);
  }

  name({ n }: TableEntry): string {
    return this.model.frame.text('name', n);
  }

  isBaseline({ members }: TableEntry): boolean {
    const { frame, state } = this.model;
    if (!state.view.againstBaseline) return false;
    return members.some((n) => this.#baselines().has(frame.text('id', n)));
  }

  status(entry: TableEntry): { readonly status: string; readonly text: string } {
    const { frame } = this.model;
    return statusText(
      entry.members.map((n) => frame.text('status', n)),
      () => frame.text('progress', entry.n),
    );
  }

  digits(id: string): number {
    return this.columns.get(id)?.digits ?? 0;
  }

  toggleExpanded(row: number): void {
    const entry = this.#rows[row];
    if (entry?.isGroup !== true) return;
    const id = this.model.frame.text('id', groupKey(entry.members));
    const { expanded } = this.model.state;
    const others = expanded.filter((one) => one !== id);
    this.model.set({ expanded: others.length < expanded.length ? others : [...others, id] });
    this.update();
  }

  open(row: number): void {
    const entry = this.#rows[row];
    if (entry === undefined) return;
    const run = this.model.frame.text('id', entry.n);
    this.model.act((call) => call('openRun', { run }));
  }

  sort(id: string, add: boolean): void {
    const ref = this.columns.get(id)?.ref;
    if (ref === undefined) return;
    const { scope, state } = this.model;
    void this.model.setView({ sort: nextSort(state.view.sort, ref, { add, scope }) });
  }

  resize(id: string, width: number | undefined): void {
    this.changeColumns((all) =>
      all.map((one) => {
        if (columnId(one.column) !== id) return one;
        const { width: _, ...rest } = one;
        return width === undefined ? rest : { ...rest, width: Math.round(width) };
      }),
    );
  }

  /** From here on the columns are those of a person, not those that the page would choose. */
  changeColumns(change: (columns: readonly ShownColumn[]) => readonly ShownColumn[]): void {
    const { state, known } = this.model;
    const { columns } = state.view;
    const now = shownColumns({ columns, onlyDiffering: false }, known);
    const next = change(now.length === 0 ? [nameColumn] : now);
    void this.model.setView({ columns: [...next] });
  }

  #contentOf(entry: TableEntry, { ref, view, loaded }: GridColumn): CellContent {
    const { frame } = this.model;
    return cellContent(entry, {
      ref,
      view,
      value: (n) => loaded?.at(n),
      status: (n) => frame.record('status', n),
      started: (n) => frame.record('started', n),
      changes: (n) => frame.value(changesRef, n),
      baseline: this.#baseline,
      heldAgainst: this.#heldAgainst,
      direction: directionOf(ref.key, this.model.scope),
      now: this.#now,
    });
  }

  readonly #heldAgainst = (n: number): number | undefined => {
    const { frame, state } = this.model;
    return state.view.againstBaseline ? frame.ordinalOf(frame.text('baseline', n)) : undefined;
  };

  /** Ids of the runs that others are held against. */
  #baselines(): ReadonlySet<string> {
    const held = this.model.frame.column(heldRef);
    if (held === undefined) return new Set();
    if (this.#marked.of !== held) this.#marked = { of: held, ids: new Set(held.texts) };
    return this.#marked.ids;
  }

  #readRows(): void {
    const { frame, state } = this.model;
    const { ordinals, groups } = frame;
    // Runs are known by their ids only once that column has come.
    const key = [ordinals, groups, state.expanded, frame.column(idRef)];
    if (key.every((part, at) => part === this.#rowsOf[at])) return;
    this.#rowsOf = key;
    this.#rows = tableRows(
      ordinals,
      groups,
      new Set(state.expanded.flatMap((id) => frame.ordinalOf(id) ?? [])),
    );
  }

  #rowState(row: number): RowState {
    const entry = this.#rows[row];
    if (entry === undefined) return { selected: false, className: '' };
    const { count, slot } = this.picked(entry);
    return {
      selected: count === entry.members.length,
      className: count === 0 ? '' : `on s${String(slot)}`,
      level: entry.level,
      ...(entry.expanded !== undefined && { expanded: entry.expanded }),
    };
  }

  #viewed(first: number, end: number, columns: readonly string[]): void {
    this.#inView = { first, end, columns };
    const refs = columns.flatMap((id) => this.columns.get(id)?.ref ?? []);
    const missing = refs.filter((ref) => this.model.frame.column(ref) === undefined);
    const besides = alwaysRead.filter((ref) => this.model.frame.column(ref) === undefined);
    if (missing.length + besides.length > 0) this.model.frame.want([...missing, ...besides]);
    this.#sparks.want(() => this.#sparkWishes());
  }

  #sparkWishes(): SparkWish[] {
    const { first, end, columns } = this.#inView;
    const metrics = columns.flatMap((id) => {
      const column = this.columns.get(id);
      return column?.loaded !== undefined && hasCourse(column.ref)
        ? [{ ...column, key: column.ref.key }]
        : [];
    });
    return this.#rows.slice(first, end).flatMap((entry) => {
      const runs = this.#idsOf(entry);
      const changes = runs.reduce((sum, id) => sum + this.model.changesOf(id), 0);
      return metrics.flatMap(({ key, loaded }) => {
        const values = entry.members.map((n) => loaded?.at(n));
        if (values.every((value) => value === undefined)) return [];
        return [{ runs, key, stamp: `${String(changes)} ${values.join()}` }];
      });
    });
  }

  #idsOf({ members }: TableEntry): string[] {
    return members.map((n) => this.model.frame.text('id', n));
  }

  #scrolled(top: number, left: number): void {
    if (!this.#restored || (this.#scroll?.top === top && this.#scroll.left === left)) return;
    this.#scroll = { top, left };
    clearTimeout(this.#scrollTimer);
    // Not put off by drawings at the same place: the page may be hidden, and gone with what it has not kept, at any time.
    this.#scrollTimer = setTimeout(() => this.model.set({ scroll: { top, left } }), saveMs);
  }

  #clicked(at: CellPlace, event: MouseEvent): void {
    this.#table?.activate(at);
    const { row, column } = at;
    const target = event.target instanceof Element ? event.target : null;
    if (column === starColumn) this.edits.star(row);
    else if (column === nameId && target?.closest('.tw') && this.#rows[row]?.isGroup)
      this.toggleExpanded(row);
    else if (event.shiftKey) this.picks.extendTo(row);
    else if (column === pickColumn || event.ctrlKey || event.metaKey) this.picks.toggle(row);
    else {
      this.picks.anchorAt(row);
      if (column === nameId && target?.closest('.run-name')) this.open(row);
    }
  }

  #doubleClicked(at: CellPlace, event: MouseEvent): void {
    if (at.column === pickColumn || at.column === starColumn) return;
    if (event.target instanceof Element && event.target.closest('.run-name, .tw')) return;
    if (!this.edits.begin(at)) this.open(at.row);
  }

  /** The whole text where it is cut, and what the text leaves out. */
  #hint({ row, column: id }: CellPlace, cell: HTMLElement): void {
    const column = this.columns.get(id);
    const entry = this.#rows[row];
    if (column === undefined || entry === undefined) return;
    const value = column.loaded?.at(entry.n);
    const more = entry.isGroup ? undefined : column.view.hint(value, this.#now);
    const dirty = id === 'code.commit' && this.model.frame.value(changesRef, entry.n);
    const whole = typeof value === 'string' && cell.textContent !== value ? value : undefined;
    const isCut = cell.scrollWidth > cell.clientWidth;
    const parts = [
      id === nameId && this.isBaseline(entry) ? t('The baseline: other runs are held against it') : undefined,
      this.#changeHint(entry, column),
      more ?? whole ?? (isCut ? cell.textContent : undefined),
      this.#refusedHint(entry, column),
      dirty ? t('uncommitted: {0}', dirty) : undefined,
    ];
    cell.title = parts.filter((part) => part !== undefined).join('\n');
  }

  /** A text that was logged in the place of a number is no value, but it is not lost either. */
  #refusedHint({ n, isGroup }: TableEntry, { ref, loaded }: GridColumn): string | undefined {
    if (isGroup || ref.group !== 'metrics' || loaded === undefined || loaded.at(n) !== undefined)
      return undefined;
    const problems = this.model.frame.record('problems', n);
    if (typeof problems !== 'number') return undefined;
    return t('No number was recorded. The page of this run lists what could not be: {0}', problems);
  }

  #changeHint(entry: TableEntry, { id, view, loaded }: GridColumn): string | undefined {
    const { change } = this.content(entry, id);
    const other = heldAgainstAll(entry.members, { heldAgainst: this.#heldAgainst });
    if (change === undefined || other === undefined) return undefined;
    const name = this.model.frame.text('name', other);
    return changeHint(change, { name, value: view.text(loaded?.at(other), this.#now) });
  }
}

const emptyMarks = { of: undefined, ids: new Set<string>() };
const notYet: CellContent = { text: '', aside: '', tone: '' };
const idRef: ColumnRef = { group: 'record', key: 'id' };
const heldRef: ColumnRef = { group: 'record', key: 'baseline' };
const changesRef: ColumnRef = { group: 'code', key: 'changes' };
/** What cells say besides the value of their column. */
const alwaysRead: readonly ColumnRef[] = [
  { group: 'record', key: 'started' },
  { group: 'record', key: 'progress' },
  { group: 'record', key: 'problems' },
  changesRef,
];
/** ms between looks at the clock. */
const tickMs = 15_000;
/** ms after scrolling before the place is remembered. */
const saveMs = 100;
