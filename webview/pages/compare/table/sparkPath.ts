/** The course of a metric within 48 × 16 px: gaps stay gaps, a lone point is a dot. */

const width = 48;
const height = 16;
const edge = 3;
/** Radius of the ring at the end: one path is painted faster than a path and a circle. */
const ring = 0.9;
const diameter = String(2 * ring);
const arc = `${String(ring)} ${String(ring)} 0 1 0`;

/** Undefined when there is no finite point. A constant is a line through the middle; the last point ends in a ring. */
export function sparkPath(xs: ArrayLike<number>, ys: ArrayLike<number>): string | undefined {
  const [x0, x1] = spanOf(xs, ys, xs);
  const [y0, y1] = spanOf(xs, ys, ys);
  if (x0 > x1) return undefined;
  const across = (x: number) => round(edge + (x1 > x0 ? (x - x0) / (x1 - x0) : 1) * (width - 2 * edge));
  const up = (y: number) => round(edge + (y1 > y0 ? 1 - (y - y0) / (y1 - y0) : 0.5) * (height - 2 * edge));
  let path = '';
  let pen = 'M';
  let end = { x: 0, y: 0 };
  for (let at = 0; at < xs.length; at += 1) {
    const [x, y] = [xs[at] ?? NaN, ys[at] ?? NaN];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = 'M';
      continue;
    }
    end = { x: across(x), y: up(y) };
    path += `${pen}${String(end.x)} ${String(end.y)}`;
    pen = 'L';
  }
  return `${path}M${String(round(end.x + ring))} ${String(end.y)}a${arc} -${diameter} 0a${arc} ${diameter} 0`;
}

function spanOf(xs: ArrayLike<number>, ys: ArrayLike<number>, of: ArrayLike<number>): [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (let at = 0; at < xs.length; at += 1) {
    if (!Number.isFinite(xs[at]) || !Number.isFinite(ys[at])) continue;
    const value = of[at] ?? NaN;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
