/** Dragging in a table's header: a column's edge makes it wider, its title moves it. */
import { dropPlace, type PlacedColumn } from './columnLayout.ts';

export interface HeaderDrags {
  /** While the edge moves; undefined: the drag was given up. */
  widthDragged(column: string, width: number | undefined): void;
  resized(column: string, width: number): void;
  /** Neighbours of the column in its part, among which it can move. */
  partOf(column: string): readonly PlacedColumn[];
  /** px from the left edge of the part, for a pointer at `clientX`. */
  within(column: string, clientX: number): number;
  /** Where the column would go; undefined: the drag is over. */
  dropAt(column: string, x: number | undefined): void;
  reordered(column: string, before: string | null): void;
}

export const narrowest = 32;
export const widest = 1200;

export function dragWidth(event: PointerEvent, { column, width }: PlacedColumn, drags: HeaderDrags): void {
  event.stopPropagation();
  if (event.button !== 0) return;
  event.preventDefault();
  const at = (x: number) => Math.min(widest, Math.max(narrowest, width + x - event.clientX));
  follow(event, {
    moved: ({ clientX }) => drags.widthDragged(column.id, at(clientX)),
    ended: ({ clientX }) => drags.resized(column.id, at(clientX)),
    cancelled: () => drags.widthDragged(column.id, undefined),
  });
}

/** A small move is a click. */
const threshold = 6;

export function dragColumn(event: PointerEvent, { column }: PlacedColumn, drags: HeaderDrags): void {
  if (event.button !== 0) return;
  let isDragged = false;
  const target = (clientX: number) => {
    const part = drags.partOf(column.id);
    const before = dropPlace(part, drags.within(column.id, clientX));
    const last = part.at(-1);
    return {
      before: before?.column.id ?? null,
      x: before?.left ?? (last === undefined ? 0 : last.left + last.width),
    };
  };
  follow(event, {
    moved: ({ clientX }) => {
      if (!isDragged && Math.abs(clientX - event.clientX) < threshold) return;
      isDragged = true;
      drags.dropAt(column.id, target(clientX).x);
    },
    ended: ({ clientX }) => {
      if (!isDragged) return;
      drags.dropAt(column.id, undefined);
      dropClick();
      const { before } = target(clientX);
      if (before !== column.id) drags.reordered(column.id, before);
    },
    cancelled: () => drags.dropAt(column.id, undefined),
  });
}

/** The click that follows a drag sorts nothing; when none follows, a later one is not swallowed. */
function dropClick(): void {
  const swallow = (click: MouseEvent) => click.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
}

interface Follower {
  readonly moved: (event: PointerEvent) => void;
  readonly ended: (event: PointerEvent) => void;
  readonly cancelled: () => void;
}

/** Listens on the window, since the header may be drawn anew meanwhile; Escape gives up. */
function follow({ pointerId }: PointerEvent, { moved, ended, cancelled }: Follower): void {
  const own =
    (handle: (event: PointerEvent) => void) =>
    (event: PointerEvent): void => {
      if (event.pointerId === pointerId) handle(event);
    };
  const off = new AbortController();
  const { signal } = off;
  const cancel = () => {
    off.abort();
    cancelled();
  };
  window.addEventListener('pointermove', own(moved), { signal });
  window.addEventListener('pointercancel', own(cancel), { signal });
  window.addEventListener(
    'pointerup',
    own((event) => {
      off.abort();
      ended(event);
    }),
    { signal },
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') cancel();
    },
    { signal, capture: true },
  );
}
