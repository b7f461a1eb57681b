/** The dots and intervals of all slices as SVG text, with their numbers. */
import { formatCount, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { metricWords } from '../../../../src/fairness/fairnessWords.ts';
import type { FairnessCounts } from '../../../../src/protocol/fairnessCounts.ts';
import type { Rate } from '../../../../src/protocol/fairnessReport.ts';
import { axisOf, edge, plotWidth } from '../dotRow.ts';
import type { FairnessModel } from '../fairnessModel.ts';
import { intervalText, isErrorMeasure, rateText, upper } from '../shownSlices.ts';
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

type FigureRow =
  | { readonly kind: 'head'; readonly name: string }
  | { readonly kind: 'note'; readonly name: string }
  | { readonly kind: 'slice'; readonly name: string; readonly rate: Rate | undefined };

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
        ...judged.slice(0, state.limit).map(({ name: slice, rate }) => ({
          kind: 'slice' as const,
          name: slice,
          rate: rate(measure),
        })),
        ...(more > 0 ? [{ kind: 'note' as const, name: t('{0} more', formatCount(more)) }] : []),
        ...(small > 0
          ? [{ kind: 'note' as const, name: t('{0} too small to judge', formatCount(small)) }]
          : []),
      ];
    });
  const title = t('{0} by slice', upper(name));
  const shown: FigureRow[] = [{ kind: 'slice', name: t('All rows'), rate: all }, ...rows];
  return { title, draw: (colors) => drawn(shown, { title, all, isError: isErrorMeasure(measure), colors }) };
}

function drawn(
  rows: readonly FigureRow[],
  {
    title,
    all,
    isError,
    colors,
  }: { title: string; all: Rate | undefined; isError: boolean; colors: FigureColors },
): string {
  const rates = rows.map((row) => (row.kind === 'slice' ? row.rate : undefined));
  const { ticks, x, reference } = axisOf(rates, isError, all?.value ?? null);
  const at = (value: number) => names + x(value);
  const bottom = top + rows.length * rowHeight;
  const line = (value: number) => `M${round(value)} ${String(top)}V${String(bottom)}`;
  const { dim, text } = colors;
  return svgSheet({ width, height: bottom + margin, title, colors }, [
    svgText(t('bars: 95 % interval · dashed: all rows'), {
      x: width - margin,
      y: 22,
      fill: dim,
      anchor: 'end',
    }),
    ...ticks.flatMap((tick) => [
      svgPath(line(at(tick)), { stroke: colors.grid }),
      svgText(formatNumber(tick), { x: at(tick), y: top - 4, fill: dim, anchor: 'middle' }),
    ]),
    ...(reference === undefined
      ? []
      : [svgPath(line(names + reference), { stroke: colors.axis, dash: '3 2' })]),
    svgText('n', { x: width - margin, y: top - 4, fill: dim, anchor: 'end' }),
    ...rows.flatMap((row, place) => {
      const middle = top + place * rowHeight + rowHeight / 2;
      const base = middle + 4;
      if (row.kind !== 'slice')
        return [
          svgText(cutText(row.name, 60), {
            ...{ x: row.kind === 'head' ? margin : margin + 12, y: base, fill: dim },
            strong: row.kind === 'head',
          }),
        ];
      const label = svgText(cutText(row.name, 34), {
        ...{ x: place === 0 ? margin : margin + 12, y: base, fill: text, size: 12 },
      });
      const { value = null, low = null, high = null, n = 0, why } = row.rate ?? {};
      const count = svgText(formatCount(n), { x: width - margin, y: base, fill: text, anchor: 'end' });
      if (value === null)
        return [
          label,
          svgText(t('undefined: {0}', why ?? t('not known')), { x: names + edge, y: base, fill: dim }),
          count,
        ];
      const color = colors.series[0] ?? text;
      const bar =
        low === null || high === null
          ? []
          : [
              svgPath(
                `M${round(at(low))} ${String(middle)}H${round(at(high))}M${round(at(low))} ${String(middle - 3)}v6M${round(at(high))} ${String(middle - 3)}v6`,
                { stroke: color, width: 1.5 },
              ),
            ];
      return [
        label,
        ...bar,
        svgDot(at(value), middle, { r: 4, fill: color }),
        svgText(rateText(value), { x: values, y: base, fill: text, anchor: 'end', strong: true }),
        svgText(intervalText({ low, high }), { x: values + 8, y: base, fill: dim }),
        count,
      ];
    }),
  ]);
}

const [names, top, rowHeight] = [232, 56, 22];
const values = names + plotWidth + 64;
const width = values + 220;
