/** What a window of the crash test is told on its command line, all absolute paths. */
import * as z from 'zod';

export const windowOrder = z.object({
  folder: z.string(),
  /** Where training scripts write down what they mean to do. */
  truth: z.string(),
  /** File for what a person would be told. */
  log: z.string(),
  python: z.string(),
  script: z.string(),
  /** Bundles of the worker and the index thread. */
  worker: z.string(),
  indexer: z.string(),
  wasm: z.string(),
});
export type WindowOrder = z.infer<typeof windowOrder>;
