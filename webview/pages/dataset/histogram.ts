/** A distribution as small bars, and that of another version as a line over them. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { t } from '../../../src/base/l10n.ts';
import type { ColumnComparison } from '../../../src/protocol/dataProfile.ts';
import type { ShownColumn } from './numbers.ts';

export interface HistogramSize {
  /** px */
  readonly width: number;
  readonly height: number;
}

/** In the bins that both versions were counted in when there are such, else in those of the column alone. */
export function histogram(
  column: ShownColumn,
  compared: ColumnComparison | undefined,
  { width, height }: HistogramSize,
): TemplateResult | typeof nothing {
  const shared = compared?.shared ?? null;
  const own = shared?.after ?? column.histogram?.counts ?? column.top.map(({ count }) => count);
  if (own.length === 0 || own.every((count) => count === 0)) return nothing;
  if (shared === null && column.histogram === null && column.top.every(({ count }) => count <= 1))
    return html`<span class="dim small">${t('unique values')}</span>`;
  const bars = heights(own, height);
  const was = shared === null ? undefined : heights(shared.before, height);
  const step = width / own.length;
  const x = (at: number) => Math.round(at * step);
  const d = bars
    .map((top, at) =>
      top >= height ? '' : `M${x(at)} ${height}V${top}H${Math.max(x(at) + 1, x(at + 1) - 1)}V${height}Z`,
    )
    .join('');
  const line = was?.map((top, at) => `${at === 0 ? 'M' : 'L'}${x(at)} ${top}H${x(at + 1)}`).join('');
  return html`<svg
    class="hist"
    width=${width}
    height=${height}
    role="img"
    aria-label=${t('Distribution of {0}', column.name)}
  >
    <path class="bars" d=${d}></path>
    ${line === undefined ? nothing : html`<path class="was" d=${line}></path>`}
  </svg>`;
}

/** y of the top of each bar; a bar that is not empty is at least a pixel. Shares, so that versions of other sizes compare. */
function heights(counts: readonly number[], height: number): number[] {
  const most = Math.max(...counts, 1);
  return counts.map((count) =>
    count === 0 ? height : Math.min(height - 1, Math.round(height - (count / most) * (height - 2))),
  );
}
