/** What the files of a run say of the features that it used. */
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunFacts } from '../catalog/featureUsage.ts';
import type { RunFiles } from '../runs/runFiles.ts';
import { columnNames } from '../sources/datasetColumns.ts';
import { readMlmodel } from './mlmodel.ts';

/** But for the columns of datasets that MLflow did not tell of. Never throws. */
export function runFactsOf({ state, paths }: Pick<RunFiles, 'state' | 'paths'>): RunFacts {
  const models = new Set(
    [...state.artifacts.keys()].filter((file) => path.posix.basename(file) === 'MLmodel'),
  );
  for (const model of state.loggedModels.values())
    if (!model.deleted && model.path !== '') models.add(`${model.path}/MLmodel`);
  return {
    id: state.record.id,
    name: state.name,
    script: state.record.script,
    started: state.started ?? state.record.created,
    features: [...state.features],
    signature: [
      ...new Set([...models].slice(0, mostModels).flatMap((file) => inputsOf(paths.artifacts, file))),
    ],
    datasets: [...state.datasets.values()].map(({ name, mlflow }) => ({
      name,
      columns: columnNames(mlflow?.schema),
      from: mlflow === undefined ? 'catalog' : 'mlflow',
    })),
  };
}

/** Names of the inputs in the file MLmodel among the artifacts; none when it cannot be read. */
function inputsOf(artifacts: string, file: string): readonly string[] {
  const absolute = path.join(artifacts, file);
  const inside = !path.relative(artifacts, absolute).startsWith('..');
  return inside ? inputsInFile(absolute) : [];
}

/** Of a file MLmodel; none when it is none, or no plain file. */
export function inputsInFile(absolute: string): readonly string[] {
  const info = lstatSync(absolute, { throwIfNoEntry: false });
  if (info?.isFile() !== true || info.size > mostModelBytes) return [];
  return readMlmodel(readFileSync(absolute, 'utf8')).inputs;
}

/** A run that keeps a model at each epoch says the same of each. */
const mostModels = 20;
const mostModelBytes = 4_000_000;
