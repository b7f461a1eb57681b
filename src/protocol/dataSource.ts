/** Which data files a question is about. */
import * as z from 'zod';
import { dataFormat } from '../records/dataset.ts';

/** Which data: every file is part of one table. */
export const dataSource = z.object({
  /** Absolute paths; taken as they are, never as patterns. */
  files: z.array(z.string().min(1)).min(1),
  /** Else as the name of the first file ends. */
  format: dataFormat.optional(),
});
export type DataSource = z.infer<typeof dataSource>;
