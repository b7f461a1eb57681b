/** The rows of the run table: runs in order, or groups with their runs below them when expanded. */

export interface TableEntry {
  /** The run; of a group, its first in order. */
  readonly n: number;
  /** Runs of the group in order; of a run, itself. */
  readonly members: readonly number[];
  /** Runs that are drawn as one line with it: those of its group. */
  readonly line: readonly number[];
  /** Of a group with more than one run. */
  readonly isGroup: boolean;
  /** 2: a run below its group. */
  readonly level: 1 | 2;
  /** Absent: nothing to expand. */
  readonly expanded?: boolean;
}

/**
 * A group stands where its first run does. `expanded` holds groups by their least ordinal, which stays as it is when
 * rows are sorted anew or a run comes in.
 */
export function tableRows(
  ordinals: Uint32Array,
  groups: Uint32Array | null,
  expanded: ReadonlySet<number>,
): readonly TableEntry[] {
  if (groups === null) return Array.from(ordinals, (n) => runEntry(n));
  const members = new Map<number, number[]>();
  for (const [place, n] of ordinals.entries()) {
    const group = groups[place] ?? -1;
    const list = members.get(group);
    if (list === undefined) members.set(group, [n]);
    else list.push(n);
  }
  return [...members.values()].flatMap((list): TableEntry[] => {
    const [first] = list;
    if (first === undefined) return [];
    if (list.length === 1) return [runEntry(first)];
    const isOpen = expanded.has(groupKey(list));
    const head: TableEntry = {
      n: first,
      members: list,
      line: list,
      isGroup: true,
      level: 1,
      expanded: isOpen,
    };
    return isOpen ? [head, ...list.map((n) => ({ ...runEntry(n), line: list, level: 2 as const }))] : [head];
  });
}

export function groupKey(members: readonly number[]): number {
  return members.reduce((least, n) => Math.min(least, n), Infinity);
}

function runEntry(n: number): TableEntry {
  const members = [n];
  return { n, members, line: members, isGroup: false, level: 1 };
}
