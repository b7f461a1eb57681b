/**
 * published.json in a run's folder: what of it has arrived on which server, written after every answer. With what the
 * server says it tells what is still to be sent, so that a broken connection is resumed and nothing is sent twice.
 */
import { hostname } from 'node:os';
import * as z from 'zod';
import { nameRecord } from '../records/nameRecord.ts';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { processIdentity, type ProcessIdentity } from '../records/process.ts';
import { identityOf, proveProcess } from '../runs/processes.ts';
import { readJsonFile, writeJsonAtomic } from '../storage/atomicFile.ts';
import { withFileLock } from '../storage/fileLock.ts';

const onServer = z.object({
  /** Its id there. */
  run: z.string(),
  /** False: it was there before this journal began, so the server is asked what it has. */
  counted: z.boolean(),
  /** Metric → how many of its points, as they lie in metrics.log, have arrived. */
  points: nameRecord(z.number()),
  /** As they were last sent. */
  tags: nameRecord(z.string()),
  name: z.string().optional(),
  /** Path → size and time of the file that arrived. */
  artifacts: nameRecord(z.string()),
});
export type OnServer = z.infer<typeof onServer>;

const journal = z.object({
  version: z.literal(1),
  /** By address. */
  servers: nameRecord(onServer),
  /** Who is publishing the run now. */
  publisher: z.object({ host: z.string(), process: processIdentity }).optional(),
});
type Journal = z.infer<typeof journal>;

const nothing: Journal = { version: 1, servers: {} };

export class PublishJournal {
  readonly #file: string;
  readonly #server: string;
  readonly #me: NonNullable<Journal['publisher']>;
  #all: Journal;
  /** One at a time publishes a run. Rejects with UserError `publishing` while another process does. */
  static async claim(file: string, server: string): Promise<PublishJournal> {
    const worker = await identityOf(process.pid);
    if (worker === undefined) throw new Error('This system does not tell which process this is.');
    const before = read(file);
    if (before.publisher !== undefined && !(await isOver(before.publisher)))
      throw new UserError(
        'publishing',
        t('This run is being published by another process.'),
        t('Wait until that is done.'),
      );
    return await withFileLock(file, () => {
      const now = read(file);
      if (JSON.stringify(now.publisher) !== JSON.stringify(before.publisher))
        throw new UserError('publishing', t('This run is being published by another process.'));
      return new PublishJournal(file, server, now, worker);
    });
  }

  private constructor(file: string, server: string, all: Journal, worker: ProcessIdentity) {
    this.#file = file;
    this.#server = server;
    this.#me = { host: hostname(), process: worker };
    this.#all = { ...all, publisher: this.#me };
    writeJsonAtomic(file, this.#all);
  }

  /** Undefined: nothing is known to be there. */
  get known(): OnServer | undefined {
    return this.#all.servers[this.#server];
  }

  /** The run is there under this id; `counted`: it was made just now, with nothing in it. */
  begin(run: string, counted: boolean): void {
    this.#set({ run, counted, points: {}, tags: {}, artifacts: {} });
  }

  /** Takes down what has arrived. */
  note(change: Partial<Omit<OnServer, 'run' | 'counted'>>): void {
    const { known } = this;
    if (known === undefined) throw new Error('A publication is noted before it has begun.');
    this.#set({
      ...known,
      ...(change.name !== undefined && { name: change.name }),
      points: { ...known.points, ...change.points },
      tags: { ...known.tags, ...change.tags },
      artifacts: { ...known.artifacts, ...change.artifacts },
    });
  }

  forgetTags(keys: readonly string[]): void {
    const { known } = this;
    if (known === undefined) return;
    const tags = Object.fromEntries(Object.entries(known.tags).filter(([key]) => !keys.includes(key)));
    this.#set({ ...known, tags });
  }

  /** Lets others publish the run. */
  release(): void {
    const { publisher, ...rest } = this.#all;
    if (JSON.stringify(read(this.#file).publisher) !== JSON.stringify(publisher)) return;
    this.#all = rest;
    writeJsonAtomic(this.#file, rest);
  }

  #set(known: OnServer): void {
    this.#all = { ...this.#all, servers: { ...this.#all.servers, [this.#server]: known } };
    writeJsonAtomic(this.#file, this.#all);
  }
}

/** A journal that cannot be read is as none: the server then is asked what it has. */
function read(file: string): Journal {
  const found = readJsonFile(file, journal);
  return found.ok ? found.value : nothing;
}

/** Of another machine nothing can be proven, so its claim holds until it is given back. */
async function isOver({ host, process: worker }: NonNullable<Journal['publisher']>): Promise<boolean> {
  return host === hostname() && (await proveProcess(worker)) === 'dead';
}
