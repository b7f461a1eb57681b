/** What a view of the compare page is: which runs in which order and groups, and which columns of them. */
import * as z from 'zod';
import { columnRef, grouping, sortKey } from './compareShape.ts';

export const filterText = z.string().max(20_000);

/** Columns that a table can have; more than anybody ticks, so that a choice of thousands is kept too. */
export const mostShown = 20_000;

/** A column of the table as a person has arranged it. */
export const shownColumn = z.object({
  column: columnRef,
  /** px; absent: as wide as its kind is. */
  width: z.number().min(24).max(2000).optional(),
  pinned: z.boolean().optional(),
});
export type ShownColumn = z.infer<typeof shownColumn>;

/** What saved views keep, and what a page shows. */
export const compareView = z.object({
  filter: filterText.catch(''),
  sort: z.array(sortKey).max(10).catch([]),
  grouping: grouping.nullable().catch(null),
  /** Null: chosen by the page from what the runs have. */
  columns: z.array(shownColumn).max(mostShown).nullable().catch(null),
  onlyDiffering: z.boolean().catch(false),
  /** Metrics show their change against the baseline of the run. */
  againstBaseline: z.boolean().catch(false),
});
export type CompareView = z.infer<typeof compareView>;
