/** The text of .cairn/models/<name>.yaml: read leniently, and changed in place, so that comments and layout stay a person's. */
import { isMap, isNode, isSeq, LineCounter, parseDocument, YAMLMap, type Document } from 'yaml';
import * as z from 'zod';
import { messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import {
  modelVersion,
  registeredModel,
  type ModelVersion,
  type RegisteredModel,
} from '../records/modelVersion.ts';
import { nameRecord } from '../records/nameRecord.ts';

export interface ModelRead {
  /** Undefined when not even its name can be read. */
  readonly model: RegisteredModel | undefined;
  readonly problems: readonly Problem[];
}

/** A wrong version is left out, a wrong value with it; the rest still counts. `where` is how problems name the file. */
export function parseModelFile(text: string, where: string): ModelRead {
  const lines = new LineCounter();
  const document = parse(text, lines);
  const lineOf = (path: readonly PropertyKey[]) => lineAt(document, lines, path);
  const problems: Problem[] = document.errors.map((error) => ({
    where,
    line: lines.linePos(error.pos[0]).line,
    message: error.message,
  }));
  const value = problems.length === 0 ? valueOf(document, where, problems) : undefined;
  if (value === undefined) return { model: undefined, problems };
  const { versions, ...rest } = value;
  const head = registeredModel.safeParse(withoutWrong(rest, where, problems, lineOf));
  if (!head.success) return { model: undefined, problems };
  const model = { ...head.data, versions: readVersions(versions, where, problems, lineOf) };
  return { model: { ...model, aliases: knownAliases(model, where, problems, lineOf) }, problems };
}

export type NewModel = Pick<RegisteredModel, 'name'> & Partial<Omit<RegisteredModel, 'name' | 'versions'>>;
export type NewVersion = Omit<Partial<ModelVersion>, 'version'>;

/** The text of a model without versions. */
export function newModelText(model: NewModel): string {
  const edit = new ModelEdit('');
  for (const key of modelKeys) edit.set(key, model[key]);
  return `# ${t('One model: its versions and aliases. Cairn adds what scripts register; edit and review it as any other file.')}\n${edit.text()}`;
}

const modelKeys = ['name', 'description', 'created', 'by', 'tags', 'aliases', 'lastVersion'] as const;
const versionKeys = ['version', 'run', 'path', 'model', 'created', 'by', 'description', 'tags'] as const;

/** Changes one text. Throws UserError `modelFile` when it is not YAML that could be changed. */
export class ModelEdit {
  readonly #document: Document;
  readonly #top: YAMLMap;

  constructor(text: string) {
    this.#document = parse(text, new LineCounter());
    const [error] = this.#document.errors;
    if (error !== undefined) throw new UserError('modelFile', error.message);
    this.#document.contents ??= new YAMLMap();
    const top = this.#document.contents;
    if (!isMap(top))
      throw new UserError('modelFile', t('This file should hold keys and values, such as “name”.'));
    this.#top = top;
  }

  text(): string {
    return this.#document.toString({ lineWidth: 0, blockQuote: 'literal' });
  }

  /** Undefined, '' and {} remove the key. */
  set(key: (typeof modelKeys)[number], value: unknown): void {
    this.#put(this.#top, key, value, [...modelKeys, 'versions']);
  }

  setTag(key: string, value: string | undefined): void {
    this.#putIn(this.#top, 'tags', key, value, [...modelKeys, 'versions']);
  }

  setAlias(alias: string, version: number | undefined): void {
    this.#putIn(this.#top, 'aliases', alias, version, [...modelKeys, 'versions']);
  }

  addVersion(version: number, fields: NewVersion): void {
    const known = this.#top.get('versions');
    const entry = new YAMLMap();
    for (const key of versionKeys)
      this.#put(entry, key, key === 'version' ? version : fields[key], versionKeys);
    if (isSeq(known)) known.add(entry);
    else this.#put(this.#top, 'versions', [entry], [...modelKeys, 'versions']);
  }

  setInVersion(
    version: number,
    key: Exclude<(typeof versionKeys)[number], 'version' | 'tags'>,
    value: string,
  ): void {
    const entry = this.#version(version);
    if (entry !== undefined) this.#put(entry, key, value, versionKeys);
  }

  setVersionTag(version: number, key: string, value: string | undefined): void {
    const entry = this.#version(version);
    if (entry !== undefined) this.#putIn(entry, 'tags', key, value, versionKeys);
  }

  deleteVersion(version: number): void {
    const versions = this.#top.get('versions');
    if (!isSeq(versions)) return;
    versions.items = versions.items.filter((item) => !(isMap(item) && item.get('version') === version));
    const [first] = versions.items;
    if (isNode(first)) first.spaceBefore = false;
    if (first === undefined) this.#top.delete('versions');
  }

  /** The highest number that any version has or had. */
  highestVersion(): number {
    const versions = this.#top.get('versions');
    const entries = isSeq(versions) ? versions.items.filter((item) => isMap(item)) : [];
    const numbers = [this.#top.get('lastVersion'), ...entries.map((entry) => entry.get('version'))];
    return Math.max(0, ...numbers.filter((number) => typeof number === 'number'));
  }

  #version(version: number): YAMLMap | undefined {
    const versions = this.#top.get('versions');
    if (!isSeq(versions)) return undefined;
    return versions.items.filter((item) => isMap(item)).find((item) => item.get('version') === version);
  }

  /** A new key comes where it belongs, not at the end of a long list of versions. */
  #put(map: YAMLMap, key: string, value: unknown, order: readonly string[]): void {
    if (isNothing(value)) {
      map.delete(key);
      return;
    }
    if (map.has(key)) {
      map.set(key, this.#document.createNode(value));
      return;
    }
    const later = order.slice(order.indexOf(key) + 1);
    const at = map.items.findIndex((pair) => later.includes(String(pair.key)));
    map.items.splice(at === -1 ? map.items.length : at, 0, this.#document.createPair(key, value));
  }

  #putIn(map: YAMLMap, key: string, inner: string, value: unknown, order: readonly string[]): void {
    const group = map.get(key);
    if (!isMap(group)) {
      if (value !== undefined) this.#put(map, key, { [inner]: value }, order);
    } else if (value === undefined) {
      group.delete(inner);
      if (group.items.length === 0) map.delete(key);
    } else group.set(inner, value);
  }
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function parse(text: string, lineCounter: LineCounter): Document {
  return parseDocument(text, { lineCounter, prettyErrors: false });
}

const group = nameRecord(z.unknown());

function valueOf(
  document: Document,
  where: string,
  problems: Problem[],
): Record<string, unknown> | undefined {
  try {
    const value = group.safeParse(document.toJS({ maxAliasCount: 100 }));
    if (value.success) return value.data;
    problems.push({ where, line: 1, message: t('This file should hold keys and values, such as “name”.') });
  } catch (error) {
    problems.push({ where, message: messageOf(error) });
  }
  return undefined;
}

type LineOf = (path: readonly PropertyKey[]) => number | undefined;

/** Top keys whose values are wrong are left out, and named. */
function withoutWrong(
  value: Record<string, unknown>,
  where: string,
  problems: Problem[],
  lineOf: LineOf,
): Record<string, unknown> {
  const read = registeredModel.safeParse(value);
  const wrong = new Set((read.error?.issues ?? []).map((issue) => String(issue.path[0])));
  for (const issue of read.error?.issues ?? []) problems.push(problemOf(issue, [], where, lineOf));
  return Object.fromEntries(Object.entries(value).filter(([key]) => !wrong.has(key)));
}

function readVersions(value: unknown, where: string, problems: Problem[], lineOf: LineOf): ModelVersion[] {
  const found: ModelVersion[] = [];
  if (value === undefined || value === null) return found;
  const entries = z.array(z.unknown()).safeParse(value);
  for (const issue of entries.error?.issues ?? [])
    problems.push(problemOf(issue, ['versions'], where, lineOf));
  for (const [index, entry] of (entries.data ?? []).entries()) {
    const place = ['versions', index];
    const read = modelVersion.safeParse(entry);
    if (!read.success) {
      for (const issue of read.error.issues) problems.push(problemOf(issue, place, where, lineOf));
    } else if (found.some(({ version }) => version === read.data.version)) {
      const message = t('Version {0} is there twice.', read.data.version);
      problems.push({ where, line: lineOf(place), message });
    } else found.push(read.data);
  }
  return found;
}

function knownAliases(
  { aliases, versions }: RegisteredModel,
  where: string,
  problems: Problem[],
  lineOf: LineOf,
): Record<string, number> {
  const numbers = new Set(versions.map(({ version }) => version));
  const lost = Object.entries(aliases).filter(([, version]) => !numbers.has(version));
  for (const [alias, version] of lost) {
    const message = t('The alias {0} stands for version {1}, which is not there.', alias, version);
    problems.push({ where, line: lineOf(['aliases', alias]), message });
  }
  return Object.fromEntries(Object.entries(aliases).filter(([, version]) => numbers.has(version)));
}

function problemOf(
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
  base: readonly PropertyKey[],
  where: string,
  lineOf: LineOf,
): Problem {
  const path = [...base, ...issue.path];
  const name = path.map(String).join('.');
  return { where, line: lineOf(path), message: t('“{0}”: {1}.', name, issue.message) };
}

/** Of the value, else of what it stands in. */
function lineAt(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
