/** What the file MLmodel of a model that MLflow logged tells of it; nothing is loaded or run for it. */
import * as z from 'zod';
import { nameRecord } from '../records/nameRecord.ts';
import { columnNames } from '../sources/datasetColumns.ts';
import { YamlText } from '../storage/yamlText.ts';

export interface Mlmodel {
  /** Names of the signature's inputs. */
  readonly inputs: readonly string[];
  /** Bytes of the model. */
  readonly size: number | undefined;
  readonly python: string | undefined;
  /** Versions of the libraries that matter, by name. */
  readonly libraries: Readonly<Record<string, string>>;
}

/** Whatever can be read; a text that is no MLmodel tells nothing. */
export function readMlmodel(text: string): Mlmodel {
  const { signature, model_size_bytes: size, mlflow_version: mlflow, flavors } = shape.parse(valueOf(text));
  const libraries = Object.entries(flavors).flatMap(([name, { [`${name}_version`]: version }]) =>
    typeof version === 'string' && version !== '' ? [[name, version] as const] : [],
  );
  const python = flavors['python_function']?.['python_version'];
  return {
    inputs: columnNames(signature.inputs ?? undefined),
    size: size ?? undefined,
    python: typeof python === 'string' && python !== '' ? python : undefined,
    libraries: Object.fromEntries([...libraries, ...(mlflow ? [['mlflow', mlflow] as const] : [])]),
  };
}

function valueOf(text: string): unknown {
  return new YamlText(text, { where: 'MLmodel', example: 'signature' }).value;
}

const flavor = nameRecord(z.unknown()).catch({});
const nothing = { signature: {}, flavors: {} };
const shape = z
  .object({
    signature: z.object({ inputs: z.string().nullish().catch(null) }).catch({}),
    model_size_bytes: z.number().int().nonnegative().nullish().catch(null),
    mlflow_version: z.string().nullish().catch(null),
    flavors: nameRecord(flavor).catch({}),
  })
  .catch(nothing);
