/** What the registry records of a version that a client registers: the same facts as of one that a person registers. */
import path from 'node:path';
import { codeOf, UserError } from '../../base/errors.ts';
import { folderHash } from '../../models/artifactHash.ts';
import { factsOf, factsOfFiles, factsOfRun } from '../../models/registerFromRun.ts';
import type { NewVersion } from '../../models/modelEdit.ts';
import { dataset } from '../../records/dataset.ts';
import { detailOf } from '../../runs/shapeRun.ts';
import { readEntries } from '../../catalog/entries.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import type { ModelSource } from './modelSource.ts';

/** What cannot be told is left out: a client registers its model all the same. */
export async function versionFacts(context: MlflowContext, source: ModelSource): Promise<NewVersion> {
  const { layout, config } = context;
  const run = context.runs.read(source.run ?? '');
  const { found: datasets } = await readEntries(
    layout.datasets,
    { where: 'datasets.yaml', example: 'loans' },
    dataset,
  );
  const detail = detailOf({
    state: run.state,
    summaries: run.series.summaries(),
    liveness: 'alive',
    lastSeen: () => context.clock.now(),
    config,
    standing: { change: null, isBest: false },
  });
  const of = { detail, folder: layout.folder, config, datasets };
  const file = path.resolve(run.paths.artifacts, source.path ?? '');
  try {
    const recorded = recordedArtifact(run, source.path);
    if (recorded === undefined) return await factsOf(of, { file, location: 'kept', path: source.path });
    return { ...(await factsOfRun(of)), ...(await factsOfFiles(of, file)), artifact: recorded };
  } catch (error) {
    // A client may register a place where nothing was logged.
    if (codeOf(error) === undefined && !(error instanceof UserError)) throw error;
    return await factsOfRun(of);
  }
}

/** The endpoint hashed every file as it came, so that nothing has to be read again. */
function recordedArtifact({ state }: ReadRun, place = ''): NewVersion['artifact'] {
  const one = state.artifacts.get(place);
  if (one?.sha256 !== undefined && one.linked !== true)
    return { location: 'kept', sha256: one.sha256, size: one.size, files: undefined };
  const prefix = place === '' ? '' : `${place}/`;
  const within = [...state.artifacts.values()].filter((artifact) => artifact.path.startsWith(prefix));
  const hashed = within.flatMap(({ path: name, sha256, linked }) =>
    sha256 === undefined || linked === true ? [] : [{ path: name.slice(prefix.length), sha256 }],
  );
  if (within.length === 0 || hashed.length < within.length) return undefined;
  const size = within.reduce((sum, artifact) => sum + artifact.size, 0);
  return { location: 'kept', sha256: folderHash(hashed), size, files: hashed.length };
}
