/** The index thread's methods for the compare page; the page's own protocol offers the same ones. */
import * as z from 'zod';
import { runId } from '../../records/runId.ts';
import { curveCsvQuery } from './chartFiles.ts';
import {
  catalogEntry,
  columnsResult,
  columnRef,
  curvesQuery,
  curvesResult,
  importanceResult,
  mostColumns,
  mostRuns,
  orderQuery,
  orderResult,
} from './compareShape.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

export const compareThread = {
  order: ask(orderQuery, orderResult),
  /** Of all ordinals below `size`, or of `only` these. */
  columns: ask(
    z.object({
      columns: z.array(columnRef).max(mostColumns),
      only: z.array(z.number().int().nonnegative()).max(mostRuns).optional(),
    }),
    columnsResult,
  ),
  catalog: ask(z.object({ filter: z.string().max(20_000) }), z.array(catalogEntry)),
  /** Null: no such run (any more). */
  ordinals: ask(
    z.object({ ids: z.array(runId).max(20_000) }),
    z.object({ epoch: z.number(), ordinals: z.array(z.number().nullable()) }),
  ),
  curves: ask(curvesQuery, curvesResult),
  /** UTF-8. */
  curvesCsv: ask(curveCsvQuery, z.object({ csv: z.instanceof(ArrayBuffer) })),
  /** Which params move a metric among the runs that match. */
  importance: ask(
    z.object({ filter: z.string().max(20_000), metric: columnRef }),
    z.object({ result: importanceResult, matching: z.number() }),
  ),
} as const;
