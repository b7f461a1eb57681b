/** Which runs all brushes let through. */
import type { Brush } from '../../../../src/protocol/compare/plotsState.ts';
import type { PlotColumn } from '../plots/plotColumn.ts';
import { isBrushed } from './brushFilter.ts';

/** 1 where a run lies in a range (ends included) or a text of every column that is brushed. */
export function brushedRuns(
  columns: readonly { readonly data: PlotColumn; readonly brush: Brush }[],
  runs: number,
): Uint8Array {
  const passed = new Uint8Array(runs).fill(1);
  for (const { data, brush } of columns) {
    if (!isBrushed(brush)) continue;
    const test = data.kind === 'number' ? inRanges(brush) : inTexts(brush, data.texts);
    for (let place = 0; place < runs; place += 1) if (!test(data.values[place] ?? NaN)) passed[place] = 0;
  }
  return passed;
}

function inRanges({ ranges }: Brush): (value: number) => boolean {
  return (value) => ranges.some(({ low, high }) => value >= low && value <= high);
}

function inTexts({ texts }: Brush, known: readonly string[]): (value: number) => boolean {
  const places = new Set(texts.map((text) => known.indexOf(text)));
  return (value) => places.has(value);
}
