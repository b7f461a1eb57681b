/** What is known of the columns of data, kept by content hash: what is gone can still be compared with what is there. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { compareProfiles } from '../data/compareProfiles.ts';
import type { Asking, DataProcess } from '../data/dataProcess.ts';
import { dataProfile, type DataComparison, type DataProfile } from '../protocol/dataProfile.ts';
import type { RowsResult } from '../protocol/dataProcess.ts';
import { dataFormat } from '../records/dataset.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import type { Layout } from '../storage/layout.ts';

/** Data that is on disk now. */
export interface DataHere {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** SHA-256, hex. */
  readonly hash: string | null;
  readonly format: string | null;
}

export interface Compared {
  /** The earlier profile. */
  readonly reference: DataProfile;
  readonly comparison: DataComparison;
}

export class DataProfiles {
  readonly #layout: Layout;
  readonly #process: () => Promise<DataProcess>;
  /** The last comparison for which the data was read: pages ask again whenever they are shown. */
  #last: { readonly key: string; readonly comparison: DataComparison } | undefined;

  /** `process`: started when something is not known yet. */
  constructor(layout: Layout, process: () => Promise<DataProcess>) {
    this.#layout = layout;
    this.#process = process;
  }

  /** Undefined when it was never profiled on this machine. */
  async kept(hash: string): Promise<DataProfile | undefined> {
    try {
      const read = dataProfile.safeParse(JSON.parse(await readFile(this.#fileOf(hash), 'utf8')));
      return read.data;
    } catch {
      // It is not there, or of another time: it can be made again while the data is there.
      return undefined;
    }
  }

  /** Hashes of all that is kept, without a look inside. */
  async keptHashes(): Promise<ReadonlySet<string>> {
    const names = await readdir(this.#layout.profiles).catch(() => []);
    return new Set(names.map((name) => path.basename(name, '.json')));
  }

  /** As kept, else worked out now and kept. Rejects with the UserErrors of the data process. */
  async of({ files, hash, format }: DataHere, asking: Asking = {}): Promise<DataProfile> {
    const known = hash === null ? undefined : await this.kept(hash);
    if (known !== undefined) return known;
    const process = await this.#process();
    const found = await process.profile(sourceOf(files, format), asking);
    if (hash !== null) await this.#keep(hash, found);
    return found;
  }

  /** `after` against `before`; exact when `after` is what is on disk. Rejects with UserError `noProfile`. */
  async compare(before: string, after: string, here: DataHere, asking: Asking = {}): Promise<Compared> {
    const reference = await this.#known(before, here, asking);
    if (here.hash !== after)
      return {
        reference,
        comparison: compareProfiles(reference, await this.#known(after, here, asking)),
      };
    const key = `${before} ${after}`;
    if (this.#last?.key !== key) {
      const process = await this.#process();
      const source = sourceOf(here.files, here.format);
      this.#last = { key, comparison: await process.compare({ ...source, reference }, asking) };
    }
    return { reference, comparison: this.#last.comparison };
  }

  /** The first rows of what is on disk. */
  async rows({ files, format }: DataHere, limit: number, asking: Asking = {}): Promise<RowsResult> {
    const process = await this.#process();
    return await process.rows({ ...sourceOf(files, format), offset: 0, limit }, asking);
  }

  async #known(hash: string, here: DataHere, asking: Asking): Promise<DataProfile> {
    if (here.hash === hash) return await this.of(here, asking);
    const known = await this.kept(hash);
    if (known !== undefined) return known;
    throw new UserError(
      'noProfile',
      t('The version {0} was never profiled on this machine, and its data is not on disk.', hash.slice(0, 7)),
      t('Bring that data back for a moment and open this page.'),
    );
  }

  async #keep(hash: string, profile: DataProfile): Promise<void> {
    try {
      await mkdir(this.#layout.profiles, { recursive: true });
      await writeFile(path.join(this.#layout.profiles, '.gitignore'), '*\n');
      writeFileAtomic(this.#fileOf(hash), JSON.stringify(profile));
    } catch {
      // A folder that cannot be written: it is worked out again next time.
    }
  }

  #fileOf(hash: string): string {
    return path.join(this.#layout.profiles, `${hash.replace(/[^0-9a-f]/g, '')}.json`);
  }
}

function sourceOf(files: readonly string[], format: string | null) {
  const known = dataFormat.safeParse(format).data;
  return { files: [...files], ...(known !== undefined && { format: known }) };
}
