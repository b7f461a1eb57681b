/** A chart as a picture to keep: title, legend, axes and lines on one sheet, as PNG or SVG. */
import { canvasPen } from './canvasPen.ts';
import type { CurveChart } from './curveChart.ts';
import { axisScale } from './axisScale.ts';
import type { SceneLine } from './curveScene.ts';
import { paintColored, paintGrey, paintMarker, type Stage } from './paintCurves.ts';
import type { Box, Pen } from './pen.ts';
import { svgPen } from './svgPen.ts';

export interface PictureTexts {
  readonly title: string;
  /** Beside the title. */
  readonly note: string;
  /** Below the horizontal axis. */
  readonly axis: string;
  /** What grey lines are; empty without any. */
  readonly grey: string;
}

export async function curvePng(chart: CurveChart, texts: PictureTexts): Promise<ArrayBuffer> {
  const sheet = sheetOf(chart);
  const canvas = document.createElement('canvas');
  canvas.width = sheet.width * dense;
  canvas.height = sheet.height * dense;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This Chromium has no canvas.');
  context.scale(dense, dense);
  context.fillStyle = chart.colors.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  paintSheet(canvasPen(context, chart.colors.fontFamily), chart, { sheet, texts });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The picture is too large.');
  return await blob.arrayBuffer();
}

export function curveSvg(chart: CurveChart, texts: PictureTexts): string {
  const sheet = sheetOf(chart);
  const { fontFamily, background } = chart.colors;
  const pen = svgPen(sheet, { fontFamily, background });
  paintSheet(pen, chart, { sheet, texts });
  return pen.finish();
}

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly box: Box;
  readonly legendRows: readonly (readonly SceneLine[])[];
}

/** As wide as on the screen, but not too narrow to be read elsewhere. */
function sheetOf(chart: CurveChart): Sheet {
  const { left, right, top, bottom } = chart.box;
  const width = Math.max(640, Math.round(right + margin));
  const colored = chart.scene.lines.filter(({ slot }) => slot > 0);
  const perRow = Math.max(1, Math.floor((width - 2 * margin) / legendWidth));
  const legendRows: SceneLine[][] = [];
  for (let at = 0; at < colored.length; at += perRow) legendRows.push(colored.slice(at, at + perRow));
  const height = Math.max(240, bottom - top);
  const boxTop = 40 + legendRows.length * rowHeight;
  const box = { left: Math.max(48, left), right: width - margin, top: boxTop, bottom: boxTop + height };
  return { width, height: Math.round(box.bottom + 48), box, legendRows };
}

function paintSheet(
  pen: Pen,
  chart: CurveChart,
  { sheet, texts }: { sheet: Sheet; texts: PictureTexts },
): void {
  const { colors, scene, ticks } = chart;
  const { box, legendRows, width } = sheet;
  const small = { color: colors.dim, size: 11 };
  pen.text(texts.title, { x: margin, y: 22 }, { color: colors.text, size: 14, strong: true });
  pen.text(texts.note, { x: width - margin, y: 22 }, { ...small, align: 'right' });
  if (scene.x === undefined || scene.y === undefined) return;
  const x = axisScale(scene.x, box.left, box.right);
  const y = axisScale(scene.y, box.bottom, box.top);
  const stage: Stage = { pen, box, x, y, colors };
  for (const [row, lines] of legendRows.entries())
    for (const [place, { slot, label }] of lines.entries()) {
      const at = { x: margin + 6 + place * legendWidth, y: 40 + row * rowHeight };
      paintMarker(stage, slot, at);
      pen.text(cut(label), { x: at.x + 12, y: at.y + 4 }, { color: colors.text, size: 12 });
    }
  for (const { value, label } of ticks.y) {
    const at = y.pixel(value);
    if (!(at >= box.top - 1 && at <= box.bottom + 1)) continue;
    pen.line(Float64Array.of(box.left, at, box.right, at), { color: colors.grid, width: 1 });
    pen.text(label, { x: box.left - 8, y: at + 4 }, { ...small, align: 'right' });
  }
  pen.line(Float64Array.of(box.left, box.bottom, box.right, box.bottom), { color: colors.axis, width: 1 });
  for (const { value, label } of ticks.x) {
    const at = x.pixel(value);
    if (at >= box.left - 1 && at <= box.right + 1)
      pen.text(label, { x: at, y: box.bottom + 16 }, { ...small, align: 'center' });
  }
  pen.text(texts.axis, { x: (box.left + box.right) / 2, y: box.bottom + 36 }, { ...small, align: 'center' });
  if (texts.grey !== '') pen.text(texts.grey, { x: margin, y: box.bottom + 36 }, small);
  paintGrey(stage, scene.lines);
  paintColored(stage, scene.lines);
}

function cut(label: string): string {
  const letters = Array.from(label);
  return letters.length <= 24 ? label : `${letters.slice(0, 23).join('')}…`;
}

const margin = 16;
const legendWidth = 200;
const rowHeight = 20;
/** Pixels of the PNG for one of the screen. */
const dense = 2;
