/** From values to pixels and back, linear or logarithmic: what drawing a hundred thousand points needs of an axis. */

export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly log: boolean;
}

export interface AxisScale {
  /** Pixel of a value; NaN where a logarithmic axis has no place for it. */
  readonly pixel: (value: number) => number;
  readonly value: (pixel: number) => number;
}

/** `start` is the pixel of `min`, `end` that of `max`. */
export function axisScale({ min, max, log }: AxisRange, start: number, end: number): AxisScale {
  if (log) {
    const [low, high] = [Math.log(min), Math.log(max)];
    const factor = high > low ? (end - start) / (high - low) : 0;
    return {
      pixel: (value) => (value > 0 ? start + (Math.log(value) - low) * factor : NaN),
      value: (pixel) => (factor === 0 ? min : Math.exp(low + (pixel - start) / factor)),
    };
  }
  const factor = max > min ? (end - start) / (max - min) : 0;
  return {
    pixel: (value) => start + (value - min) * factor,
    value: (pixel) => (factor === 0 ? min : min + (pixel - start) / factor),
  };
}

/** Moved by a share of its length, or made longer around a value that stays where it is: what zoom and pan come to. */
export function movedRange({ min, max, log }: AxisRange, share: number): { from: number; to: number } {
  const [low, high] = log ? [Math.log(min), Math.log(max)] : [min, max];
  const by = (high - low) * share;
  return unlogged({ from: low + by, to: high + by }, log);
}

export function scaledRange(
  { min, max, log }: AxisRange,
  factor: number,
  around: number,
): { from: number; to: number } {
  const [low, high, fixed] = log ? [Math.log(min), Math.log(max), Math.log(around)] : [min, max, around];
  return unlogged({ from: fixed - (fixed - low) * factor, to: fixed + (high - fixed) * factor }, log);
}

function unlogged({ from, to }: { from: number; to: number }, log: boolean): { from: number; to: number } {
  return log ? { from: Math.exp(from), to: Math.exp(to) } : { from, to };
}
