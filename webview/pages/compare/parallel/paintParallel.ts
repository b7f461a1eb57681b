/** Draws runs as lines across axes: those that the brushes leave out dim and below, picked ones on top in their colour. */
import type { Brush } from '../../../../src/protocol/compare/plotsState.ts';
import { fitted, marker } from '../plots/paintPoints.ts';
import type { PlotAxis } from '../plots/plotAxis.ts';
import type { PlotColumn } from '../plots/plotColumn.ts';
import { placesByColor } from '../plots/placesByColor.ts';
import type { Sheet } from '../plots/plotSurface.ts';
import { sequence } from '../plots/sequence.ts';

export interface DrawnAxis {
  readonly axis: PlotAxis;
  readonly data: PlotColumn;
  readonly brush: Brush;
  /** 0 … 1 of each run; NaN: the run is not there, and its line has a gap. */
  readonly places: Float64Array;
}

export interface ParallelScene {
  readonly axes: readonly DrawnAxis[];
  readonly runs: number;
  /** 1: the brushes let it through. */
  readonly passed: Uint8Array;
  /** 0 … 1; NaN: no colour. */
  readonly shade: Float64Array;
  /** See PointScene. */
  readonly slots: Int8Array;
}

const [top, foot] = [10, 12];
const shades = 24;

export function axisPixel(width: number, axes: number, at: number): number {
  return (width * (at + 0.5)) / axes;
}

export function heightPixel(height: number, place: number): number {
  return height - foot - place * (height - foot - top);
}

/** The reverse of `heightPixel`. */
export function placeAt(height: number, pixel: number): number {
  return (height - foot - pixel) / (height - foot - top);
}

export function paintParallel(sheet: Sheet, scene: ParallelScene): void {
  const { context, colors } = sheet;
  const { passed, runs, slots } = scene;
  const all = Array.from({ length: runs }, (_, run) => run);
  const inside = all.filter((run) => passed[run] === 1);
  context.lineWidth = 1;
  if (inside.length < runs) {
    context.globalAlpha = runs > 1000 ? 0.06 : 0.15;
    context.strokeStyle = colors.dim;
    const outside = all.filter((run) => passed[run] !== 1);
    for (const some of parts(outside)) lines(sheet, scene, some);
  }
  const palette = sequence(colors.stops, shades);
  const colorOf = (run: number) =>
    palette[Math.round((scene.shade[run] ?? NaN) * (shades - 1))] ?? colors.dim;
  context.globalAlpha = inside.length > 2000 ? 0.3 : inside.length > 200 ? 0.6 : 0.9;
  // In parts, so that no colour lies over all others.
  for (const some of parts(inside))
    for (const [color, group] of placesByColor(some, colorOf)) {
      context.strokeStyle = color;
      lines(sheet, scene, group);
    }
  context.globalAlpha = 1;
  for (const run of all) {
    const slot = slots[run] ?? -1;
    if (slot < 0) continue;
    context.strokeStyle = colors.series[slot - 1] ?? colors.text;
    context.lineWidth = 2.5;
    context.globalAlpha = passed[run] === 1 ? 1 : 0.4;
    lines(sheet, scene, [run]);
    for (const [at, { places }] of scene.axes.entries()) {
      const place = places[run] ?? NaN;
      if (Number.isNaN(place)) continue;
      const x = axisPixel(sheet.width, scene.axes.length, at);
      marker(sheet, { x, y: heightPixel(sheet.height, place) }, slot);
    }
  }
  context.globalAlpha = 1;
  scene.axes.forEach((drawn, at) =>
    paintAxis(sheet, drawn, axisPixel(sheet.width, scene.axes.length, at), scene),
  );
}

function parts(runs: readonly number[]): number[][] {
  const size = 250;
  return Array.from({ length: Math.ceil(runs.length / size) }, (_, part) =>
    runs.slice(part * size, (part + 1) * size),
  );
}

function lines({ context, width, height }: Sheet, { axes }: ParallelScene, runs: readonly number[]): void {
  context.beginPath();
  const xs = axes.map((_, at) => axisPixel(width, axes.length, at));
  for (const run of runs) {
    let isOpen = false;
    for (let at = 0; at < axes.length; at += 1) {
      const place = axes[at]?.places[run] ?? NaN;
      if (Number.isNaN(place)) {
        isOpen = false;
        continue;
      }
      const [x, y] = [xs[at] ?? 0, heightPixel(height, place)];
      if (isOpen) context.lineTo(x, y);
      else context.moveTo(x, y);
      isOpen = true;
    }
  }
  context.stroke();
}

function paintAxis(sheet: Sheet, { axis, brush, data }: DrawnAxis, x: number, scene: ParallelScene): void {
  const { context, colors, width, height } = sheet;
  const pixel = Math.round(x) + 0.5;
  context.strokeStyle = colors.axis;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(pixel, top);
  context.lineTo(pixel, height - foot);
  context.stroke();
  for (const { low, high } of brushSpans(brush, axis, data)) paintBrush(sheet, x, low, high);
  context.font = `11px ${colors.fontFamily}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const room = Math.min(width / scene.axes.length - 12, width - x - 8);
  for (const { at, text } of axis.ticks(Math.max(2, height / 48))) {
    const y = heightPixel(height, at);
    const label = fitted(context, text, Math.max(24, room));
    context.strokeStyle = colors.background;
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeText(label, x + 6, y);
    context.fillStyle = colors.text;
    context.fillText(label, x + 6, y);
  }
}

/** From low to high, as places on the axis. */
export function brushSpans(
  { ranges, texts }: Brush,
  { placeOf }: PlotAxis,
  data: PlotColumn,
): { low: number; high: number }[] {
  if (data.kind === 'category')
    return texts.flatMap((text) => {
      const at = data.texts.indexOf(text);
      return at < 0 ? [] : { low: placeOf(at - 0.45), high: placeOf(at + 0.45) };
    });
  const clamped = (value: number, other: number) => {
    const place = placeOf(value);
    return Number.isNaN(place) ? other : Math.min(1, Math.max(0, place));
  };
  return ranges.map(({ low, high }) => ({ low: clamped(low, 0), high: clamped(high, 0) }));
}

export function paintBrush({ context, colors, height }: Sheet, x: number, low: number, high: number): void {
  const [from, to] = [heightPixel(height, high), heightPixel(height, low)];
  context.fillStyle = colors.focus;
  context.globalAlpha = 0.3;
  context.fillRect(x - 7, from, 14, Math.max(2, to - from));
  context.globalAlpha = 1;
  context.strokeStyle = colors.focus;
  context.lineWidth = 1;
  context.strokeRect(x - 7, from, 14, Math.max(2, to - from));
}
