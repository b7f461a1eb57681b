/** A table of any size: only the cells in view exist, and scrolling uses them again. Rows are 22 px, under a header of one or two. */
import {
  columnsBetween,
  layoutColumns,
  rowsBetween,
  type ColumnLayout,
  type PlacedColumn,
} from './columnLayout.ts';
import { drawHeader } from './tableHeader.ts';
import { nextPlace } from './tableKeys.ts';
import { TableRow } from './tableRow.ts';
import type { CellPlace, TableEvents, TableSource } from './tableSource.ts';

export const rowHeight = 22;
const headHeight = 42;
const bandlessHeight = 22;

export class VirtualTable {
  readonly #host: HTMLElement;
  readonly #head = document.createElement('div');
  readonly #body = document.createElement('div');
  readonly #mark = document.createElement('div');
  readonly #events: TableEvents;
  readonly #id: string;
  readonly #pool: TableRow[] = [];
  readonly #dragged = new Map<string, number>();
  readonly #sizes: ResizeObserver;
  #source: TableSource | undefined;
  #layout: ColumnLayout = layoutColumns([]);
  #version = 0;
  #frame = 0;
  #letGo: ReturnType<typeof setTimeout> | undefined;
  #size = { width: 0, height: 0 };
  #active: CellPlace | undefined;
  #activeElement: HTMLElement | undefined;
  #viewed = '';
  #headWindow: readonly [number, number] = [-1, -1];
  #pending: { readonly top: number; readonly left: number } | undefined;

  /** `host` becomes the scrolling element; it needs a height of its own. */
  constructor(host: HTMLElement, id: string, events: TableEvents) {
    this.#host = host;
    this.#id = id;
    this.#events = events;
    host.classList.add('vt');
    host.tabIndex = 0;
    host.setAttribute('aria-multiselectable', 'true');
    this.#head.className = 'vt-head';
    this.#head.setAttribute('role', 'rowgroup');
    this.#body.className = 'vt-body';
    this.#body.setAttribute('role', 'rowgroup');
    this.#mark.className = 'vt-mark';
    this.#mark.hidden = true;
    host.append(this.#head, this.#body);
    this.#head.after(this.#mark);
    host.addEventListener('scroll', () => this.#later(), { passive: true });
    // Before the first step sideways, so that pinned cells do not go along for a frame.
    host.addEventListener('wheel', ({ deltaX, shiftKey }) => (deltaX !== 0 || shiftKey) && this.#hold(), {
      passive: true,
    });
    for (const event of ['wheel', 'pointerdown', 'keydown'])
      host.addEventListener(event, () => (this.#pending = undefined), { passive: true });
    host.addEventListener('pointerdown', ({ target }) => target === host && this.#hold());
    host.addEventListener('keydown', (event) => this.#keyDown(event));
    this.#body.addEventListener('click', (event) => this.#mouse(event, (at) => events.clicked(at, event)));
    this.#body.addEventListener('dblclick', (event) =>
      this.#mouse(event, (at) => events.doubleClicked(at, event)),
    );
    this.#body.addEventListener('pointerover', (event) =>
      this.#mouse(event, (at, cell) => events.hovered(at, cell)),
    );
    this.#sizes = new ResizeObserver(() => {
      this.#size = { width: host.clientWidth, height: host.clientHeight };
      this.#place();
      this.#reach();
      this.#later();
    });
    this.#sizes.observe(host);
  }

  get active(): CellPlace | undefined {
    return this.#active;
  }

  /** Everything in view is painted again at the next frame, and only what is different touches the page. */
  update(source: TableSource): void {
    const before = this.#source;
    this.#source = source;
    this.#version += 1;
    if (before?.columns !== source.columns) this.#arrange();
    const height = `${String(source.rows * rowHeight)}px`;
    if (this.#body.style.height !== height) this.#body.style.height = height;
    const { row = -1, column } = this.#active ?? {};
    if (column !== undefined && !source.columns.some(({ id }) => id === column)) this.#active = undefined;
    else if (row >= source.rows && this.#active) this.#active = { ...this.#active, row: source.rows - 1 };
    this.#describe(source);
    this.#later();
  }

  /** At once, or as soon as the table has a size and is so large; until then a person may scroll elsewhere. */
  scrollTo(top: number, left: number): void {
    this.#pending = { top, left };
    this.#reach();
  }

  #reach(): void {
    if (this.#pending === undefined || this.#size.height === 0) return;
    const { top, left } = this.#pending;
    if (left > 0) this.#hold();
    this.#host.scrollTo(this.#pending);
    if (Math.abs(this.#host.scrollTop - top) < 1 && Math.abs(this.#host.scrollLeft - left) < 1)
      this.#pending = undefined;
  }

  /** Makes a cell the one that keys act on, and brings it into view. */
  activate(at: CellPlace): void {
    this.#active = at;
    this.#pending = undefined;
    const { row, column } = at;
    const { height, width } = this.#size;
    if (row >= 0) {
      const top = row * rowHeight;
      if (top < this.#host.scrollTop) this.#host.scrollTop = top;
      else if (top + rowHeight > this.#host.scrollTop + height - this.#headHeight)
        this.#host.scrollTop = top + rowHeight - height + this.#headHeight;
    }
    const placed = this.#layout.others.find((one) => one.column.id === column);
    if (placed !== undefined) {
      this.#hold();
      const room = width - this.#stuckWidth;
      if (placed.left < this.#host.scrollLeft) this.#host.scrollLeft = placed.left;
      else if (placed.left + placed.width > this.#host.scrollLeft + room)
        this.#host.scrollLeft = Math.min(placed.left, placed.left + placed.width - room);
    }
    this.paint();
  }

  focus(): void {
    this.#host.focus();
  }

  /** The element of a cell, when it is in view; row −1: of a header. */
  cell({ row, column }: CellPlace): HTMLElement | undefined {
    if (row < 0)
      return [...this.#head.querySelectorAll<HTMLElement>('.vt-head-cell')].find(
        (element) => element.dataset['column'] === column,
      );
    const index = this.#source?.columns.findIndex(({ id }) => id === column) ?? -1;
    return index < 0 ? undefined : this.#pool.find((slot) => slot.row === row)?.cell(index);
  }

  dispose(): void {
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#letGo);
  }

  /** Paints now what is in view. */
  paint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const source = this.#source;
    // A page that is being hidden loses its size, and with it where it was scrolled to: that is no wish of anybody.
    if (source === undefined || this.#size.height === 0 || this.#host.clientHeight === 0) return;
    this.#reach();
    // Read first, then only write: nothing below asks the page where things are.
    const { scrollTop: top, scrollLeft: left } = this.#host;
    const height = Math.max(0, this.#size.height - this.#headHeight);
    const [first, end] = rowsBetween({ top, height, rowHeight, rows: source.rows }, spareRows);
    const room = this.#size.width - this.#stuckWidth;
    const from = this.#stuckWidth === 0 ? left - this.#layout.pinnedWidth : left;
    const window = columnsBetween(this.#layout.others, from, from + room);
    this.#drawHead(window);
    this.#fillPool(end - first);
    const pool = this.#pool;
    for (let row = first; row < first + pool.length; row += 1) {
      const slot = pool[row % pool.length];
      if (row >= end) slot?.park();
      else
        slot?.show(row, {
          layout: this.#layout,
          window,
          version: this.#version,
          rowHeight,
          state: source.rowState(row),
          tree: source.tree,
          heads: source.bandless === true ? 1 : 2,
        });
    }
    if (left > 0) this.#hold();
    this.#markActive();
    this.#tell([first, end], window);
    if (this.#pending === undefined) this.#events.scrolled(top, left);
  }

  /**
   * Makes pinned cells stick. While nothing is scrolled sideways they stand where they are anyhow, and each that sticks is a
   * layer of its own: scrolling down costs the browser twice as much with them.
   */
  #hold(): void {
    clearTimeout(this.#letGo);
    this.#host.classList.add('held');
    this.#letGo = setTimeout(() => {
      if (this.#host.scrollLeft === 0) this.#host.classList.remove('held');
      else this.#hold();
    }, heldMs);
  }

  get #headHeight(): number {
    return this.#source?.bandless === true ? bandlessHeight : headHeight;
  }

  get #stuckWidth(): number {
    return this.#host.classList.contains('loose') ? 0 : this.#layout.pinnedWidth;
  }

  #later(): void {
    this.#frame ||= requestAnimationFrame(() => this.paint());
  }

  #fillPool(needed: number): void {
    while (this.#pool.length < needed) {
      const row = new TableRow();
      this.#pool.push(row);
      this.#body.append(row.element);
    }
  }

  /** Columns came, went, moved or changed their width. */
  #arrange(): void {
    const source = this.#source;
    if (source === undefined) return;
    this.#layout = layoutColumns(source.columns, this.#dragged);
    this.#version += 1;
    this.#place();
    this.#headWindow = [-1, -1];
  }

  /** Drawn anew when other titles come into view, a few at a time. */
  #drawHead([first, end]: readonly [number, number]): void {
    const from = Math.floor(first / titleStep) * titleStep;
    const to = Math.ceil(end / titleStep) * titleStep;
    if (this.#headWindow[0] === from && this.#headWindow[1] === to) return;
    this.#headWindow = [from, to];
    drawHeader(
      this.#head,
      { layout: this.#layout, window: [from, to], bandless: this.#source?.bandless === true },
      {
        sort: (column, add) => this.#events.sort(column, add),
        menu: (column, anchor) => this.#events.menu(column, anchor),
        fit: (column) => this.#events.fit(column),
        partOf: (column) => this.#partOf(column),
        within: (column, clientX) => this.#within(column, clientX),
        widthDragged: (column, width) => {
          if (width === undefined) this.#dragged.delete(column);
          else this.#dragged.set(column, width);
          this.#arrange();
          this.#later();
        },
        resized: (column, width) => {
          this.#dragged.delete(column);
          this.#events.resized(column, width);
        },
        dropAt: (column, x) => this.#showDrop(column, x),
        reordered: (column, before) => this.#events.reordered(column, before),
      },
    );
  }

  #place(): void {
    const { width, pinnedWidth } = this.#layout;
    // In a narrow window pinned columns would leave no room for the others: then they scroll along.
    this.#host.classList.toggle('loose', pinnedWidth > this.#size.width * mostPinned);
    this.#host.style.setProperty('--vt-pinned', `${String(pinnedWidth)}px`);
    this.#host.style.setProperty('--vt-width', `${String(width)}px`);
  }

  #partOf(column: string): readonly PlacedColumn[] {
    const { pinned, others } = this.#layout;
    return pinned.some((placed) => placed.column.id === column) ? pinned : others;
  }

  #within(column: string, clientX: number): number {
    const { left } = this.#host.getBoundingClientRect();
    const isPinned = this.#partOf(column) === this.#layout.pinned;
    const x = clientX - left;
    if (isPinned) return x + (this.#stuckWidth === 0 ? this.#host.scrollLeft : 0);
    return x + this.#host.scrollLeft - this.#layout.pinnedWidth;
  }

  #showDrop(column: string, x: number | undefined): void {
    this.#mark.hidden = x === undefined;
    if (x === undefined) return;
    const isPinned = this.#partOf(column) === this.#layout.pinned;
    const shift = isPinned ? (this.#stuckWidth === 0 ? 0 : this.#host.scrollLeft) : this.#layout.pinnedWidth;
    this.#mark.style.transform = `translateX(${String(x + shift - 1)}px)`;
    this.#mark.style.height = `${String(this.#size.height)}px`;
  }

  #describe({ label, columns, rows, tree, bandless = false }: TableSource): void {
    const host = this.#host;
    host.classList.toggle('bandless', bandless);
    const wanted = {
      role: tree ? 'treegrid' : 'grid',
      'aria-label': label,
      'aria-rowcount': String(rows + (bandless ? 1 : 2)),
      'aria-colcount': String(columns.length),
    };
    for (const [name, value] of Object.entries(wanted))
      if (host.getAttribute(name) !== value) host.setAttribute(name, value);
  }

  #markActive(): void {
    const element = this.#active && this.cell(this.#active);
    const isMarked = element?.id === this.#idOf() && element.classList.contains('at');
    if (element === this.#activeElement && (element === undefined || isMarked)) return;
    this.#activeElement?.classList.remove('at');
    this.#activeElement?.removeAttribute('id');
    this.#activeElement = element;
    if (element === undefined) this.#host.removeAttribute('aria-activedescendant');
    else {
      element.classList.add('at');
      element.id = this.#idOf();
      this.#host.setAttribute('aria-activedescendant', element.id);
    }
  }

  /** Another one for each cell: an attribute that stays the same would not be heard. */
  #idOf(): string {
    const { row = -1, column = '' } = this.#active ?? {};
    const index = this.#source?.columns.findIndex(({ id }) => id === column) ?? -1;
    return `${this.#id}-${String(row)}-${String(index)}`;
  }

  #tell([first, end]: readonly [number, number], [from, to]: readonly [number, number]): void {
    const text = `${String(this.#version)} ${String(first)} ${String(end)} ${String(from)} ${String(to)}`;
    if (text === this.#viewed) return;
    this.#viewed = text;
    const { pinned, others } = this.#layout;
    const columns = [...pinned, ...others.slice(from, to)].map(({ column }) => column.id);
    this.#events.viewed(first, end, columns);
  }

  #mouse(event: MouseEvent, act: (at: CellPlace, cell: HTMLElement) => void): void {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('.vt-cell') : null;
    if (cell === null) return;
    const row = this.#pool.find(({ element }) => element.contains(cell));
    const column = this.#source?.columns[row?.columnOf(cell) ?? -1]?.id;
    if (row && column !== undefined) act({ row: row.row, column }, cell);
  }

  #keyDown(event: KeyboardEvent): void {
    const source = this.#source;
    if (source === undefined || event.target !== this.#host) return;
    const first = source.columns.find(({ fixed }) => fixed !== true) ?? source.columns[0];
    if (first === undefined) return;
    const at = this.#active ?? { row: 0, column: first.id };
    if (this.#events.key(at, event)) {
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor((this.#size.height - this.#headHeight) / rowHeight) - 1);
    const next = this.#active ? nextPlace(at, event, { ...source, page }) : nextPlaceFromNowhere(at, event);
    if (next === undefined) return;
    event.preventDefault();
    this.activate(next);
    this.#events.moved(at, next, event);
  }
}

function nextPlaceFromNowhere(at: CellPlace, { key }: KeyboardEvent): CellPlace | undefined {
  return key.startsWith('Arrow') ? at : undefined;
}

/** Rows painted beyond the view on either side, for the frame in which the view has moved on. */
const spareRows = 5;
/** ms after which pinned cells are looked at again. */
const heldMs = 1000;
/** Titles come and go in steps, so that most frames of scrolling sideways leave the header alone. */
const titleStep = 4;
/** Share of the width that pinned columns may take. */
const mostPinned = 0.7;
