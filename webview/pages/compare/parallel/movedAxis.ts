/** Axes with one of them at another place. */
export function movedAxis<T>(axes: readonly T[], from: number, to: number): T[] {
  const rest = axes.filter((_, at) => at !== from);
  const moved = axes.slice(from, from + 1);
  const place = Math.min(rest.length, Math.max(0, to));
  return [...rest.slice(0, place), ...moved, ...rest.slice(place)];
}
