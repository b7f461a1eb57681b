/** run.json: what was launched. Written once, atomically, before the worker starts. Secrets are already redacted. */
import * as z from 'zod';
import { nameRecord } from './nameRecord.ts';
import { runId } from './runId.ts';

/** `serve`: opened by a client of `cairn serve`. */
export const origin = z.enum(['editor', 'terminal', 'task', 'debug', 'import', 'serve']);
export type Origin = z.infer<typeof origin>;

export const runRecord = z.object({
  version: z.literal(1),
  id: runId,
  /** Readable part of the id, or the name the person gave. */
  name: z.string(),
  experiment: z.string().optional(),
  /** The run whose script opened this one besides its own. */
  parent: runId.optional(),
  /** Program and arguments, redacted. */
  command: z.array(z.string()),
  /** Absolute working directory. */
  cwd: z.string(),
  /** Script path relative to the workspace folder with forward slashes; absent for a bare command line. */
  script: z.string().optional(),
  /** sha256 hex of the script's bytes at launch. */
  scriptHash: z.string().optional(),
  /** Given with --param or *Run with…*. */
  params: nameRecord(z.string()),
  tags: nameRecord(z.string()),
  /** ms since 1970. */
  created: z.number(),
  user: z.string(),
  host: z.string(),
  origin,
  /** Of an imported run: the tool, and where its records lay, relative to the workspace when inside. */
  imported: z.object({ tool: z.string(), location: z.string(), run: z.string() }).optional(),
  /** Allowlisted environment variables only. */
  environment: nameRecord(z.string()),
  machine: z.object({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.number(),
    /** Bytes. */
    memory: z.number(),
  }),
});
export type RunRecord = z.infer<typeof runRecord>;
