/** What a run is called beside all that match: two of one name are told apart. Kept until rows or values change. */
import { toldNames } from '../../../src/base/toldNames.ts';
import type { RunFrame } from './runFrame.ts';

export function runName(frame: RunFrame, n: number): string {
  let known = names.get(frame);
  if (known?.version !== frame.version || known.ordinals !== frame.ordinals) {
    const { version, ordinals } = frame;
    const runs = Array.from(ordinals, (one) => ({
      id: frame.text('id', one),
      name: frame.text('name', one),
    }));
    const told = toldNames(runs);
    known = { version, ordinals, names: new Map(Array.from(ordinals, (one, at) => [one, told[at] ?? ''])) };
    names.set(frame, known);
  }
  return known.names.get(n) ?? frame.text('name', n);
}

interface Known {
  readonly version: number;
  readonly ordinals: RunFrame['ordinals'];
  readonly names: ReadonlyMap<number, string>;
}

const names = new WeakMap<RunFrame, Known>();
