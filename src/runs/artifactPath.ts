/** Where an artifact's file is: in the run's folder, or where it was left because it was too big to copy or another tool keeps it there. */
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunDetail } from '../protocol/runShape.ts';
import { runDir, runPaths, type Layout } from '../storage/layout.ts';

/** Rejects a recorded path that leads out of the run's folder: the record is data, not an order. */
export function artifactPath(
  artifact: { readonly path: string; readonly linked: boolean; readonly file?: string | undefined },
  at: { readonly artifacts: string; readonly folder: string },
): string {
  if (artifact.file !== undefined) return artifact.file;
  if (artifact.linked) return path.resolve(at.folder, artifact.path);
  const file = path.resolve(at.artifacts, artifact.path);
  if (!file.startsWith(at.artifacts + path.sep))
    throw new UserError('outside', t('{0} is outside of the run’s folder.', artifact.path));
  return file;
}

export function fileOfArtifact(
  artifact: Parameters<typeof artifactPath>[0],
  { id, artifactFolder }: Pick<RunDetail, 'id' | 'artifactFolder'>,
  layout: Layout,
): string {
  const artifacts = artifactFolder ?? runPaths(runDir(layout, id)).artifacts;
  return artifactPath(artifact, { artifacts, folder: layout.folder });
}

/** Predictions that a run named: as the artifact of that name lies, or within the run's folder. Throws UserError `outside`. */
export function predictionsFile(
  name: string,
  detail: Pick<RunDetail, 'id' | 'artifactFolder' | 'artifacts'>,
  layout: Layout,
): string {
  const known = detail.artifacts.find((one) => one.path === name);
  return fileOfArtifact(known ?? { path: name, linked: false }, detail, layout);
}

/** The same; undefined where the record leads out of the run's folder. */
export function predictionsInside(...of: Parameters<typeof predictionsFile>): string | undefined {
  try {
    return predictionsFile(...of);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
