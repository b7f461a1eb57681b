/** How charts call the predictions that are shown and those that they are held against; and the marks that tell both without colour. */
import type { FairnessModel } from './fairnessModel.ts';

export interface Sides {
  readonly own: string;
  readonly other: string;
}

/** Undefined while nothing is shown beside. */
export function sidesOf({ versus, view }: FairnessModel): Sides | undefined {
  const { known, paired } = versus;
  if (known === undefined || paired === undefined || view === undefined) return undefined;
  const [made, ...more] = view.models;
  const file = view.file.replace(/^.*[\\/]/, '');
  const own =
    made !== undefined && more.length === 0
      ? `${made.name} v${String(made.version)}`
      : (view.run?.name ?? file);
  const { label, says } = known.source;
  // The same version on other data, say.
  return { own, other: label === own ? says : label };
}

/** Where a line of the other has hollow marks: at all of a few points, else at some of them. */
export function markedPoints<T>(points: readonly T[]): readonly T[] {
  if (points.length <= fewPoints) return points;
  const step = points.length / (marks + 1);
  return Array.from({ length: marks }, (_, at) => points[Math.round((at + 1) * step)]).filter(
    (point) => point !== undefined,
  );
}

const [marks, fewPoints] = [6, 12];
