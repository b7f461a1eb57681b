/** Which run and which of its files an artifact URI or URL means. The experiment in it is for show. */
import { t } from '../../base/l10n.ts';
import { invalid } from './limits.ts';
import { checkArtifactPath, type ArtifactPath } from './artifactPaths.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import { findModel, modelsFolder } from './loggedModels.ts';

export interface ArtifactAddress {
  readonly run: ReadRun;
  /** The logged model whose files they are. */
  readonly model: string | undefined;
  /** Folder that `parts` start from, relative to the run's artifacts: that of the model, else ''. */
  readonly base: string;
  readonly parts: ArtifactPath;
}

/** `<experiment>/<run>/artifacts/…` or `<experiment>/models/<model>/artifacts/…`. Throws ApiError. */
export function readAddress(context: MlflowContext, parts: ArtifactPath): ArtifactAddress {
  const [, run = '', artifacts, ...rest] = parts;
  // Once more for the rest alone: it would be a drive or an absolute path only from its own beginning.
  if (artifacts === 'artifacts') return ofRun(context.runs.read(run), checkArtifactPath(rest.join('/')));
  const [, models, model = '', of, ...files] = parts;
  if (models === 'models' && of === 'artifacts')
    return ofModel(context, model, checkArtifactPath(files.join('/')));
  throw invalid(t('{0} is not the place of any artifact here.', parts.join('/')));
}

export function ofRun(run: ReadRun, parts: ArtifactPath): ArtifactAddress {
  return { run, model: undefined, base: '', parts };
}

export function ofModel(context: MlflowContext, modelId: string, parts: ArtifactPath): ArtifactAddress {
  const { run, model } = findModel(context, modelId);
  return { run, model: modelId, base: model.path, parts };
}

/** From the folder of all artifacts of the run: a model's folder may have become a link that leads out of it. */
export function partsInRun({ base, parts }: Pick<ArtifactAddress, 'base' | 'parts'>): ArtifactPath {
  return [...(base === '' ? [] : base.split('/')), ...parts];
}

/** Relative to the run's artifacts. */
export function nameInRun(address: ArtifactAddress): string {
  return partsInRun(address).join('/');
}

/** The files of models are listed with their models, as MLflow does. */
export function isModelsFolder({ run, model, parts }: ArtifactAddress, name: string): boolean {
  return (
    model === undefined && parts.length === 0 && name === modelsFolder && run.state.loggedModels.size > 0
  );
}
