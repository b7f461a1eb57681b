/** The index thread's methods for registered models. */
import * as z from 'zod';
import { modelDetail, modelList, versionName } from './modelShape.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

export const modelThread = {
  /** All models with their versions and aliases. */
  models: ask(z.object({}), modelList),
  /** Versions that a run was registered as, in the order of their files. */
  modelsOfRun: ask(z.object({ run: z.string() }), z.array(versionName)),
  /** Null: there is no such model. */
  model: ask(
    z.object({
      name: z.string(),
      /** Absent: the champion, else the newest. */
      version: z.number().optional(),
      /** Whether files outside of the folder may be looked at. */
      outside: z.boolean(),
    }),
    modelDetail.nullable(),
  ),
} as const;
