/** The files of the catalog as they were last good: read again when one of them changes. */
import fs from 'node:fs';
import path from 'node:path';
import { ModelRegistry, type Registered } from '../models/modelRegistry.ts';
import { readCatalog, type Catalog } from '../catalog/readCatalog.ts';
import type { Layout } from '../storage/layout.ts';

export class CatalogFiles {
  readonly #layout: Layout;
  readonly #registry: ModelRegistry;
  #stamp: string | undefined;
  #catalog: Catalog = {
    datasets: new Map(),
    features: new Map(),
    problems: [],
    unread: false,
    lines: noLines,
  };
  #models: Registered = { models: new Map(), problems: [] };

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#registry = new ModelRegistry(layout.models);
  }

  /** Of a file that cannot be read now, what it last said stays in use; its problems are those of now. */
  get catalog(): Catalog {
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
    const stamp = this.#stampNow();
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    const read = await readCatalog(this.#layout, this.#catalog);
    this.#catalog = read;
    await this.#registry.warm(pause);
    this.#models = this.#registry.shown();
    return true;
  }

  #stampNow(): string {
    const { datasets, features, models } = this.#layout;
    const files = [datasets, features, ...namesIn(models).map((name) => path.join(models, name))];
    return files.map(stampOf).join('\n');
  }
}

const noLines = { datasets: new Map<string, number>(), features: new Map<string, number>() };

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    // There is none yet.
    return [];
  }
}

function stampOf(file: string): string {
  const info = fs.statSync(file, { throwIfNoEntry: false });
  return info === undefined ? '' : `${file} ${String(info.size)} ${String(info.mtimeMs)} ${String(info.ino)}`;
}
