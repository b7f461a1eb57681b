/** What a run may say of the rows of its predictions besides columns of truth, decisions and groups. */
import * as z from 'zod';

export const predictionRows = {
  /** How much a row counts. */
  weight: z.string().optional(),
  /** Tells rows apart. */
  id: z.string().optional(),
  /** Only rows with this value count. */
  split: z.object({ column: z.string(), value: z.string() }).optional(),
};
