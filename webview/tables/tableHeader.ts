/** The two header rows of a virtual table: bands above, columns below, which are sorted, moved, resized and have a menu. */
import { html, nothing, render } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { icon } from '../icons/icon.ts';
import { bandsOf, type ColumnLayout, type PlacedColumn } from './columnLayout.ts';
import { dragColumn, dragWidth, type HeaderDrags } from './headerDrags.ts';

export interface HeaderActions extends HeaderDrags {
  sort(column: string, add: boolean): void;
  menu(column: string, anchor: HTMLElement): void;
  fit(column: string): void;
}

/** `window` are the places among the columns that are not pinned whose titles are drawn. */
export function drawHeader(
  host: HTMLElement,
  {
    layout,
    window,
    bandless,
  }: {
    readonly layout: ColumnLayout;
    readonly window: readonly [number, number];
    readonly bandless: boolean;
  },
  actions: HeaderActions,
): void {
  const parts: readonly Part[] = [
    { all: layout.pinned, placed: layout.pinned, shift: 0, pinned: true },
    {
      all: layout.others,
      placed: layout.others.slice(...window),
      shift: layout.pinnedWidth,
      pinned: false,
    },
  ];
  const row = (cells: (part: Part) => unknown, index: number) =>
    html`<div class="vt-headrow" role="row" aria-rowindex=${index}>
      ${parts.map((part) =>
        part.pinned ? html`<div class="vt-pin" role="presentation">${cells(part)}</div>` : cells(part),
      )}
    </div>`;
  render(bandless ? row(cellsOf(actions), 1) : html`${row(bands, 1)}${row(cellsOf(actions), 2)}`, host);
}

interface Part {
  readonly all: readonly PlacedColumn[];
  /** Of all, those that are drawn. */
  readonly placed: readonly PlacedColumn[];
  readonly shift: number;
  readonly pinned: boolean;
}

function cellsOf(actions: HeaderActions): (part: Part) => unknown {
  return ({ placed, shift }) =>
    repeat(
      placed,
      ({ column }) => column.id,
      (one) => cell(one, shift, actions),
    );
}

/** A band is drawn as wide as it is, also where only some of its columns are in view. */
function bands({ all, placed, shift }: Part): TemplateResult[] {
  const [from, to] = [placed[0]?.index ?? 0, placed.at(-1)?.index ?? -1];
  const drawn = bandsOf(all).filter(({ index, span }) => index <= to && index + span > from);
  return drawn.map(
    ({ title, left, width, index, span }) =>
      html`<div
        class="vt-band ${title === '' ? 'none' : ''}"
        role="columnheader"
        aria-colindex=${index + 1}
        aria-colspan=${span}
        ${ref(place(left + shift, width))}
      >
        <span>${title === '' ? html`<span class="sr">–</span>` : title}</span>
      </div>`,
  );
}

function cell(placed: PlacedColumn, shift: number, actions: HeaderActions): TemplateResult {
  const { column, index, left, width } = placed;
  const { sorted } = column;
  const order = sorted === undefined ? 'none' : sorted.descending ? 'descending' : 'ascending';
  return html`<div
    class="vt-head-cell ${column.numeric ? 'num' : ''} ${sorted ? 'sorted' : ''} ${column.fixed ? 'fixed' : ''}"
    role="columnheader"
    data-column=${column.id}
    aria-colindex=${index + 1}
    aria-sort=${column.fixed ? nothing : order}
    aria-haspopup=${column.fixed ? nothing : 'menu'}
    title=${column.hint ?? (column.title === '' ? nothing : column.title)}
    @pointerdown=${(event: PointerEvent) => {
      if (column.fixed !== true) dragColumn(event, placed, actions);
    }}
    @click=${(event: MouseEvent) => {
      if (column.fixed !== true) actions.sort(column.id, event.shiftKey);
    }}
    @contextmenu=${(event: MouseEvent) => openMenu(event, placed, actions)}
    ${ref(place(left + shift, width))}
  >
    ${
      column.label === undefined
        ? html`<span class="vt-title">${column.title}</span>`
        : html`<span class="sr">${column.label}</span>`
    }
    ${
      sorted
        ? html`<span class="vt-order"
            >${icon(sorted.descending ? 'arrowDown' : 'arrowUp')}${
              sorted.of > 1 ? sorted.place : nothing
            }</span
          >`
        : nothing
    }
    ${
      column.fixed
        ? nothing
        : html`<span
              class="vt-more"
              aria-hidden="true"
              @click=${(event: MouseEvent) => openMenu(event, placed, actions)}
              >${icon('chevronDown')}</span
            ><span
              class="vt-grip"
              aria-hidden="true"
              @pointerdown=${(event: PointerEvent) => dragWidth(event, placed, actions)}
              @click=${(event: MouseEvent) => event.stopPropagation()}
              @dblclick=${() => actions.fit(column.id)}
            ></span>`
    }
  </div>`;
}

function openMenu(event: MouseEvent, { column }: PlacedColumn, actions: HeaderActions): void {
  event.preventDefault();
  event.stopPropagation();
  const anchor = event.currentTarget;
  if (column.fixed === true || !(anchor instanceof HTMLElement)) return;
  const header = anchor.closest<HTMLElement>('.vt-head-cell');
  actions.menu(column.id, header ?? anchor);
}

/** By property: the page's policy refuses style attributes. */
function place(left: number, width: number): (element: Element | undefined) => void {
  return (element) => {
    if (!(element instanceof HTMLElement)) return;
    element.style.left = `${String(left)}px`;
    element.style.width = `${String(width)}px`;
  };
}
