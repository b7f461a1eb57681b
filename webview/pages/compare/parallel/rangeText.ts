/** Ranges as one types them: `0.001 … 0.01, 0.1 … 0.3`. */
import type { Brush } from '../../../../src/protocol/compare/plotsState.ts';

type Ranges = Brush['ranges'];

export function rangeText(ranges: Ranges): string {
  return ranges
    .map(({ low, high }) => (low === high ? short(low) : `${short(low)} … ${short(high)}`))
    .join(', ');
}

/** Undefined: it cannot be read. A missing end is open; one number alone is that number. */
export function readRanges(text: string): Ranges | undefined {
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== '');
  const ranges = parts.map(readRange);
  return ranges.some((range) => range === undefined) ? undefined : ranges.flatMap((range) => range ?? []);
}

function readRange(text: string): Ranges[number] | undefined {
  const ends = text
    .replaceAll('−', '-')
    .split(/…|\.\.\.?|\bto\b/i)
    .map((end) => end.trim());
  const [first = '', second] = ends;
  if (ends.length > 2 || (first === '' && (second ?? '') === '')) return undefined;
  const low = first === '' ? -Number.MAX_VALUE : Number(first);
  const high = second === undefined ? low : second === '' ? Number.MAX_VALUE : Number(second);
  if (Number.isNaN(low) || Number.isNaN(high)) return undefined;
  return { low: Math.min(low, high), high: Math.max(low, high) };
}

/** As many digits as one would type. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)))
    .replace('-', '−')
    .replace('e−', 'e-');
}
