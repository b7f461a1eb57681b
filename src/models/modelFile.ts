/** The text of .cairn/models/<name>.yaml: read leniently, what is wrong named at its line. */
import type * as z from 'zod';
import type { Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import {
  aliasMove,
  modelVersion,
  registeredModel,
  type ModelVersion,
  type RegisteredModel,
} from '../records/modelVersion.ts';
import { YamlText } from '../storage/yamlText.ts';

export interface ModelRead {
  /** Undefined when not even its name can be read. */
  readonly model: RegisteredModel | undefined;
  readonly problems: readonly Problem[];
}

/** What is wrong is left out and named; the rest still counts. `where` is how problems name the file. */
export function parseModelFile(text: string, where: string): ModelRead {
  const yaml = new YamlText(text, { where, example: 'name' });
  return { model: modelOf(yaml), problems: yaml.problems };
}

function modelOf(yaml: YamlText): RegisteredModel | undefined {
  if (yaml.value === undefined) return undefined;
  const value = isGroup(yaml.value) ? yaml.value : undefined;
  const { versions, history, ...rest } = value ?? {};
  const head = yaml.read(registeredModel, value === undefined ? yaml.value : rest);
  if (head === undefined) return undefined;
  const found = readList(yaml, modelVersion, ['versions', versions]);
  const model = { ...head, history: readList(yaml, aliasMove, ['history', history]).map(([, move]) => move) };
  const byNumber = new Map<number, ModelVersion>();
  for (const [index, version] of found) {
    const number = version.version;
    if (byNumber.has(number)) yaml.tell(['versions', index], t('Version {0} is there twice.', number));
    else byNumber.set(number, version);
  }
  const aliases = Object.entries(head.aliases).filter(([alias, version]) => {
    if (byNumber.has(version)) return true;
    const message = t('The alias {0} stands for version {1}, which is not there.', alias, version);
    yaml.tell(['aliases', alias], message);
    return false;
  });
  return { ...model, versions: [...byNumber.values()], aliases: Object.fromEntries(aliases) };
}

/** Entries that are right, each with its place in the list. */
function readList<T>(
  yaml: YamlText,
  schema: z.ZodType<T>,
  [key, list]: readonly [key: string, list: unknown],
): [number, T][] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    yaml.tell([key], t('“{0}” should be {1}.', key, t('a list')));
    return [];
  }
  return list.flatMap((entry: unknown, index) => {
    const read = yaml.read(schema, entry, [key, index]);
    return read === undefined ? [] : [[index, read]];
  });
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
