/** What stands in a cell of the run table, for a run or for a group of runs: plain data, so that painting only compares. */
import { formatClock, missing } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { groupValue } from '../../../../src/protocol/compare/groupValue.ts';
import type { Direction } from '../../../../src/records/metric.ts';
import { baselineChange, type BaselineChange } from './baselineChange.ts';
import type { CellValue, ColumnView } from './columnView.ts';
import { deviationText } from './deviationText.ts';
import type { TableEntry } from './tableRows.ts';

export interface CellContent {
  readonly text: string;
  /** Beside the text, in small. */
  readonly aside: string;
  readonly tone: '' | 'dim' | 'same' | 'diff';
  /** Of a metric against the baseline of its script or experiment. */
  readonly change?: BaselineChange;
}

export interface ContentSource {
  readonly ref: ColumnRef;
  readonly view: ColumnView;
  readonly value: (n: number) => CellValue;
  /** Status of a run, and when it was started: a live run has no duration yet. */
  readonly status: (n: number) => CellValue;
  readonly started: (n: number) => CellValue;
  /** Of uncommitted changes, for the commit. */
  readonly changes: (n: number) => CellValue;
  /** The run that others are held against; undefined: none. */
  readonly baseline: number | undefined;
  /** The run whose metrics are subtracted from a run's, of a baseline itself; undefined: none, or changes are not shown. */
  readonly heldAgainst: (n: number) => number | undefined;
  /** Where a metric is better. */
  readonly direction: Direction | undefined;
  readonly now: number;
}

export function cellContent(entry: TableEntry, source: ContentSource): CellContent {
  return entry.isGroup ? groupContent(entry, source) : runContent(entry.n, source);
}

function runContent(n: number, source: ContentSource): CellContent {
  const { ref, view, now } = source;
  const value = source.value(n);
  if (ref.group === 'record' && ref.key === 'duration' && value === undefined)
    return { text: durationSoFar(n, source), aside: '', tone: '' };
  if (value === undefined) return { text: missing, aside: '', tone: 'dim' };
  const mark = ref.group === 'code' && ref.key === 'commit' && source.changes(n) !== undefined ? '*' : '';
  const other = source.heldAgainst(n);
  const change = other === n ? undefined : changeOf(value, other, source);
  return {
    text: view.text(value, now) + mark,
    aside: '',
    tone: toneOf(n, value, source),
    ...(change && { change }),
  };
}

/** How often or how far something was logged is neither better nor worse. */
function changeOf(
  value: CellValue,
  other: number | undefined,
  { ref, view, value: of, direction }: ContentSource,
): BaselineChange | undefined {
  if (ref.group !== 'metrics' || ref.value === 'count' || ref.value === 'step') return undefined;
  if (other === undefined) return undefined;
  return baselineChange(value, of(other), { direction, decimals: view.decimals });
}

/** Of a run that goes on; of one whose end nobody saw nothing is known. */
function durationSoFar(n: number, { status, started, now }: ContentSource): string {
  const [state, since] = [status(n), started(n)];
  const isLive = state === 'running' || state === 'starting';
  return isLive && typeof since === 'number' ? formatClock(now - since) : missing;
}

/** Inputs only: every metric differs anyhow. */
function toneOf(
  n: number,
  value: CellValue,
  { ref, baseline, value: of }: ContentSource,
): CellContent['tone'] {
  if (baseline === undefined || baseline === n) return '';
  if (ref.group === 'metrics' || ref.group === 'record') return '';
  return Object.is(of(baseline), value) ? 'same' : 'diff';
}

function groupContent({ members }: TableEntry, source: ContentSource): CellContent {
  const { ref, view, now } = source;
  const { value, different, deviation } = groupValue(ref, members.map(source.value));
  if (different > 1) return { text: t('{0} values', different), aside: '', tone: 'dim' };
  const [first] = members;
  if (deviation === undefined && first !== undefined && source.value(first) === value)
    return runContent(first, source);
  if (value === undefined) return { text: missing, aside: '', tone: 'dim' };
  if (Number.isNaN(value)) return { text: 'NaN', aside: '', tone: 'dim' };
  const isMeasured = ref.group === 'metrics' || ref.key === 'objective';
  const change = changeOf(value, heldAgainstAll(members, source), source);
  return {
    text: view.text(value, now),
    aside: isMeasured && deviation !== undefined ? deviationText(deviation) : '',
    tone: '',
    ...(change && { change }),
  };
}

/** The one run that all of them are held against; the baseline may be among them. */
export function heldAgainstAll(
  members: readonly number[],
  { heldAgainst }: Pick<ContentSource, 'heldAgainst'>,
): number | undefined {
  const [first, ...more] = new Set(members.map(heldAgainst));
  return more.length === 0 ? first : undefined;
}
