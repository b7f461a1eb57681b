/** What the files of a run say of the features that it used. */
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { RunFacts } from '../catalog/featureUsage.ts';
import type { RunFiles } from '../runs/runFiles.ts';
import { YamlText } from '../storage/yamlText.ts';

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

/** Columns of MLflow's `[{"name": …}]`, of its `{"mlflow_colspec": […]}`, or of a signature of tensors with names. */
export function columnNames(json: string | undefined): string[] {
  const read = specs.safeParse(json);
  if (!read.success) return [];
  const found = Array.isArray(read.data) ? read.data : (read.data.mlflow_colspec ?? []);
  return found.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

const columns = z.array(z.object({ name: z.string().optional().catch(undefined) }));
const specs = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'no JSON', input: text });
      return z.NEVER;
    }
  })
  .pipe(z.union([columns, z.object({ mlflow_colspec: columns.optional() })]));

const mlmodel = z.object({ signature: z.object({ inputs: z.string().nullish() }) });

/** Names of the inputs in the file MLmodel among the artifacts; none when it cannot be read. */
function inputsOf(artifacts: string, file: string): string[] {
  const absolute = path.join(artifacts, file);
  const inside = !path.relative(artifacts, absolute).startsWith('..');
  const info = inside ? lstatSync(absolute, { throwIfNoEntry: false }) : undefined;
  if (info?.isFile() !== true || info.size > mostModelBytes) return [];
  const read = mlmodel.safeParse(new YamlText(readFileSync(absolute, 'utf8'), named).value);
  return read.success ? columnNames(read.data.signature.inputs ?? undefined) : [];
}

const named = { where: 'MLmodel', example: 'signature' };
/** A run that keeps a model at each epoch says the same of each. */
const mostModels = 20;
const mostModelBytes = 4_000_000;
