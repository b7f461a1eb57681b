/** Whether gaps between the slices of an attribute close: each of both models, and the change, from rows that are drawn together. */
import type { SliceCounts } from '../protocol/fairnessCounts.ts';
import type { GapChange, GapTrend } from '../protocol/fairnessComparison.ts';
import type { GapKind } from '../records/fairnessNames.ts';
import { gapReader, isReference, type GapSettings, type GapSpec, type ReadGap } from './attributeGaps.ts';
import { overall } from './gaps.ts';
import { foundTable, type MeasuredTable, type TableInput } from './measuredTables.ts';
import type { PairedAttribute, PairedCounts, PairedSlice } from './pairedCounts.ts';
import { pairedTables, type PairedTables } from './pairedTables.ts';
import { percentiles, replicatesFor } from './resampling.ts';
import { seededRandom } from '../base/seededRandom.ts';
import { sliceKey } from './sliceKey.ts';

/** In the order of `specs`. With `replicates` 0 there are no intervals, for what is told while a slider moves. */
export function gapChanges(
  counts: PairedCounts,
  { columns, slices }: PairedAttribute,
  specs: readonly GapSpec[],
  settings: GapSettings,
): GapChange[] {
  const sides = {
    own: sideOf(counts, 'own', { columns, slices }, specs, settings),
    other: sideOf(counts, 'other', { columns, slices }, specs, settings),
  };
  const found = { own: sides.own.found, other: sides.other.found };
  const known = specs.map(
    (_, at) => !Number.isNaN((found.own[at]?.value ?? NaN) - (found.other[at]?.value ?? NaN)),
  );
  const units = slices.reduce((sum, { joint }) => sum + 8 + (joint?.cells?.at.length ?? 8), 0);
  const replicates = known.some(Boolean) ? (settings.replicates ?? replicatesFor(units)) : 0;
  const drawn = specs.map(() => new Float64Array(replicates));
  if (replicates > 0) {
    const draw = pairedTables(counts, slices, seededRandom(`${settings.seed}/versus/${columns.join('/')}`));
    for (let replicate = 0; replicate < replicates; replicate++) {
      const tables = draw();
      const [own, other] = [sides.own.read(tables), sides.other.read(tables)];
      for (const [at, list] of drawn.entries())
        list[replicate] = (own[at]?.value ?? NaN) - (other[at]?.value ?? NaN);
    }
  }
  return specs.map((spec, at): GapChange => {
    const [value, other] = [numberOf(found.own[at]?.value), numberOf(found.other[at]?.value)];
    const change = value === null || other === null ? null : value - other;
    const [low, high] = change === null ? [null, null] : (percentiles(drawn[at] ?? none) ?? [null, null]);
    return {
      ...{ attribute: columns.join(' × '), columns: [...columns], ...spec },
      ...{ value, other, change, low, high, trend: trendOf(spec.kind, low, high) },
      slices: sides.own.pair(found.own[at]),
      otherSlices: sides.other.pair(found.other[at]),
    };
  });
}

function numberOf(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A difference closes towards 0, a ratio towards 1. */
export function trendOf(kind: GapKind, low: number | null, high: number | null): GapTrend | null {
  if (low === null || high === null) return null;
  if (low <= 0 && high >= 0) return 'unclear';
  return high < 0 === (kind === 'difference') ? 'closes' : 'widens';
}

interface FoundGap extends Pick<ReadGap, 'value' | 'pair'> {
  readonly values: readonly number[];
}

/** Slices that are large enough there, and how gaps over them are read. */
function sideOf(
  counts: PairedCounts,
  side: 'own' | 'other',
  { columns, slices }: PairedAttribute,
  specs: readonly GapSpec[],
  settings: GapSettings,
) {
  const places = [...slices.keys()].filter((at) => (slices[at]?.[side]?.rows ?? 0) >= settings.minSize);
  const judged = places.flatMap((at) => slices[at]?.[side] ?? []);
  const { task, classes, overall: whole } = counts[side];
  const input: TableInput = { task, classes: classes.length, overall: whole, slices: judged, rest: [] };
  const reference = judged.findIndex((slice) => isReference(columns, slice, settings.reference));
  const reader = gapReader(input, specs, reference < 0 ? undefined : reference);
  const found = reader(foundTable(input)).map((gap): FoundGap => ({
    value: gap.value,
    pair: gap.pair,
    values: (gap.pair ?? []).map(gap.values),
  }));
  const placed = (table: MeasuredTable): MeasuredTable => ({
    value: (name, slice) => table.value(name, places[slice] ?? -1),
    overall: table.overall,
  });
  return {
    found,
    read: (tables: PairedTables) => reader(placed(tables[side])),
    pair: (gap: FoundGap | undefined) =>
      (gap?.pair ?? []).map((at) => {
        const slice: SliceCounts | undefined = judged[at];
        return at === overall || slice === undefined ? {} : sliceKey(columns, slice.values);
      }),
  };
}

/** Slices that only one of both has, or that are large enough in one of both only. */
export function unevenSlices(slices: readonly PairedSlice[], minSize: number): PairedSlice[] {
  return slices.filter(({ own, other }) => (own?.rows ?? 0) >= minSize !== (other?.rows ?? 0) >= minSize);
}

const none = new Float64Array(0);
