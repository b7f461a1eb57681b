/** The artifacts of several runs, side by side: a row a name, a cell a run, and the steps there are. */
import type { MediaItem, MediaKind, MediaList } from '../../../../src/protocol/compare/media.ts';

export interface MediaRow {
  readonly name: string;
  readonly kind: MediaKind;
  /** Of each run those of this name, by step; what has none is first. */
  readonly items: ReadonlyMap<string, readonly MediaItem[]>;
}

/** Images first, then texts; by name. */
export function mediaRows(lists: readonly MediaList[]): MediaRow[] {
  const rows = new Map<string, { name: string; kind: MediaKind; items: Map<string, MediaItem[]> }>();
  for (const { run, items } of lists)
    for (const one of items) {
      const row = rows.get(one.name) ?? { name: one.name, kind: one.kind, items: new Map<string, MediaItem[]>() };
      rows.set(one.name, row);
      const known = row.items.get(run);
      if (known) known.push(one);
      else row.items.set(run, [one]);
    }
  for (const { items } of rows.values())
    for (const known of items.values()) known.sort((a, b) => (a.step ?? -Infinity) - (b.step ?? -Infinity));
  const order = (kind: MediaKind) => (kind === 'image' ? 0 : 1);
  return [...rows.values()].sort((a, b) => order(a.kind) - order(b.kind) || (a.name < b.name ? -1 : 1));
}

/** Every step that any of them has, once, in order. */
export function stepsOf(lists: readonly MediaList[]): number[] {
  const steps = new Set(lists.flatMap(({ items }) => items.flatMap(({ step }) => (step === null ? [] : [step]))));
  return [...steps].sort((a, b) => a - b);
}

/** The newest at or before the step (null: the newest at all); what has no step is there at every one. */
export function itemAt(row: MediaRow, run: string, step: number | null): MediaItem | undefined {
  return row.items.get(run)?.findLast((one) => one.step === null || step === null || one.step <= step);
}
