/** The points of a chart as CSV: all of them, not only those that its pixels show. */
import { UserError } from '../../base/errors.ts';
import { formatCount } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { CurveCsvQuery } from '../../protocol/compare/chartFiles.ts';
import { toCsv } from '../sharing/delimited.ts';
import { curves, type CurveSource } from './curves.ts';

/** Rows of a file; a spreadsheet takes a million. */
const mostRows = 2_000_000;

/** One row a point: which line and metric, where on the axis, the step, the value, and what was drawn beside it. */
export function curvesCsv(source: CurveSource, { query, labels }: CurveCsvQuery): string {
  // So many columns that every point has one to itself.
  const { curves: all, numbers } = curves(source, { ...query, columns: mostRows });
  const rows = all.reduce((sum, { count }) => sum + count, 0);
  if (rows > mostRows)
    throw new UserError(
      'tooMany',
      t('These lines have {0} points; a CSV holds {1} at most.', formatCount(rows), formatCount(mostRows)),
      t('Zoom in, or pick fewer runs.'),
    );
  const isStep = query.axis.kind === 'step';
  const head = ['line', 'metric', ...(isStep ? [] : [axisHead(query.axis)]), 'step', 'value'];
  const [hasSmooth, hasBand] = [all.some(({ smooth }) => smooth), all.some(({ band }) => band)];
  const parts = [toCsv([[...head, ...(hasSmooth ? ['smoothed'] : []), ...(hasBand ? ['low', 'high'] : [])]])];
  for (const { line, key, at, count, steps, smooth, band } of all) {
    let next = at;
    const column = () => new Float64Array(numbers, ((next += count) - count) * 8, count);
    const [x, y] = [column(), column()];
    const own = steps ? column() : x;
    const smoothed = smooth ? column() : undefined;
    const [low, high] = band ? [column(), column()] : [];
    const label = labels[line] ?? '';
    parts.push(
      toCsv(
        Array.from(x, (here, place) => [
          ...[label, key, ...(isStep ? [] : [here]), own[place] ?? null, y[place] ?? null],
          ...(hasSmooth ? [smoothed?.[place] ?? null] : []),
          ...(hasBand ? [low?.[place] ?? null, high?.[place] ?? null] : []),
        ]),
      ),
    );
  }
  return parts.join('');
}

function axisHead(axis: CurveCsvQuery['query']['axis']): string {
  switch (axis.kind) {
    case 'step':
      return 'step';
    case 'relative':
      return 'seconds';
    case 'wall':
      return 'milliseconds since 1970';
    case 'metric':
      return axis.key;
  }
}
