/** Prints figures for a person (an aligned table) and for a machine (one JSON object a line). */
import type { Figure } from './figure.ts';

/** Columns: what, value, against what, how much better (×), and whether a limit holds; `unmeasured` names what threw. */
export function figureTable(figures: readonly Figure[], unmeasured: readonly string[]): string {
  const rows = [['figure', 'value', 'limit', 'peer', 'against peer'], ...figures.map(cells)];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const over = figures.filter(isOverLimit);
  const verdict = [
    over.length > 0 && `Over the limit: ${over.map((figure) => figure.name).join(', ')}.`,
    unmeasured.length > 0 && `Not measured: ${unmeasured.join(', ')}.`,
  ].filter((sentence) => sentence !== false);
  return [...lines, '', verdict.join(' ') || 'All limits hold.'].join('\n');
}

export function figureLine(module: string, figure: Figure): string {
  return JSON.stringify({ module, ...figure, ok: !isOverLimit(figure) });
}

export function isOverLimit({ value, limit, better }: Figure): boolean {
  if (limit === undefined) return false;
  return better === 'lower' ? value > limit : value < limit;
}

function cells(figure: Figure): string[] {
  const { name, value, unit, limit, peer, better } = figure;
  const sign = better === 'lower' ? '≤' : '≥';
  const times = peer && (better === 'lower' ? peer.value / value : value / peer.value);
  // Nothing against nothing has no ratio.
  const ratio = times === undefined || !Number.isFinite(times) ? '' : `${short(times)} ×`;
  return [
    name,
    `${short(value)} ${unit}`,
    limit === undefined ? '' : `${isOverLimit(figure) ? '✗' : '✓'} ${sign} ${short(limit)} ${unit}`,
    peer === undefined ? '' : `${peer.name}: ${short(peer.value)} ${unit}`,
    ratio,
  ];
}

/** Three digits that count, thousands apart. */
function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
