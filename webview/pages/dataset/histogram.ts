/** A distribution as small bars, and that of an earlier version as a line over them. */
import { html, nothing, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ShownComparison } from '../../../src/protocol/datasetPage.ts';
import { distributionOf } from './distribution.ts';
import { isNearlyUnique, type ShownColumn } from './numbers.ts';

export interface HistogramSize {
  /** px */
  readonly width: number;
  readonly height: number;
  /** Rows of the data. */
  readonly rows: number;
}

export function histogram(
  column: ShownColumn,
  compared: ShownComparison['columns'][number] | undefined,
  { width, height, rows }: HistogramSize,
): TemplateResult | typeof nothing {
  if (column.histogram === null && isNearlyUnique(column, rows))
    return html`<span class="dim small"
      >${column.distinct >= rows ? t('unique values') : t('nearly unique')}</span
    >`;
  const drawn = distributionOf(column, compared);
  if (drawn === undefined) return nothing;
  // Both on one scale, in shares: versions of other sizes compare.
  const most = Math.max(...drawn.bars, ...(drawn.was ?? []));
  if (most === 0) return nothing;
  const top = (share: number) =>
    share === 0 ? height : Math.min(height - 1, Math.round(height - (share / most) * (height - 2)));
  const step = width / drawn.bars.length;
  const x = (at: number) => Math.round(at * step);
  const d = drawn.bars
    .map((share, at) =>
      share === 0 ? '' : `M${x(at)} ${height}V${top(share)}H${Math.max(x(at) + 1, x(at + 1) - 1)}V${height}Z`,
    )
    .join('');
  const line = drawn.was
    ?.map(
      (share, at) => `${at === 0 ? 'M' : 'L'}${x(at)} ${Math.min(height - 1, top(share)) + 0.5}H${x(at + 1)}`,
    )
    .join('');
  return html`<svg
    class="hist"
    width=${width}
    height=${height}
    role="img"
    aria-label=${t('Distribution of {0}', column.name)}
  >
    <path class="bars" d=${d}></path>
    ${line === undefined ? nothing : svg`<path class="was" d=${line}></path>`}
  </svg>`;
}
