/** Which columns MLflow notes of data: a dataset's schema, a model's signature. */
import * as z from 'zod';

/** Columns of MLflow's `[{"name": …}]`, of its `{"mlflow_colspec": […]}`, or of a signature of tensors with names. */
export function columnNames(json: string | undefined): string[] {
  const read = specs.safeParse(json);
  if (!read.success) return [];
  const found = Array.isArray(read.data) ? read.data : (read.data.mlflow_colspec ?? []);
  return found.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

const columns = z.array(z.object({ name: z.string().optional().catch(undefined) }));
const specs = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'no JSON', input: text });
      return z.NEVER;
    }
  })
  .pipe(z.union([columns, z.object({ mlflow_colspec: columns.optional() })]));
