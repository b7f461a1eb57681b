/** A chart of lines (ROC, calibration, trade-off) as SVG text, with its legend. */
import { formatNumber } from '../../../../src/base/format.ts';
import type { Line, LinePlot } from '../linePlot.ts';
import { triangle } from '../dotRow.ts';
import { small } from '../linePlot.ts';
import { markedPoints } from '../sides.ts';
import {
  cutText,
  margin,
  round,
  svgDot,
  svgPath,
  svgSheet,
  svgText,
  type Figure,
  type FigureColors,
} from './figure.ts';

export function lineFigure(title: string, plot: LinePlot): Figure {
  return { title, draw: (colors) => drawn(title, plot, colors) };
}

function drawn(
  title: string,
  { x, y, lines, sides, diagonal = false, at, limit }: LinePlot,
  colors: FigureColors,
): string {
  const legend = (lines.length + (sides === undefined ? 0 : 2)) * rowHeight;
  const top = y.name === '' ? 44 : 60;
  const [left, right, bottom] = [56, width - margin - 6, top + plotHeight];
  const height = bottom + 44 + legend + 8;
  const span = (from: number, to: number) => (to === from ? 1 : to - from);
  const px = (value: number) => left + ((value - x.from) / span(x.from, x.to)) * (right - left);
  const py = (value: number) => bottom - ((value - y.from) / span(y.from, y.to)) * (bottom - top);
  const ticks = ({ from, to }: LinePlot['x']) =>
    [0, 1, 2, 3, 4].map((step) => from + (step / 4) * (to - from));
  const path = (points: Line['points']) =>
    points.map(([a, b], step) => `${step === 0 ? 'M' : 'L'}${round(px(a))} ${round(py(b))}`).join('');
  const dim = colors.dim;
  const hollow = (a: number, b: number, { color, size }: { color: string; size: number }) =>
    svgPath(triangle(a, b, size), { stroke: color, width: 1.5, fill: colors.ground });
  const dashed = { stroke: colors.axis, dash: '3 2' };
  return svgSheet({ width, height, title, colors }, [
    ...ticks(y).flatMap((tick) => [
      svgPath(`M${round(left)} ${round(py(tick))}H${round(right)}`, { stroke: colors.grid }),
      svgText(formatNumber(tick, 2), { x: left - 6, y: py(tick) + 4, fill: dim, anchor: 'end' }),
    ]),
    ...ticks(x).map((tick) =>
      svgText(formatNumber(tick, 2), { x: px(tick), y: bottom + 15, fill: dim, anchor: 'middle' }),
    ),
    svgText(x.name, { x: right, y: bottom + 30, fill: dim, anchor: 'end' }),
    svgText(y.name, { x: left, y: top - 8, fill: dim }),
    ...(diagonal
      ? [
          svgPath(
            path([
              [x.from, y.from],
              [x.to, y.to],
            ]),
            dashed,
          ),
        ]
      : []),
    ...(at === undefined ? [] : [svgPath(`M${round(px(at))} ${round(top)}V${round(bottom)}`, dashed)]),
    ...(limit === undefined
      ? []
      : [
          svgPath(`M${round(left)} ${round(py(limit))}H${round(right)}`, { stroke: colors.bad, dash: '6 3' }),
        ]),
    ...lines.flatMap(({ name, points, mark, dots, beside }, series) => {
      const color = colors.series[series % colors.series.length] ?? colors.text;
      const look = { stroke: color, width: 1.5, dash: dashes[series % dashes.length] ?? '' };
      const key = bottom + 44 + series * rowHeight;
      return [
        svgPath(path(points), look),
        ...(beside === undefined
          ? []
          : [
              svgPath(path(beside.points), { ...look, width: 1 }),
              ...markedPoints(beside.points).map(([a, b]) => hollow(px(a), py(b), { color, size: small })),
              ...(beside.mark ? [hollow(px(beside.mark[0]), py(beside.mark[1]), { color, size: 1 })] : []),
            ]),
        ...(dots === true ? points.map(([a, b]) => svgDot(px(a), py(b), { r: 2.5, fill: color })) : []),
        ...(mark ? [svgDot(px(mark[0]), py(mark[1]), { r: 4, fill: color })] : []),
        svgPath(`M${round(left)} ${round(key)}h24`, look),
        svgText(cutText(name, 64), { x: left + 32, y: key + 4, fill: colors.text }),
      ];
    }),
    ...(sides === undefined
      ? []
      : [sides.own, sides.other].flatMap((name, side) => {
          const key = bottom + 44 + (lines.length + side) * rowHeight;
          const color = colors.text;
          return [
            svgPath(`M${round(left)} ${round(key)}h24`, { stroke: color, width: side === 0 ? 1.5 : 1 }),
            side === 0
              ? svgDot(left + 12, key, { r: 4, fill: color })
              : hollow(left + 12, key, { color, size: 1 }),
            svgText(cutText(name, 64), { x: left + 32, y: key + 4, fill: color }),
          ];
        })),
  ]);
}

const [width, plotHeight, rowHeight] = [480, 240, 18];
/** As on the page: see page.css. */
const dashes = ['', '6 2', '2 2', '8 2 2 2', '4 4', '1 3'] as const;
