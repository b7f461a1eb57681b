/** Charts as files: the page makes the picture, a person says where it goes. */
import * as z from 'zod';
import { curvesQuery } from './compareShape.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

export const curveCsvQuery = z.object({
  query: curvesQuery,
  /** Names of the lines, in their order. */
  labels: z.array(z.string()),
});
export type CurveCsvQuery = z.infer<typeof curveCsvQuery>;

export const chartFiles = {
  /** False: the person changed their mind. */
  saveChart: ask(
    z.object({
      /** Suggested, without extension. */
      name: z.string().max(2000),
      kind: z.enum(['png', 'svg']),
      bytes: z.instanceof(ArrayBuffer),
    }),
    z.boolean(),
  ),
  /** All points of the lines in the range, however few of them are drawn. */
  saveCurves: ask(curveCsvQuery.extend({ name: z.string().max(2000) }), z.boolean()),
} as const;
