/** .cairn/config.yaml: what a team decides about its runs. Every key is optional; unknown keys are problems, not errors. */
import * as z from 'zod';

export const cairnConfig = z.strictObject({
  objective: z
    .strictObject({ metric: z.string().min(1), direction: z.enum(['maximize', 'minimize']).optional() })
    .optional(),
  /** Globs of scripts that get lenses besides those with a main guard or runs. */
  scripts: z.array(z.string()).optional(),
  printedMetrics: z
    .strictObject({
      enabled: z.boolean().optional(),
      /** Only these metric names (globs); empty: all. */
      include: z.array(z.string()).optional(),
      exclude: z.array(z.string()).optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      /** MB (1e6 bytes) of output kept at each end, head and tail. */
      outputMB: z.number().positive().optional(),
      /** MB of one artifact that is copied into the run; larger ones are linked. */
      artifactMB: z.number().positive().optional(),
      /** MB of all artifacts of one run; what comes beyond is linked. */
      artifactsTotalMB: z.number().positive().optional(),
      /** MB of the patch of uncommitted changes. */
      patchMB: z.number().positive().optional(),
    })
    .optional(),
  /** Seconds between a graceful stop and the kill. */
  stopGraceSeconds: z.number().nonnegative().optional(),
});
export type CairnConfig = z.infer<typeof cairnConfig>;

export const defaultLimits = {
  outputMB: 16,
  artifactMB: 1000,
  artifactsTotalMB: 10_000,
  patchMB: 4,
  stopGraceSeconds: 10,
} as const;
