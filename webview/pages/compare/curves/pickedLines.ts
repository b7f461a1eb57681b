/** The lines of the charts: a picked run each, or the picked runs of a group as one; suggestions where nothing is picked. */
import { toldNames } from '../../../../src/base/toldNames.ts';
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
    const runs = picked.map(({ id, n, slot }) => ({
      ...{ id, name: frame.text('name', n), slot, line: groups?.get(n) ?? id },
    }));
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
  const all = [...lines.values()];
  const labels = toldNames(all.map(([first]) => first ?? { id: '', name: '' }));
  return all.map((members, at) => {
    const ids = members.map(({ id }) => id);
    const slot = members.find((member) => member.slot > 0)?.slot ?? 0;
    return { id: idOf(ids), label: labels[at] ?? '', slot, runs: ids };
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
