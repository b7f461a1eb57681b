/** How commands, trees and pages name an entry of the catalog: JSON that survives a reload. */
import * as z from 'zod';

export const catalogRef = z.object({
  /** URI of the workspace folder. */
  folder: z.string(),
  kind: z.enum(['dataset', 'feature', 'model', 'modelVersion']),
  name: z.string(),
  /** Of a modelVersion, or of a dataset. */
  version: z.number().optional(),
  /** The MLflow server that a model is read from, as people call it; absent: the folder's own. */
  server: z.string().optional(),
  /** Its page asks and shows what comes of it, so that no message needs to. */
  fromPage: z.boolean().optional(),
});
export type CatalogRef = z.infer<typeof catalogRef>;

/** The first argument of a command: a row of the tree, or a ref itself; undefined: neither. */
export function refIn(argument: unknown): CatalogRef | undefined {
  const row = z.object({ ref: catalogRef }).safeParse(argument);
  return row.success ? row.data.ref : catalogRef.safeParse(argument).data;
}
