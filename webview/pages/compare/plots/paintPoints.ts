/** Draws a plot of points: axes with hairlines, points by colour, picked runs on top. */
import { markerBox, markerPath } from '../../../charts/markerPath.ts';
import { placesByColor } from './placesByColor.ts';
import type { Sheet } from './plotSurface.ts';
import { pixelOf, type Box, type PointScene } from './pointScene.ts';
import { sequence } from './sequence.ts';

export const shades = 32;

export function pointBox({ width, height }: Pick<Sheet, 'width' | 'height'>): Box {
  return { left: Math.min(72, width * 0.25), top: 12, right: width - 16, bottom: height - 40 };
}

export function paintPoints(sheet: Sheet, scene: PointScene): void {
  const box = pointBox(sheet);
  paintAxes(sheet, scene, box);
  const { context, colors } = sheet;
  const palette = sequence(colors.stops, shades);
  const plain = Array.from(scene.runs.keys()).filter((place) => (scene.slots[place] ?? -1) < 0);
  const groups = placesByColor(plain, (place) => colorOf(scene, place, palette, sheet));
  const isCrowded = scene.runs.length > 2000;
  const radius = isCrowded ? 2 : 3;
  for (const [color, places] of groups) {
    const outside = scene.front === null ? [] : places.filter((place) => !scene.front?.has(place));
    const inside = scene.front === null ? places : places.filter((place) => scene.front?.has(place));
    context.globalAlpha = 0.4;
    dots(sheet, scene, { places: outside, radius, color });
    context.globalAlpha = scene.front === null && isCrowded ? 0.75 : 1;
    dots(sheet, scene, { places: inside, radius: scene.front === null ? radius : 4, color });
  }
  context.globalAlpha = 1;
  paintLine(sheet, scene, box);
  for (let place = 0; place < scene.runs.length; place += 1) {
    const slot = scene.slots[place] ?? -1;
    if (slot >= 0) marker(sheet, pixelOf(scene, box, place), slot);
  }
}

/** A ring around the point that the pointer or the keyboard is at. */
export function paintHover({ context, colors, ...size }: Sheet, scene: PointScene, place: number): void {
  const { x, y } = pixelOf(scene, pointBox(size), place);
  context.strokeStyle = colors.focus;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.stroke();
}

function colorOf(scene: PointScene, place: number, palette: readonly string[], { colors }: Sheet): string {
  if (scene.series !== null) return colors.series[(scene.series[place] ?? 0) - 1] ?? colors.dim;
  if (scene.shade === null) return scene.front?.has(place) === true ? colors.text : colors.dim;
  const shade = scene.shade[place] ?? NaN;
  return palette[Math.round(shade * (shades - 1))] ?? colors.dim;
}

/** One dot is drawn once and put down again and again: a path of ten thousand circles takes seconds to fill. */
function dots(
  sheet: Sheet,
  scene: PointScene,
  { places, radius, color }: { places: readonly number[]; radius: number; color: string },
): void {
  if (places.length === 0) return;
  const { context } = sheet;
  const box = pointBox(sheet);
  const ratio = window.devicePixelRatio;
  const side = 2 * radius + 2;
  const stamp = document.createElement('canvas');
  stamp.width = stamp.height = Math.ceil(side * ratio);
  const dot = stamp.getContext('2d');
  if (dot === null) return;
  dot.scale(ratio, ratio);
  dot.fillStyle = color;
  dot.beginPath();
  dot.arc(side / 2, side / 2, radius, 0, 2 * Math.PI);
  dot.fill();
  for (const place of places) {
    const { x, y } = pixelOf(scene, box, place);
    context.drawImage(stamp, x - side / 2, y - side / 2, stamp.width / ratio, stamp.height / ratio);
  }
}

export function marker(
  { context, colors }: Pick<Sheet, 'context' | 'colors'>,
  at: { readonly x: number; readonly y: number },
  slot: number,
): void {
  context.save();
  context.translate(at.x - markerBox / 2, at.y - markerBox / 2);
  const shape = new Path2D(markerPath(slot));
  context.strokeStyle = colors.background;
  context.lineWidth = 3;
  context.stroke(shape);
  context.fillStyle = colors.series[slot - 1] ?? colors.text;
  context.fill(shape);
  context.restore();
}

/** Between two points of a front nothing is known to be better: the line goes along, then up or down. */
function paintLine({ context, colors }: Sheet, scene: PointScene, box: Box): void {
  if (scene.line.length < 2) return;
  context.strokeStyle = colors.text;
  context.lineWidth = 1;
  context.beginPath();
  let last: { x: number; y: number } | undefined;
  for (const place of scene.line) {
    const { x, y } = pixelOf(scene, box, place);
    if (last === undefined) context.moveTo(x, y);
    else {
      context.lineTo(x, last.y);
      context.lineTo(x, y);
    }
    last = { x, y };
  }
  context.stroke();
}

function paintAxes({ context, colors, width }: Sheet, { x, y, xTitle, yTitle }: PointScene, box: Box): void {
  context.font = `11px ${colors.fontFamily}`;
  context.lineWidth = 1;
  context.fillStyle = colors.dim;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { at, text } of y.ticks(Math.max(2, (box.bottom - box.top) / 40))) {
    const pixel = Math.round(box.bottom - at * (box.bottom - box.top)) + 0.5;
    context.strokeStyle = colors.grid;
    context.beginPath();
    context.moveTo(box.left, pixel);
    context.lineTo(box.right, pixel);
    context.stroke();
    context.fillText(fitted(context, text, box.left - 8), box.left - 6, pixel);
  }
  const most = Math.max(2, (box.right - box.left) / 80);
  const room = x.kind === 'category' ? (box.right - box.left) / Math.min(most, x.ticks(most).length) : 80;
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const { at, text } of x.ticks(most)) {
    const pixel = box.left + at * (box.right - box.left);
    const label = fitted(context, text, room - 4);
    const half = context.measureText(label).width / 2;
    context.fillText(label, Math.min(width - half, Math.max(half, pixel)), box.bottom + 6);
  }
  context.strokeStyle = colors.axis;
  context.beginPath();
  context.moveTo(box.left, box.bottom + 0.5);
  context.lineTo(box.right, box.bottom + 0.5);
  context.stroke();
  context.fillStyle = colors.text;
  context.textAlign = 'right';
  context.fillText(fitted(context, xTitle, box.right - box.left), box.right, box.bottom + 22);
  context.textAlign = 'left';
  context.fillText(fitted(context, yTitle, box.right - box.left), box.left + 4, 0);
}

/** Cut at its end where there is no room; a number is rather left out than cut. */
export function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const letters = Array.from(text);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${letters.slice(0, middle).join('')}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${letters.slice(0, low).join('')}…`;
}
