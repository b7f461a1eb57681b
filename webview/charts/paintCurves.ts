/** Draws the lines of a scene: grey ones below, bands and what was before smoothing faint, markers at the ends. */
import type { AxisScale } from './axisScale.ts';
import { bandPixels, curvePixels } from './curvePixels.ts';
import { lastDrawn, shownValues, type SceneLine } from './curveScene.ts';
import { markerBox, markerPath } from './markerPath.ts';
import type { Box, Pen } from './pen.ts';
import type { ThemeColors } from './themeColors.ts';
import type { UnpackedCurve } from './unpackCurves.ts';

export interface Stage {
  readonly pen: Pen;
  readonly box: Box;
  readonly x: AxisScale;
  readonly y: AxisScale;
  readonly colors: ThemeColors;
}

/** Lines without a colour: many of them, and they may be kept as a picture. */
export function paintGrey(stage: Stage, lines: readonly SceneLine[]): void {
  const grey = lines.filter(({ slot }) => slot === 0);
  if (grey.length === 0) return;
  const opacity = greyOpacity(grey.length);
  stage.pen.within(stage.box, () => {
    for (const line of [...grey].reverse()) paintLine(stage, line, { opacity, width: 1 });
  });
}

/** The more there are, the fainter; one alone must still be seen. */
export function greyOpacity(count: number): number {
  return Math.min(0.4, Math.max(0.14, 20 / count));
}

/** Between the least and the greatest, or the deviations, of a group. */
export function paintBand(
  { pen, x, y }: Pick<Stage, 'pen' | 'x' | 'y'>,
  { x: xs, low, high }: UnpackedCurve,
  { color, opacity }: { color: string; opacity: number },
): void {
  if (low === null || high === null) return;
  for (const piece of bandPixels(xs, { low, high }, { x, y })) pen.area(piece, color, 0.18 * opacity);
}

export function paintColored(stage: Stage, lines: readonly SceneLine[]): void {
  const { pen, box } = stage;
  const colored = lines.filter(({ slot }) => slot > 0).reverse();
  pen.within(box, () => {
    for (const line of colored) paintLine(stage, line, { opacity: 1, width: 1.5 });
    for (const line of colored) paintNan(stage, line);
  });
  // At the edge of the box they are not cut.
  for (const line of colored) paintEnd(stage, line);
}

export function colorOf({ series, dim }: ThemeColors, slot: number): string {
  return series[slot - 1] ?? dim;
}

/** A marker with its middle at a place. */
export function paintMarker(
  { pen, colors }: Pick<Stage, 'pen' | 'colors'>,
  slot: number,
  { x, y, size = markerBox }: { x: number; y: number; size?: number },
): void {
  const scale = size / markerBox;
  pen.shape(
    markerPath(slot),
    { x: x - size / 2, y: y - size / 2, scale },
    { fill: colorOf(colors, slot), edge: colors.background },
  );
}

function paintLine(
  { pen, x, y, colors }: Stage,
  { slot, curve }: SceneLine,
  { opacity, width }: { opacity: number; width: number },
): void {
  const color = colorOf(colors, slot);
  const { smooth } = curve;
  paintBand({ pen, x, y }, curve, { color, opacity });
  if (smooth !== null)
    pen.line(curvePixels(curve.x, curve.y, { x, y }).line, { color, width: 1, opacity: 0.3 * opacity });
  const { line, lone } = curvePixels(curve.x, shownValues(curve), { x, y });
  pen.line(line, { color, width, opacity });
  for (let at = 0; at < lone.length; at += 2) {
    const [px, py] = [lone[at] ?? NaN, lone[at + 1] ?? NaN];
    pen.line(Float64Array.of(px, py, px + 0.01, py), { color, width: 4, opacity });
  }
}

/** From here on every value is NaN. */
function paintNan({ pen, box, x, colors }: Stage, { curve }: SceneLine): void {
  const since = curve.shape.nanSince;
  if (since === null) return;
  const at = Math.round(x.pixel(since.x)) + 0.5;
  if (Number.isNaN(at)) return;
  pen.line(Float64Array.of(at, box.top, at, box.bottom), { color: colors.bad, width: 1, dash: [2, 3] });
}

function paintEnd(stage: Stage, { slot, curve }: SceneLine): void {
  const values = shownValues(curve);
  const last = lastDrawn(values);
  if (last < 0) return;
  const { x, y, box } = stage;
  const place = { x: x.pixel(curve.x[last] ?? NaN), y: y.pixel(values[last] ?? NaN) };
  const inside =
    place.x >= box.left - 1 &&
    place.x <= box.right + 1 &&
    place.y >= box.top - 1 &&
    place.y <= box.bottom + 1;
  if (inside) paintMarker(stage, slot, { ...place, size: 10 });
}
