/** Where the files of a model version lie: always in a run of this folder, told by the URIs that MLflow's clients send. */
import { t } from '../../base/l10n.ts';
import type { ModelVersion } from '../../records/modelVersion.ts';
import { ApiError } from './apiError.ts';
import { nameInRun, ofRun, readAddress, type ArtifactAddress } from './artifactAddress.ts';
import { checkArtifactPath } from './artifactPaths.ts';
import type { MlflowContext, ReadRun } from './context.ts';
import { invalid } from './limits.ts';
import { experimentIdOf, findModel, modelUriOf } from './loggedModels.ts';
import { registryOf } from './registryOf.ts';
import { artifactUriOf } from './uris.ts';

export type ModelSource = Pick<ModelVersion, 'run' | 'path' | 'model'>;

export interface AskedSource {
  readonly source: string;
  readonly runId: string;
  readonly modelId: string;
}

/** Throws ApiError INVALID_PARAMETER_VALUE for files that are not those of the run or model that is named with them. */
export function readModelSource(context: MlflowContext, asked: AskedSource): ModelSource {
  const found = placeOf(context, asked.source);
  const isOther = (wanted: string, is: string | undefined) => wanted !== '' && wanted !== is;
  if (isOther(asked.runId, found.run) || isOther(asked.modelId, found.model)) {
    throw refusal(asked.source, t('it belongs to another run or model'));
  }
  return found;
}

/** As clients are told: a place they can fetch the files from. Throws ApiError when its run is not in this folder. */
export function downloadUriOf(context: MlflowContext, name: string, version: ModelVersion): string {
  const run = runOf(context, version);
  if (run === undefined) {
    throw new ApiError(
      'RESOURCE_DOES_NOT_EXIST',
      t(
        'The run {0} that made version {1} of {2} is not in this folder.',
        version.run ?? '–',
        version.version,
        name,
      ),
    );
  }
  return uriIn(context, run, version);
}

/** The same, or where it came from when its run is elsewhere: versions are shared through git, runs are not. */
export function sourceOf(context: MlflowContext, version: ModelVersion): string {
  if (version.model !== undefined) return `models:/${version.model}`;
  const run = runOf(context, version);
  if (run !== undefined) return uriIn(context, run, version);
  return version.run === undefined ? '' : `runs:/${version.run}/${version.path ?? ''}`;
}

function placeOf(context: MlflowContext, source: string): ModelSource {
  const [, scheme = '', rest = ''] = /^([a-z-]+):\/([^/].*)$/.exec(source) ?? [];
  if (scheme === 'models') return ofModelUri(context, source, rest);
  if (scheme !== 'runs' && scheme !== 'mlflow-artifacts') {
    throw refusal(source, t('only files of a run that is recorded here can become a model version'));
  }
  const parts = checkArtifactPath(rest);
  const address =
    scheme === 'runs'
      ? ofRun(context.runs.read(parts[0] ?? ''), checkArtifactPath(parts.slice(1).join('/')))
      : readAddress(context, parts);
  if (address.run.deleted) throw refusal(source, t('its run is deleted'));
  return namedModel(address) ?? fromAddress(address);
}

/** `models:/<model id>`, `models:/<name>/<version>` or `models:/<name>@<alias>`. */
function ofModelUri(context: MlflowContext, source: string, rest: string): ModelSource {
  const [, name, version, alias] = /^([^/@]+)(?:\/(\d+)|@([\w-]+))$/.exec(rest) ?? [];
  if (name === undefined) {
    const [id = '', ...others] = checkArtifactPath(rest);
    if (others.length > 0) throw refusal(source, t('it names no version of a model'));
    const { run, model } = findModel(context, id);
    return { run: run.id, path: model.path, model: id };
  }
  const model = registryOf(context).find(name);
  const number = alias === undefined ? Number(version) : model?.aliases[alias];
  const found = model?.versions.find((each) => each.version === number);
  if (found?.run === undefined) throw refusal(source, t('it names no version of a model'));
  return { run: found.run, path: found.path, model: found.model };
}

/** `runs:/<run>/<name>` may mean a logged model of that name, as MLflow 3 has it. */
function namedModel({ run, model, base, parts }: ArtifactAddress): ModelSource | undefined {
  if (model !== undefined && parts.length === 0) return { run: run.id, path: base, model };
  const [name, ...others] = parts;
  if (model !== undefined || others.length > 0 || run.state.artifacts.has(`${name ?? ''}/MLmodel`))
    return undefined;
  const found = [...run.state.loggedModels.values()].findLast((each) => each.name === name && !each.deleted);
  return found && { run: run.id, path: found.path, model: found.id };
}

function fromAddress(address: ArtifactAddress): ModelSource {
  const name = nameInRun(address);
  return { run: address.run.id, path: name === '' ? undefined : name, model: address.model };
}

function runOf(context: MlflowContext, { run }: ModelVersion): ReadRun | undefined {
  try {
    return run === undefined ? undefined : context.runs.read(run);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function uriIn(context: MlflowContext, run: ReadRun, { model, path }: ModelVersion): string {
  const experimentId = experimentIdOf(context, run);
  const kept = model === undefined ? undefined : run.state.loggedModels.get(model);
  if (kept !== undefined && !kept.deleted && kept.path === path) return modelUriOf(experimentId, kept.id);
  const root = artifactUriOf(experimentId, run.id);
  return path === undefined ? root : `${root}/${path}`;
}

function refusal(source: string, reason: string): ApiError {
  return invalid(t('The model source {0} is refused: {1}.', source, reason));
}
