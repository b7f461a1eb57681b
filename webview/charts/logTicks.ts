/** Ticks of a logarithmic axis: decades, and some of what lies between where there is room. */

/** Ascending, at most about `most`; both ends are above zero. */
export function logTicks({ min, max }: { min: number; max: number }, most: number): number[] {
  const [low, high] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  for (const steps of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]) {
    const ticks = decades(low, high, 1, steps).filter((tick) => tick >= min && tick <= max);
    if (ticks.length <= most && ticks.length > 0) return ticks;
  }
  const every = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  const ticks = decades(low, high, every, [1]).filter((tick) => tick >= min && tick <= max);
  return ticks.length > 0 ? ticks : [min, max];
}

function decades(low: number, high: number, every: number, steps: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = low; exponent <= high; exponent += every)
    for (const step of steps) ticks.push(Number(`${String(step)}e${String(exponent)}`));
  return ticks;
}
