/** What the extension host asks of reviews, which the index thread reads beside the runs. */
import * as z from 'zod';
import { reviewRow } from './reviewShape.ts';

export const reviewThread = {
  /** Of every script that was reviewed or has runs, by path; from then on `reviews` tells of changes. */
  reviews: { params: z.object({}), result: z.array(reviewRow) },
  review: { params: z.object({ script: z.string() }), result: reviewRow },
  /** The text of a file as it stands in an editor; null: it is as it is saved. */
  unsavedText: { params: z.object({ path: z.string(), text: z.string().nullable() }), result: z.null() },
  /** Looks at the files now. */
  lookAtReviews: { params: z.object({}), result: z.null() },
};

/** The rows that changed, and scripts that have none any more; no row: everything may have. */
export const reviewEvents = {
  reviews: { value: z.object({ rows: z.array(reviewRow), gone: z.array(z.string()) }) },
};
