/** Where the nodes of the lineage picture stand, so that lines can be drawn between them without measuring anything. */
import type { VersionDetail } from '../../../src/protocol/modelShape.ts';

/** px, as in page.css: of a feature, and of what has a second line. */
const rowHeight = 24;
const nodeHeight = 40;
const gap = 6;
const groupGap = 16;
/** Of the spaces that hold the lines. */
export const fanWidth = 40;

/** Features shown of one dataset before the rest is folded. */
const folded = 5;

export interface LineageGroup {
  /** Undefined: features whose dataset is not known. */
  readonly dataset: VersionDetail['datasets'][number] | undefined;
  readonly features: VersionDetail['features'];
  /** Features that are not shown. */
  readonly more: number;
  /** Top of the group, and how high it is. */
  readonly top: number;
  readonly height: number;
  /** Middles of its rows of features (the last may be that of the fold), from the top of the group. */
  readonly middles: readonly number[];
}

export interface LineageLayout {
  readonly groups: readonly LineageGroup[];
  readonly height: number;
}

/** Each dataset with its features; `unfolded` names the datasets of which all are shown, '' for those of none. */
export function lineageLayout(
  { datasets, features }: Pick<VersionDetail, 'datasets' | 'features'>,
  unfolded: readonly string[],
): LineageLayout {
  const names = new Set(datasets.map(({ name }) => name));
  const [only] = datasets;
  // Where there is one dataset, whatever went in came from there.
  const homeOf = ({ dataset }: VersionDetail['features'][number]) =>
    dataset !== null && names.has(dataset) ? dataset : datasets.length === 1 ? (only?.name ?? '') : '';
  const seen = new Set<string>();
  const homes = [
    ...datasets.flatMap((dataset) => {
      if (seen.has(dataset.name)) return [];
      seen.add(dataset.name);
      return [{ dataset, features: features.filter((one) => homeOf(one) === dataset.name) }];
    }),
    { dataset: undefined, features: features.filter((one) => homeOf(one) === '') },
  ].filter(({ dataset, features: own }) => dataset !== undefined || own.length > 0);
  let top = 0;
  const groups = homes.map(({ dataset, features: own }) => {
    const isOpen = unfolded.includes(dataset?.name ?? '') || own.length <= folded + 1;
    const shown = isOpen ? own : own.slice(0, folded);
    const rows = Math.max(1, shown.length + (isOpen ? 0 : 1));
    const listHeight = rows * rowHeight + (rows - 1) * gap;
    const height = Math.max(nodeHeight, listHeight);
    const above = (height - listHeight) / 2;
    const group = {
      ...{ dataset, features: shown, more: own.length - shown.length, top, height },
      middles: Array.from({ length: rows }, (_, at) => above + at * (rowHeight + gap) + rowHeight / 2),
    };
    top += height + groupGap;
    return group;
  });
  return { groups, height: Math.max(nodeHeight, top - groupGap) };
}

/** From the middle of one node to that of another, `width` further right. */
export function linePath(from: number, to: number, width: number): string {
  const half = String(width / 2);
  return `M0 ${String(from)}C${half} ${String(from)} ${half} ${String(to)} ${String(width)} ${String(to)}`;
}
