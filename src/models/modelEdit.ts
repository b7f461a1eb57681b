/** Changes the text of a model's file in place, so that comments and layout stay a person's, and records every move of an alias. */
import { Document, isMap, isSeq } from 'yaml';
import { t } from '../base/l10n.ts';
import type { AliasMove, ModelVersion, RegisteredModel, VersionFairness } from '../records/modelVersion.ts';
import { YamlEdit } from '../storage/yamlEdit.ts';

export type NewModel = Pick<RegisteredModel, 'name'> &
  Partial<Pick<RegisteredModel, 'description' | 'created' | 'by' | 'tags'>>;
export type NewVersion = Omit<Partial<ModelVersion>, 'version'>;

/** Who moves an alias, when (ISO 8601), and why. */
export type Mover = Pick<AliasMove, 'by' | 'at'> & Partial<Pick<AliasMove, 'reason' | 'rollBack'>>;

/** The text of a model without versions. */
export function newModelText(model: NewModel): string {
  const comment = t(
    'One model: its versions and aliases. Cairn adds what scripts register; edit and review it as any other file.',
  );
  const edit = new ModelEdit(`# ${comment}\n`, model.name);
  for (const key of ['name', 'description', 'created', 'by', 'tags'] as const) edit.set(key, model[key]);
  return edit.text();
}

const modelKeys = ['name', 'description', 'created', 'by', 'tags', 'aliases', 'lastVersion'] as const;
const order = [...modelKeys, 'versions', 'history'];
const versionKeys = [
  ...(['version', 'run', 'runName', 'path', 'model', 'created', 'by', 'description', 'tags'] as const),
  ...(['artifact', 'parameters', 'metrics', 'datasets', 'features', 'script', 'commit'] as const),
  ...(['uncommitted', 'environment', 'fairness'] as const),
];
type VersionKey = (typeof versionKeys)[number];

/** Changes one text. Throws UserError `yaml` when it is not YAML that could be changed; `where` is its file. */
export class ModelEdit {
  readonly #yaml: YamlEdit;

  constructor(text: string, where: string) {
    this.#yaml = new YamlEdit(text, { where, example: 'name' });
  }

  text(): string {
    return this.#yaml.text();
  }

  /** Undefined, '' and {} remove the key. */
  set(key: Exclude<(typeof modelKeys)[number], 'aliases'>, value: unknown): void {
    this.#put([key], value, order);
  }

  setTag(key: string, value: string | undefined): void {
    this.#putIn(['tags'], key, value, order);
  }

  /** To a version, or away (undefined); nothing when it stands there already. */
  moveAlias(alias: string, to: number | undefined, { by, at, reason, rollBack }: Mover): void {
    const from = this.#yaml.get(['aliases', alias]);
    if (from === to) return;
    this.#putIn(['aliases'], alias, to, order);
    const move = { alias, ...(typeof from === 'number' && { from }), to, at, by, reason, rollBack };
    this.#yaml.append(['history'], onOneLine(withoutNothing(move)), order);
  }

  addVersion(version: number, fields: NewVersion): void {
    const entry = versionKeys.flatMap((key) => {
      const value = key === 'version' ? version : fields[key];
      return isNothing(value) ? [] : [[key, readable(key, value)] as const];
    });
    this.#yaml.append(['versions'], Object.fromEntries(entry), order);
  }

  setInVersion(
    version: number,
    key: Exclude<VersionKey, 'version' | 'tags' | 'fairness'>,
    value: string,
  ): void {
    const at = this.#indexOf(version);
    if (at >= 0) this.#put(['versions', at, key], value, versionKeys);
  }

  setFairness(version: number, fairness: VersionFairness): void {
    const at = this.#indexOf(version);
    if (at >= 0) this.#put(['versions', at, 'fairness'], readable('fairness', fairness), versionKeys);
  }

  setVersionTag(version: number, key: string, value: string | undefined): void {
    const at = this.#indexOf(version);
    if (at >= 0) this.#putIn(['versions', at, 'tags'], key, value, versionKeys);
  }

  deleteVersion(version: number): void {
    const at = this.#indexOf(version);
    if (at >= 0) this.#yaml.remove(['versions', at]);
  }

  /** The highest number that any version has or had. */
  highestVersion(): number {
    const numbers = [this.#yaml.get(['lastVersion']), ...this.#numbers()];
    return Math.max(0, ...numbers.filter((number) => typeof number === 'number'));
  }

  #indexOf(version: number): number {
    return this.#numbers().indexOf(version);
  }

  #numbers(): unknown[] {
    const versions = this.#yaml.get(['versions']);
    if (!Array.isArray(versions)) return [];
    return versions.map((entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'version' in entry ? entry.version : undefined,
    );
  }

  /** A new key comes where it belongs, not at the end of a long list of versions. */
  #put(path: readonly (string | number)[], value: unknown, keys: readonly string[]): void {
    if (isNothing(value)) this.#yaml.remove(path);
    else this.#yaml.set(path, value, keys);
  }

  #putIn(group: readonly (string | number)[], key: string, value: unknown, keys: readonly string[]): void {
    if (value === undefined) this.#yaml.remove([...group, key]);
    else if (isGroup(this.#yaml.get(group))) this.#yaml.set([...group, key], value, []);
    else this.#yaml.set(group, { [key]: value }, keys);
  }
}

/** Groups of a few facts stand on a line each: a version of forty metrics is forty lines, not two hundred. */
function readable(key: VersionKey, value: unknown): unknown {
  if (key === 'metrics' && isGroup(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, facts]) => [name, onOneLine(withoutNothing(facts))]),
    );
  if (key === 'datasets' && Array.isArray(value))
    return value.map((entry: unknown) => onOneLine(withoutNothing(entry)));
  if (key === 'fairness' && isGroup(value))
    return Object.fromEntries(
      Object.entries(withoutNothing(value) ?? {}).map(([name, facts]) => [
        name,
        Array.isArray(facts)
          ? facts.map((entry: unknown) => onOneLine(withoutNothing(entry)))
          : isGroup(facts)
            ? onOneLine(facts)
            : facts,
      ]),
    );
  return withoutNothing(value);
}

function onOneLine(value: unknown): unknown {
  const { contents } = new Document(value);
  if (isMap(contents) || isSeq(contents)) contents.flow = true;
  return contents;
}

function withoutNothing(value: unknown): unknown {
  if (!isGroup(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      isNothing(inner) && inner !== 0 ? [] : [[key, withoutNothing(inner)] as const],
    ),
  );
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Zero: `lastVersion` of a model that never had one. */
function isNothing(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
