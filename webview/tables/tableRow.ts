/** One row element of the pool: it shows another row whenever it is needed elsewhere, and changes only what is different. */
import type { ColumnLayout, PlacedColumn } from './columnLayout.ts';
import type { MakeCell, PaintCell, RowState } from './tableSource.ts';

interface CellSlot {
  readonly element: HTMLElement;
  make: MakeCell | undefined;
  paint: PaintCell;
  /** Place among all columns; −1: none. */
  index: number;
  left: number;
  width: number;
  numeric: boolean;
}

export class TableRow {
  readonly element = document.createElement('div');
  readonly #pin = document.createElement('div');
  readonly #pinned: CellSlot[] = [];
  readonly #others: CellSlot[] = [];
  row = -1;
  #state: RowState = { selected: false, className: '' };
  /** What was painted last: another row, version or column paints again. */
  #version = -1;

  constructor() {
    this.element.className = 'vt-row';
    this.element.setAttribute('role', 'row');
    this.#pin.className = 'vt-pin';
    this.#pin.setAttribute('role', 'presentation');
    this.element.append(this.#pin);
  }

  /** `window` are the places among the columns that are not pinned. */
  show(
    row: number,
    given: {
      readonly layout: ColumnLayout;
      readonly window: readonly [number, number];
      readonly version: number;
      readonly rowHeight: number;
      readonly state: RowState;
      readonly tree: boolean;
      /** Rows of the header. */
      readonly heads: number;
    },
  ): void {
    const anew = this.row !== row || this.#version !== given.version;
    if (this.row !== row) {
      this.row = row;
      this.element.style.transform = `translateY(${String(row * given.rowHeight)}px)`;
      this.element.setAttribute('aria-rowindex', String(row + given.heads + 1));
    }
    this.#version = given.version;
    if (anew) this.#dress(given.state, given.tree);
    const { pinned, others } = given.layout;
    for (const [at, placed] of pinned.entries()) {
      const slot = (this.#pinned[at] ??= this.#slot(this.#pin));
      this.#fill(slot, placed, anew);
    }
    while (this.#pinned.length > pinned.length) this.#pinned.pop()?.element.remove();
    const [first, end] = given.window;
    const span = end - first;
    while (this.#others.length < span) this.#others.push(this.#slot(this.element));
    while (this.#others.length > span + spareCells) this.#others.pop()?.element.remove();
    const ring = this.#others.length;
    for (let place = first; place < first + ring; place += 1) {
      const slot = this.#others[place % ring];
      const placed = place < end ? others[place] : undefined;
      if (slot === undefined) continue;
      if (placed === undefined) hide(slot);
      else this.#fill(slot, placed, anew);
    }
  }

  park(): void {
    this.row = -1;
    this.element.style.transform = 'translateY(-1000px)';
    this.element.removeAttribute('aria-rowindex');
    this.element.hidden = true;
  }

  /** The element of a column, when it is painted. */
  cell(index: number): HTMLElement | undefined {
    return [...this.#pinned, ...this.#others].find((slot) => slot.index === index)?.element;
  }

  columnOf(element: HTMLElement): number | undefined {
    return [...this.#pinned, ...this.#others].find((slot) => slot.element === element)?.index;
  }

  #dress(state: RowState, tree: boolean): void {
    const { element } = this;
    const before = this.#state;
    this.#state = state;
    if (element.hidden) element.hidden = false;
    const className = `vt-row ${state.className}`;
    if (element.className !== className) element.className = className;
    if (before.selected !== state.selected || !element.hasAttribute('aria-selected'))
      element.setAttribute('aria-selected', String(state.selected));
    toggle(element, 'aria-expanded', tree && state.expanded !== undefined ? String(state.expanded) : null);
    toggle(element, 'aria-level', tree ? String(state.level ?? 1) : null);
  }

  #slot(parent: HTMLElement): CellSlot {
    const element = document.createElement('div');
    element.className = 'vt-cell';
    element.setAttribute('role', 'gridcell');
    parent.append(element);
    return { element, make: undefined, paint: nothing, index: -1, left: -1, width: -1, numeric: false };
  }

  #fill(slot: CellSlot, placed: PlacedColumn, anew: boolean): void {
    const { column, index, left, width } = placed;
    const { element } = slot;
    if (slot.left !== left) {
      slot.left = left;
      element.style.left = `calc(${column.pinned ? '0px' : 'var(--vt-pinned)'} + ${String(left)}px)`;
    }
    if (slot.width !== width) {
      slot.width = width;
      element.style.width = `${String(width)}px`;
    }
    if (slot.index === index && slot.make === column.make && !anew) return;
    if (slot.index !== index) {
      if (slot.index < 0) element.hidden = false;
      slot.index = index;
      element.setAttribute('aria-colindex', String(index + 1));
    }
    if (slot.numeric !== (column.numeric ?? false)) {
      slot.numeric = column.numeric ?? false;
      element.classList.toggle('num', slot.numeric);
    }
    if (slot.make !== column.make) {
      slot.make = column.make;
      element.replaceChildren();
      element.removeAttribute('title');
      for (const name of Object.keys(element.dataset)) delete element.dataset[name];
      element.className = `vt-cell${slot.numeric ? ' num' : ''}`;
      slot.paint = column.make(element);
    }
    slot.paint(this.row, column.id);
  }
}

function hide(slot: CellSlot): void {
  if (slot.index < 0) return;
  slot.index = -1;
  slot.element.hidden = true;
}

function toggle(element: HTMLElement, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function nothing(): void {
  // A slot without a column paints nothing.
}

/** Cells kept for wider windows: columns differ in width, so their number in view goes up and down. */
const spareCells = 8;
