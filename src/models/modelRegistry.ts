/**
 * The registered models of a folder: one YAML file each in .cairn/models, changed by several processes at once, by people
 * and by git, so every change is made on what the file says at that moment.
 */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, messageOf, UserError, type Problem } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { ModelVersion, RegisteredModel } from '../records/modelVersion.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import { keepModelsInGit } from '../storage/gitignore.ts';
import { withFileLock } from '../storage/fileLock.ts';
import { ModelEdit, newModelText, type Mover, type NewModel, type NewVersion } from './modelEdit.ts';
import { parseModelFile, type ModelRead } from './modelFile.ts';
import { fileNameKey, modelFileName } from './modelFileName.ts';

export interface Registered {
  /** By name; of two files with the same name the first counts. */
  readonly models: ReadonlyMap<string, RegisteredModel>;
  readonly problems: readonly Problem[];
}

export class ModelRegistry {
  readonly #dir: string;
  readonly #reads = new Map<string, CachedRead>();

  /** `dir`: .cairn/models, which need not be there. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  all(): Registered {
    return registered(this.#readAll());
  }

  /** The same for people to look at: of a file that cannot be read now, a merge that is not finished say, what it said before. */
  shown(): Registered {
    return registered(this.#readAll(({ lastGood }) => lastGood));
  }

  /** Reads what is new, one file at a time, so that `shown` is quick afterwards. */
  async warm(pause: () => Promise<void>): Promise<void> {
    for (const fileName of this.#fileNames()) {
      const file = path.join(this.#dir, fileName);
      const known = this.#reads.get(file);
      if (this.#read(file, fileName) !== known) await pause();
    }
  }

  /** Absolute path of its file; undefined when there is no such model. */
  fileOf(name: string): string | undefined {
    return this.#readAll(({ lastGood }) => lastGood).found.get(name)?.file;
  }

  find(name: string): RegisteredModel | undefined {
    return this.#readAll().found.get(name)?.model;
  }

  /** Throws UserError `noModel`, or `modelFile` when its file cannot be read. */
  get(name: string): RegisteredModel {
    return this.#existing(name).model;
  }

  /** As `get`; throws UserError `noVersion` when it has no such version. */
  getVersion(
    name: string,
    version: number,
  ): { readonly model: RegisteredModel; readonly version: ModelVersion } {
    const model = this.get(name);
    return { model, version: versionOf(model, version) };
  }

  /** Rejects with UserError `modelExists` or `modelName`. */
  async create(model: NewModel): Promise<RegisteredModel> {
    return await this.#locked(() => {
      writeFileAtomic(this.#fileFor(model.name), newModelText(model));
      keepModelsInGit(path.dirname(this.#dir));
      return this.#existing(model.name).model;
    });
  }

  /**
   * What `change` makes of the text is written whole or not at all. Rejects with UserError `noModel`, `modelFile` (it
   * cannot be read) or `locked`.
   */
  async change<T>(
    name: string,
    change: (edit: ModelEdit, model: RegisteredModel) => T,
  ): Promise<{ readonly result: T; readonly model: RegisteredModel }> {
    this.#existing(name);
    return await this.#locked(() => {
      for (let attempt = 1; ; attempt += 1) {
        const { file, model } = this.#existing(name);
        const before = fs.readFileSync(file, 'utf8');
        const edit = new ModelEdit(before, path.basename(file));
        const result = change(edit, model);
        const after = edit.text();
        // An editor or git takes no lock.
        if (fs.readFileSync(file, 'utf8') !== before && attempt < 10) continue;
        if (after !== before) writeFileAtomic(file, after);
        return { result, model: this.#existing(name).model };
      }
    });
  }

  /** Gives the new version its number, which was never given before. */
  async addVersion(
    name: string,
    fields: NewVersion,
  ): Promise<{ readonly model: RegisteredModel; readonly version: ModelVersion }> {
    const { result, model } = await this.change(name, (edit) => {
      const next = edit.highestVersion() + 1;
      edit.addVersion(next, fields);
      return next;
    });
    return { model, version: versionOf(model, result) };
  }

  /** As `change`, of a version that exists: else rejects with UserError `noVersion`. */
  async changeVersion(
    name: string,
    version: number,
    change: (edit: ModelEdit, model: RegisteredModel) => void,
  ): Promise<{ readonly model: RegisteredModel; readonly version: ModelVersion }> {
    const { model } = await this.change(name, (edit, before) => {
      versionOf(before, version);
      change(edit, before);
    });
    return { model, version: versionOf(model, version) };
  }

  /** Its aliases go with it; its number does not come again. */
  async deleteVersion(name: string, version: number, mover: Mover): Promise<void> {
    await this.change(name, (edit, model) => {
      versionOf(model, version);
      for (const [alias, target] of Object.entries(model.aliases)) {
        if (target === version) edit.moveAlias(alias, undefined, mover);
      }
      const highest = edit.highestVersion();
      edit.deleteVersion(version);
      if (edit.highestVersion() < highest) edit.set('lastVersion', highest);
    });
  }

  async rename(name: string, newName: string): Promise<RegisteredModel> {
    return await this.#locked(() => {
      const { file, model } = this.#existing(name);
      if (name === newName) return model;
      const target = this.#fileFor(newName, file);
      const edit = new ModelEdit(fs.readFileSync(file, 'utf8'), path.basename(file));
      edit.set('name', newName);
      writeFileAtomic(target, edit.text());
      if (target !== file) fs.rmSync(file);
      return this.#existing(newName).model;
    });
  }

  async delete(name: string): Promise<void> {
    await this.#locked(() => fs.rmSync(this.#existing(name).file));
  }

  async #locked<T>(work: () => T): Promise<T> {
    fs.mkdirSync(this.#dir, { recursive: true });
    // One lock for all: names must not meet either, and nobody holds it for more than a moment.
    return await withFileLock(path.join(this.#dir, 'models'), work);
  }

  #existing(name: string): Found {
    const { found, problems } = this.#readAll();
    const known = found.get(name);
    if (known !== undefined) return known;
    const unreadable = problems.find(({ where }) => where === modelFileName(name));
    if (unreadable !== undefined) throw damaged(unreadable);
    throw new UserError('noModel', t('There is no registered model {0}.', name));
  }

  /** Where a model that gets this name is written; `own` is its file so far. */
  #fileFor(name: string, own?: string): string {
    const { found, problems } = this.#readAll();
    if (found.has(name))
      throw new UserError('modelExists', t('The registered model {0} exists already.', name));
    const fileName = modelFileName(name);
    const same = this.#fileNames().find((other) => fileNameKey(other) === fileNameKey(fileName));
    if (same === undefined) return path.join(this.#dir, fileName);
    if (own !== undefined && path.basename(own) === same) return own;
    const unreadable = problems.find(({ where }) => where === same);
    if (unreadable !== undefined) throw damaged(unreadable);
    const sentence = t('The name {0} is too much like that of another model, whose file is {1}.', name, same);
    throw new UserError('modelName', sentence);
  }

  #readAll(modelIn: (cached: CachedRead) => RegisteredModel | undefined = ({ read }) => read.model): AllRead {
    const found = new Map<string, Found>();
    const problems: Problem[] = [];
    for (const fileName of this.#fileNames()) {
      const file = path.join(this.#dir, fileName);
      const cached = this.#read(file, fileName);
      problems.push(...cached.read.problems);
      const model = modelIn(cached);
      if (model === undefined) continue;
      const other = found.get(model.name);
      if (other === undefined) found.set(model.name, { file, model });
      else {
        const message = t('The model {0} is in {1} already.', model.name, path.basename(other.file));
        problems.push({ where: fileName, message });
      }
    }
    return { found, problems };
  }

  #read(file: string, where: string): CachedRead {
    const known = this.#reads.get(file);
    try {
      const { size, mtimeMs, ino } = fs.statSync(file);
      const stamp = `${size} ${mtimeMs} ${ino}`;
      if (known?.stamp === stamp) return known;
      const read = size > mostBytes ? tooLong(where) : parseModelFile(fs.readFileSync(file, 'utf8'), where);
      const cached = { stamp, read, lastGood: read.model ?? known?.lastGood };
      this.#reads.set(file, cached);
      return cached;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      if (codeOf(error) === 'ENOENT') {
        this.#reads.delete(file);
        return { stamp: '', read: { model: undefined, problems: [] }, lastGood: undefined };
      }
      const problems = [{ where, message: messageOf(error) }];
      return { stamp: '', read: { model: undefined, problems }, lastGood: known?.lastGood };
    }
  }

  #fileNames(): string[] {
    try {
      return fs
        .readdirSync(this.#dir)
        .filter((name) => /\.ya?ml$/i.test(name))
        .sort();
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return [];
    }
  }
}

interface CachedRead {
  /** Size, time and inode: what changed is read again. */
  readonly stamp: string;
  readonly read: ModelRead;
  readonly lastGood: RegisteredModel | undefined;
}

interface AllRead {
  readonly found: ReadonlyMap<string, Found>;
  readonly problems: readonly Problem[];
}

function registered({ found, problems }: AllRead): Registered {
  return { models: new Map([...found].map(([name, { model }]) => [name, model])), problems };
}

interface Found {
  readonly file: string;
  readonly model: RegisteredModel;
}

/** Ten thousand versions are a tenth of it. */
const mostBytes = 32_000_000;

function tooLong(where: string): ModelRead {
  return {
    model: undefined,
    problems: [{ where, message: t('This file is too long to be one of a model.') }],
  };
}

function versionOf(model: RegisteredModel, version: number): ModelVersion {
  const found = model.versions.find((each) => each.version === version);
  if (found !== undefined) return found;
  throw new UserError('noVersion', t('The model {0} has no version {1}.', model.name, version));
}

function damaged({ where, line, message }: Problem): UserError {
  return new UserError(
    'modelFile',
    t('.cairn/models/{0} cannot be read (line {1}): {2}', where, line ?? 1, message),
    t('Correct the file.'),
  );
}
