/** The lines of the charts: a picked run each, or the picked runs of a group as one; suggestions where nothing is picked. */
import { groupNumbers } from '../groupNumbers.ts';
import type { CompareModel } from '../compareModel.ts';

export interface PickedLine {
  /** The same for the same runs. */
  readonly id: string;
  /** Name of the run; of a group, of the first of its runs. */
  readonly label: string;
  /** Series colour 1 … 8; 0: grey. */
  readonly slot: number;
  readonly runs: readonly string[];
}

export interface PickedLines {
  readonly lines: readonly PickedLine[];
  /** Nothing is picked: these are the first of the table. */
  readonly suggested: boolean;
}

/** Lines that have a colour each. */
export const suggestedLines = 8;

export function pickedLines(model: CompareModel): PickedLines {
  const { frame } = model;
  const { picked } = model;
  const groups = groupNumbers(frame);
  if (picked.length > 0) {
    const runs = picked.map(({ id, n, name, slot }) => ({ id, name, slot, line: groups?.get(n) ?? id }));
    return { lines: linesOf(runs), suggested: false };
  }
  const seen = new Set<number>();
  const first: Run[] = [];
  for (const n of frame.ordinals) {
    const line = groups?.get(n) ?? n;
    if (!seen.has(line) && seen.size >= suggestedLines) {
      if (groups === null) break;
      continue;
    }
    seen.add(line);
    if (first.length < mostSuggested)
      first.push({ id: frame.text('id', n), name: frame.text('name', n), slot: 0, line });
  }
  return { lines: linesOf(first).map((line, place) => ({ ...line, slot: place + 1 })), suggested: true };
}

interface Run {
  readonly id: string;
  readonly name: string;
  readonly slot: number;
  readonly line: number | string;
}

function linesOf(runs: readonly Run[]): PickedLine[] {
  const lines = new Map<number | string, Run[]>();
  for (const run of runs) {
    const known = lines.get(run.line);
    if (known === undefined) lines.set(run.line, [run]);
    else known.push(run);
  }
  return told([...lines.values()]).map(({ label, members }) => {
    const ids = members.map(({ id }) => id);
    const slot = members.find((member) => member.slot > 0)?.slot ?? 0;
    return { id: idOf(ids), label, slot, runs: ids };
  });
}

/** Two lines of one name get the end of the run's id, which differs. */
function told(lines: readonly (readonly Run[])[]): { label: string; members: readonly Run[] }[] {
  const count = new Map<string, number>();
  for (const [first] of lines) count.set(first?.name ?? '', (count.get(first?.name ?? '') ?? 0) + 1);
  return lines.map((members) => {
    const { name, id } = members[0] ?? { name: '', id: '' };
    return { label: (count.get(name) ?? 0) > 1 ? `${name} · ${id.slice(-4)}` : name, members };
  });
}

/** Short also for thousands of runs. */
function idOf(runs: readonly string[]): string {
  if (runs.length <= 3) return runs.join(' ');
  let hash = 0;
  for (const run of runs)
    for (let at = 0; at < run.length; at += 1) hash = (Math.imul(hash, 31) + run.charCodeAt(at)) | 0;
  return `${runs[0] ?? ''} ${String(runs.length)} ${String(hash)}`;
}

/** As many runs as one line of the protocol may have. */
const mostSuggested = 5000;
