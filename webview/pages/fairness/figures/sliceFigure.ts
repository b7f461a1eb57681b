/** The dots and intervals of all slices as SVG text, with their numbers. */
import { formatCount, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { metricWords } from '../../../../src/fairness/fairnessWords.ts';
import type { FairnessCounts } from '../../../../src/protocol/fairnessCounts.ts';
import type { Rate } from '../../../../src/protocol/fairnessReport.ts';
import { intervalText, rateText } from '../../../../src/fairness/rateText.ts';
import { axisOf, edge, plotWidth, triangle } from '../dotRow.ts';
import type { FairnessModel } from '../fairnessModel.ts';
import { sidesOf, type Sides } from '../sides.ts';
import { besideRate } from '../versusCells.ts';
import { isErrorMeasure, upper } from '../shownSlices.ts';
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

interface SliceRow {
  readonly kind: 'slice';
  readonly name: string;
  readonly rate: Rate | undefined;
  /** Of what it is held against; undefined where it cannot be judged. */
  readonly beside: Rate | undefined;
}

type FigureRow = SliceRow | { readonly kind: 'head' | 'note'; readonly name: string };

/** As many slices of an attribute as the page lists. */
export function sliceFigure(model: FairnessModel, counts: FairnessCounts): Figure {
  const { measure, state } = model;
  const { name } = metricWords(measure);
  const all = model.overallRate(counts);
  const rows = model.attributes
    .filter(({ key }) => !state.hidden.includes(key))
    .flatMap(({ name: attribute, slices }): FigureRow[] => {
      const judged = slices.filter(({ suppressed }) => !suppressed);
      const small = slices.length - judged.length;
      const more = judged.length - state.limit;
      return [
        { kind: 'head', name: attribute },
        ...judged.slice(0, state.limit).map(({ key, name: slice, rate }) => ({
          ...{ kind: 'slice' as const, name: slice, rate: rate(measure), beside: besideRate(model, key) },
        })),
        ...(more > 0 ? [{ kind: 'note' as const, name: t('{0} more', formatCount(more)) }] : []),
        ...(small > 0
          ? [{ kind: 'note' as const, name: t('{0} too small to judge', formatCount(small)) }]
          : []),
      ];
    });
  const title = t('{0} by slice', upper(name));
  const whole: SliceRow = {
    ...{ kind: 'slice', name: t('All rows'), rate: all, beside: besideRate(model, '{}') },
  };
  const given = { title, all, isError: isErrorMeasure(measure), sides: sidesOf(model) };
  return { title, draw: (colors) => drawn([whole, ...rows], { ...given, colors }) };
}

interface Drawing {
  readonly title: string;
  readonly all: Rate | undefined;
  readonly isError: boolean;
  readonly sides: Sides | undefined;
  readonly colors: FigureColors;
}

function drawn(rows: readonly FigureRow[], { title, all, isError, sides, colors }: Drawing): string {
  const rates = rows.flatMap((row) => (row.kind === 'slice' ? [row.rate, row.beside] : []));
  const { ticks, x, reference } = axisOf(rates, isError, all?.value ?? null);
  const at = (value: number) => names + x(value);
  const top = sides === undefined ? 56 : 78;
  const heightOf = ({ kind }: FigureRow) => (kind === 'slice' && sides !== undefined ? twoRows : oneRow);
  const bottom = rows.reduce((sum, row) => sum + heightOf(row), top);
  const line = (value: number) => `M${round(value)} ${String(top)}V${String(bottom)}`;
  const { dim, text } = colors;
  const marks = marksOf(colors);
  const numbers = ({ value, low, high, n }: Rate, base: number, strong: boolean) => [
    svgText(rateText(value), { ...{ x: values, y: base, fill: text, anchor: 'end' }, strong }),
    svgText(intervalText({ low, high }), { x: values + 8, y: base, fill: dim }),
    svgText(formatCount(n), { x: width - margin, y: base, fill: strong ? text : dim, anchor: 'end' }),
  ];
  /** What is drawn and told of one rate, around a height. */
  const rateParts = (rate: Rate | undefined, middle: number, isOwn: boolean): string[] => {
    const { value = null, why } = rate ?? {};
    if (rate === undefined || value === null)
      return [
        svgText(t('undefined: {0}', why ?? t('not known')), { x: names + edge, y: middle + 4, fill: dim }),
        svgText(formatCount(rate?.n ?? 0), { x: width - margin, y: middle + 4, fill: text, anchor: 'end' }),
      ];
    const bar =
      rate.low === null || rate.high === null ? [] : [marks.bar(at(rate.low), at(rate.high), middle, isOwn)];
    return [...bar, marks.dot(at(value), middle, isOwn), ...numbers(rate, middle + 4, isOwn)];
  };
  let y = top;
  return svgSheet({ width, height: bottom + margin, title, colors }, [
    svgText(t('bars: 95 % interval · dashed: all rows'), {
      ...{ x: width - margin, y: 22, fill: dim, anchor: 'end' },
    }),
    ...(sides === undefined ? [] : legend(sides, { marks, colors })),
    ...ticks.flatMap((tick) => [
      svgPath(line(at(tick)), { stroke: colors.grid }),
      svgText(formatNumber(tick), { x: at(tick), y: top - 4, fill: dim, anchor: 'middle' }),
    ]),
    ...(reference === undefined
      ? []
      : [svgPath(line(names + reference), { stroke: colors.axis, dash: '3 2' })]),
    svgText('n', { x: width - margin, y: top - 4, fill: dim, anchor: 'end' }),
    ...rows.flatMap((row, place) => {
      const middle = y + oneRow / 2;
      y += heightOf(row);
      if (row.kind !== 'slice') {
        const isHead = row.kind === 'head';
        const look = { x: isHead ? margin : margin + 12, y: middle + 4, fill: dim, strong: isHead };
        return [svgText(cutText(row.name, 60), look)];
      }
      const label = { x: place === 0 ? margin : margin + 12, y: middle + 4, fill: text, size: 12 };
      return [
        svgText(cutText(row.name, 34), label),
        ...rateParts(row.rate, middle, true),
        ...(row.beside === undefined ? [] : rateParts(row.beside, middle + twoRows - oneRow, false)),
      ];
    }),
  ]);
}

interface Marks {
  readonly bar: (from: number, to: number, y: number, isOwn: boolean) => string;
  readonly dot: (x: number, y: number, isOwn: boolean) => string;
}

/** A dot, or a hollow triangle for the other, whose bars are dashed. */
function marksOf({ series, text, ground }: FigureColors): Marks {
  const color = (isOwn: boolean) => series[isOwn ? 0 : 1] ?? text;
  return {
    bar: (from, to, y, isOwn) =>
      svgPath(`M${round(from)} ${String(y)}H${round(to)}`, {
        ...{ stroke: color(isOwn), width: 1.5, dash: isOwn ? '' : '4 2' },
      }) +
      svgPath(`M${round(from)} ${String(y - 3)}v6M${round(to)} ${String(y - 3)}v6`, {
        ...{ stroke: color(isOwn), width: 1.5 },
      }),
    dot: (x, y, isOwn) =>
      isOwn
        ? svgDot(x, y, { r: 4, fill: color(true) })
        : svgPath(triangle(x, y), { stroke: color(false), width: 1.5, fill: ground }),
  };
}

function legend({ own, other }: Sides, { marks, colors }: { marks: Marks; colors: FigureColors }): string[] {
  const look = { y: 48, fill: colors.text };
  return [
    marks.dot(margin + 4, 44, true),
    svgText(cutText(own, 44), { ...look, x: margin + 14 }),
    marks.dot(names + 64, 44, false),
    svgText(cutText(other, 70), { ...look, x: names + 74 }),
  ];
}

const [names, oneRow, twoRows] = [232, 22, 38];
const values = names + plotWidth + 64;
const width = values + 220;
