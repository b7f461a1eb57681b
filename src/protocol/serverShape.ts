/** What the index thread is told of a team's server, and what it tells of the records there. */
import * as z from 'zod';
import { problemShape, runRow } from './runShape.ts';

export const serverCredentials = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('token'), token: z.string() }),
  z.object({ kind: z.literal('user'), user: z.string(), password: z.string() }),
]);
export type ServerCredentials = z.infer<typeof serverCredentials>;

export const serverToConnect = z.object({ uri: z.string(), credentials: serverCredentials.optional() });
export type ServerToConnect = z.infer<typeof serverToConnect>;

export const serverExperimentRow = z.object({ id: z.string(), name: z.string() });
export type ServerExperimentRow = z.infer<typeof serverExperimentRow>;

const page = { next: z.string().nullable(), problems: z.array(problemShape) };
/** `next` is what the following page is asked with; null: there is none. */
export const serverExperimentsPage = z.object({ experiments: z.array(serverExperimentRow), ...page });
export type ServerExperimentsPage = z.infer<typeof serverExperimentsPage>;
export const serverRunsPage = z.object({ rows: z.array(runRow), ...page });
export type ServerRunsPage = z.infer<typeof serverRunsPage>;
