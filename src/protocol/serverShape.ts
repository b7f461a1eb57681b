/** What the index thread is told of a team's server, and what it tells of the records there. */
import * as z from 'zod';
import { versionRow } from './modelShape.ts';
import { problemShape, runRow } from './runShape.ts';
import { serverCredentials } from './serverCredentials.ts';

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

/** Their versions are asked for one by one. */
export const serverModelsPage = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      description: z.string().nullable(),
      aliases: z.array(z.object({ alias: z.string(), version: z.number() })),
      /** Number of its newest version; null: it has none yet. */
      newest: z.number().nullable(),
    }),
  ),
  ...page,
});
export type ServerModelsPage = z.infer<typeof serverModelsPage>;
/** `run` is the id that the folder knows the run by once it is held. */
export const serverVersionsPage = z.object({ versions: z.array(versionRow), ...page });
export type ServerVersionsPage = z.infer<typeof serverVersionsPage>;
