/** What a team demands of its models: `fairness:` in .cairn/config.yaml. */
import * as z from 'zod';
import { againstNames, gapKinds, gapMetrics } from './fairnessNames.ts';
import { nameRecord } from './nameRecord.ts';

/** One column, or several that are crossed. */
const attribute = z.union([z.string(), z.array(z.string()).min(1).max(3)]);
/** As YAML has it; a group's value is text. */
const value = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((given) => (given === null ? null : String(given)));

const limit = z.strictObject({
  /** An aggregate such as equalizedOdds, or a measure such as fpr. */
  metric: z.enum(gapMetrics),
  /** How large the difference may be. */
  difference: z.number().nonnegative().optional(),
  /** How small the ratio (of the smaller to the larger value) may be: 0.8 is the four-fifths rule. */
  ratio: z.number().min(0).max(1).optional(),
  /** What each group is held against: the other groups, all rows (overall), or the reference group. */
  against: z.enum(againstNames).optional(),
  /** Columns, or lists of columns that are crossed; without it those of the policy. */
  attributes: z.array(attribute).optional(),
});

const exception = z.strictObject({
  /** The limit that may be exceeded. */
  metric: z.enum(gapMetrics),
  /** Only for its difference or its ratio. */
  kind: z.enum(gapKinds).optional(),
  /** The column, or the list of columns that are crossed. */
  attribute,
  /** Who granted it. */
  by: z.string().min(1),
  /** The last day on which it counts: 2026-12-31. */
  until: z.string().min(1),
  /** What speaks for it. */
  why: z.string().min(1),
});

export const fairnessPolicy = z.strictObject({
  /** Columns whose groups are judged, or lists of columns that are crossed. */
  attributes: z.array(attribute).optional(),
  /** The label that is good for a person: 1, approved, yes. */
  favourable: z
    .union([z.string(), z.number(), z.boolean()])
    .transform((given) => String(given))
    .optional(),
  /** Rows below which a group is too small to judge; 30 without it. */
  minSize: z.number().int().positive().optional(),
  /** The group of each column that others are held against. */
  reference: nameRecord(value).optional(),
  /** What must hold. */
  limits: z.array(limit).optional(),
  /** Who may grant an exception; without it everyone. */
  mayGrant: z.array(z.string()).optional(),
  /** Limits that may be exceeded for a while. */
  exceptions: z.array(exception).optional(),
});
export type FairnessPolicy = z.infer<typeof fairnessPolicy>;
