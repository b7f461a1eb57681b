/** process.json: who is alive. Replaced atomically by the worker; the proof that a run is (not) dead. */
import * as z from 'zod';

export const processIdentity = z.object({
  pid: z.number().int().positive(),
  /** Start time token as the operating system tells it (see runs/processes.ts); compared, never parsed. */
  started: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

export const processRecord = z.object({
  /** Random per run, also in the child's environment as CAIRN_NONCE. */
  nonce: z.string(),
  /** Host name: a record made on another machine proves nothing here. */
  host: z.string(),
  worker: processIdentity,
  child: processIdentity.optional(),
  /** Process group leader's children may outlive it; true once the child's exit was seen. */
  childExited: z.boolean().optional(),
  /** The child was started by a debugger: it leads no process group that is ours. */
  attached: z.boolean().optional(),
  /** Where the run's script finds the MLflow endpoint. */
  endpoint: z
    .object({
      port: z.number().int(),
      /** SHA-256 of the token, hex: enough to know it again, too little to say it. */
      token: z.string(),
      /** The script has begun its run there. */
      adopted: z.boolean().optional(),
    })
    .optional(),
  /** Of a run that a client of an endpoint opened: the run whose script it is, or `serve`. It has no process of its own. */
  servedBy: z.string().optional(),
});
export type ProcessRecord = z.infer<typeof processRecord>;
