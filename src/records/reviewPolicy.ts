/** How a team reviews its training scripts: `review:` in .cairn/config.yaml. */
import * as z from 'zod';
import { nameRecord } from './nameRecord.ts';

const itemId = z.string().regex(/^[\w.-]{1,100}$/);

/** An item of the checklist: one of Cairn's that is changed, or one of the team's own. */
const item = z.strictObject({
  /** What answers are kept under. */
  id: itemId,
  /** Only for scripts at these paths (globs); all without it. */
  paths: z.array(z.string()).optional(),
  /** The group that it belongs to. */
  group: itemId.optional(),
  /** A statement that is true or not. */
  text: z.string().min(1).optional(),
  /** Why it matters, in a sentence. */
  why: z.string().optional(),
  /** Whether nobody can approve without an answer. */
  required: z.boolean().optional(),
  /** What answers it from the record; null: people do. */
  probe: z.string().nullable().optional(),
  /** It is not asked. */
  off: z.boolean().optional(),
});

export const reviewPolicy = z.strictObject({
  /** Whether Cairn's own checklist is the start; true without it. */
  default: z.boolean().optional(),
  /** Titles of groups, by their ids. */
  groups: nameRecord(z.string()).optional(),
  /** Items that are changed, added, or left out. */
  items: z.array(item).optional(),
  /** How many must approve who are not the author; 1 without it. */
  approvals: z.number().int().positive().optional(),
  /** Who may approve, by name or e-mail; everyone without it. */
  approvers: z.array(z.string()).optional(),
  /** Whether one of the approvers must be named for the script in CODEOWNERS. */
  codeOwners: z.boolean().optional(),
  /** Launching a script that is not approved as it is: run configurations or globs of scripts that warn, or that refuse. */
  launch: z
    .strictObject({ warn: z.array(z.string()).optional(), require: z.array(z.string()).optional() })
    .optional(),
});
export type ReviewPolicy = z.infer<typeof reviewPolicy>;
