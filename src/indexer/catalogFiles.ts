/** The files of the catalog as they were last good: read again when one of them changes. */
import fs from 'node:fs';
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import { ModelRegistry, type Registered } from '../models/modelRegistry.ts';
import { readCatalog, type Catalog } from '../catalog/readCatalog.ts';
import type { Layout } from '../storage/layout.ts';

export class CatalogFiles {
  readonly #layout: Layout;
  readonly #registry: ModelRegistry;
  #stamp: string | undefined;
  #catalog: Catalog | undefined;
  #reading: Promise<boolean> | undefined;
  #models: Registered = { models: new Map(), problems: [] };

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#registry = new ModelRegistry(layout.models);
  }

  /** Of a file that cannot be read now, what it last said stays in use; its problems are those of now. */
  get catalog(): Catalog {
    if (this.#catalog === undefined) throw new Error('The catalog was asked for before it was read.');
    return this.#catalog;
  }

  /** Reads model files as they are now. */
  get registry(): ModelRegistry {
    return this.#registry;
  }

  get models(): Registered {
    return this.#models;
  }

  /** True when something was read anew. */
  async read(pause: () => Promise<void>): Promise<boolean> {
    // Who asks while it is read waits for the same.
    this.#reading ??= this.#read(pause).finally(() => (this.#reading = undefined));
    return await this.#reading;
  }

  async #read(pause: () => Promise<void>): Promise<boolean> {
    const stamp = this.#stampNow();
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    const before = this.#catalog;
    this.#catalog = await readCatalog(this.#layout, before === undefined ? {} : { before });
    await this.#registry.warm(pause);
    this.#models = this.#registry.shown();
    return true;
  }

  #stampNow(): string {
    const { datasets, features, models } = this.#layout;
    const files = [datasets, features, ...namesIn(models).map((name) => path.join(models, name))];
    // A function that is renamed is a problem of the feature that it makes.
    const scripts = new Set(
      [...(this.#catalog?.features.values() ?? [])].map(({ function: made }) => made?.split('#')[0]),
    );
    for (const script of scripts)
      if (script !== undefined) files.push(path.join(this.#layout.folder, script));
    return files.map(stampOf).join('\n');
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    // There is none yet.
    return [];
  }
}

function stampOf(file: string): string {
  let info: fs.Stats | undefined;
  try {
    info = fs.statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // A file where a folder should be, a name that cannot be one: whatever the catalog says.
    return messageOf(error);
  }
  return info === undefined ? '' : `${file} ${String(info.size)} ${String(info.mtimeMs)} ${String(info.ino)}`;
}
