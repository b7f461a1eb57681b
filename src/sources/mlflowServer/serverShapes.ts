/** What a tracking server answers, as far as Cairn reads it; unknown fields are left alone. */
import * as z from 'zod';
import { nameRecord } from '../../records/nameRecord.ts';

/** int64 comes as a number or as a string. */
export const int64 = z.union([z.number(), z.string().regex(/^-?\d+$/)]).transform(Number);

/** What is no JSON number is spelled out; a SQL store keeps infinities as the largest number there is. */
export const double = z
  .union([z.number(), z.string().regex(/^-?(Infinity|\d[\d.eE+-]*)$|^NaN$/)])
  .transform((value) => {
    const number = Number(value);
    return Math.abs(number) === Number.MAX_VALUE ? Math.sign(number) * Infinity : number;
  });

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((found) => found ?? []);

const text = z
  .string()
  .nullish()
  .transform((found) => found ?? '');

export const pair = z.object({ key: z.string(), value: text });

export const point = z.object({
  key: text,
  value: double,
  timestamp: int64.nullish().transform((time) => time ?? 0),
  step: int64.nullish().transform((step) => step ?? 0),
});

export const experiment = z.object({
  experiment_id: z.coerce.string(),
  name: z.string(),
  lifecycle_stage: text,
  last_update_time: int64.nullish(),
});
export type ServerExperiment = z.infer<typeof experiment>;

export const datasetInput = z.object({
  tags: list(pair),
  dataset: z.object({ name: z.string(), digest: text, schema: text }),
});

export const serverRun = z.object({
  info: z.object({
    run_id: z.string().regex(/^[a-zA-Z0-9][\w-]{0,255}$/),
    run_name: text,
    experiment_id: z.coerce.string(),
    user_id: text,
    status: z.coerce.string(),
    start_time: int64.nullish(),
    end_time: int64.nullish(),
    artifact_uri: text,
    lifecycle_stage: text,
  }),
  data: z
    .object({ metrics: list(point), params: list(pair), tags: list(pair) })
    .nullish()
    .transform((data) => data ?? { metrics: [], params: [], tags: [] }),
  inputs: z
    .object({ dataset_inputs: list(datasetInput) })
    .nullish()
    .transform((inputs) => inputs ?? { dataset_inputs: [] }),
  /** Since MLflow 3: the models that it logged. */
  outputs: z
    .object({ model_outputs: list(z.object({ model_id: text })) })
    .nullish()
    .transform((outputs) => outputs ?? { model_outputs: [] }),
});
export type ServerRun = z.infer<typeof serverRun>;

const token = { next_page_token: text };

export const experimentsAnswer = z.object({ experiments: list(experiment), ...token });
/** Runs one by one, so that one that cannot be read hides no other. */
export const runsAnswer = z.object({ runs: list(z.unknown()), ...token });
export const historyAnswer = z.object({ metrics: list(point), ...token });
export const runAnswer = z.object({ run: serverRun });
export const experimentAnswer = z.object({ experiment });
export const createdExperiment = z.object({ experiment_id: z.coerce.string() });
export const anything = nameRecord(z.unknown());

export const artifactsAnswer = z.object({
  files: list(
    z.object({
      path: z.string(),
      is_dir: z.boolean().nullish(),
      file_size: int64.nullish(),
    }),
  ),
  ...token,
});

export const modelVersionShape = z.object({
  name: z.string(),
  version: z.coerce.string(),
  source: text,
  run_id: text,
  tags: list(pair),
});
export const listedModel = z.object({
  name: z.string(),
  description: text,
  latest_versions: list(z.object({ version: z.coerce.number() })),
  aliases: list(z.object({ alias: z.string(), version: z.coerce.number() })),
  tags: list(pair),
});
export type ListedModel = z.infer<typeof listedModel>;
export const listedModelAnswer = z.object({ registered_model: listedModel });
/** Models one by one, so that one that cannot be read hides no other. */
export const listedModelsAnswer = z.object({ registered_models: list(z.unknown()), ...token });

export const listedVersion = z.object({
  name: text,
  version: z.coerce.number().int().positive(),
  run_id: text,
  creation_timestamp: int64.nullish(),
  user_id: text,
  description: text,
  source: text,
  /** READY, or why not. */
  status: text,
  status_message: text,
  tags: list(pair),
});
export type ListedVersion = z.infer<typeof listedVersion>;
export const listedVersionAnswer = z.object({ model_version: listedVersion });
export const listedVersionsAnswer = z.object({ model_versions: list(z.unknown()), ...token });

export const modelVersionAnswer = z.object({ model_version: modelVersionShape });
export const modelVersionsAnswer = z.object({ model_versions: list(modelVersionShape), ...token });
