/** One run of Hugging Face's Trainer: trainer_state.json of its output folder or of the newest checkpoint in it, each with all of the history. */
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { codeOf, messageOf, type Problem } from '../../base/errors.ts';
import { parseLenientJson } from '../../base/lenientJson.ts';
import { t } from '../../base/l10n.ts';
import { readPlainText, stampOf, type FileStamp } from '../plainFile.ts';
import { PointTable } from '../pointTable.ts';
import type { Now, Recording, Unreadable } from '../singleRun.ts';
import type { ForeignDetails, ForeignRun } from '../source.ts';
import { problemsOfTable } from '../tableProblems.ts';
import { readObject } from './logObjects.ts';
import { nameRecord } from '../../records/nameRecord.ts';

export const stateName = 'trainer_state.json';
export const isCheckpointName = (name: string): boolean => /^checkpoint-\d+$/.test(name);

/** Non-finite numbers come as the strings that parseLenientJson makes of them. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).optional();
const stateShape = z.object({
  log_history: z.array(nameRecord(z.unknown())),
  global_step: z.number().optional().catch(undefined),
  max_steps: z.number().optional().catch(undefined),
  num_train_epochs: number.catch(undefined),
  train_batch_size: number.nullable().catch(undefined),
  best_model_checkpoint: z.string().nullable().optional().catch(undefined),
  trial_name: z.string().nullable().optional().catch(undefined),
});
type State = z.infer<typeof stateShape>;

interface Candidate {
  /** Relative to the output folder. */
  readonly where: string;
  readonly stamp: FileStamp;
  /** Of the checkpoint; the output folder's own counts as the last. */
  readonly step: number;
}

export class TrainerFolder implements Recording {
  readonly table = new PointTable();
  readonly lastTime = -Infinity;
  readonly #location: string;
  #candidate: Candidate | undefined;
  #seen = '';
  #isPending = false;
  #state: State | undefined;
  #trouble = '';

  constructor(location: string) {
    this.#location = location;
  }

  get position(): number {
    return this.#state?.global_step ?? 0;
  }

  look(): 'none' | 'same' | 'changed' | Unreadable {
    const found = this.#candidates();
    if (!Array.isArray(found)) return found;
    const candidate = newestOf(found);
    if (candidate === undefined) return 'none';
    const { where, stamp } = candidate;
    const seen = `${where} ${stamp.identity} ${stamp.size} ${stamp.mtimeMs}`;
    if (seen === this.#seen) return 'same';
    this.#seen = seen;
    this.#candidate = candidate;
    this.#isPending = true;
    return 'changed';
  }

  read(): 'more' | 'done' | 'again' {
    const candidate = this.#candidate;
    if (candidate === undefined || !this.#isPending) return 'done';
    this.#isPending = false;
    const read = readPlainText(path.join(this.#location, ...candidate.where.split('/')), mostBytes);
    this.#trouble = read.ok ? this.#take(read.value, candidate) : read.message;
    return 'done';
  }

  restart(keepPoints: boolean): void {
    this.table.restart(keepPoints);
    this.#isPending = true;
    // Read for its points only, it is the same as it was.
    if (!keepPoints) this.#seen = '';
  }

  describe({ isAlive, time }: Now): ForeignRun {
    const state = this.#state;
    const name = path.basename(this.#location);
    const written = this.#candidate?.stamp.mtimeMs ?? 0;
    const isDone = (state?.max_steps ?? 0) > 0 && (state?.global_step ?? 0) >= (state?.max_steps ?? 0);
    const isRunning = !isDone && isAlive;
    // It is written in one go: half of one is worth a word when it stays so.
    const isStill = Math.abs(time - written) > settles;
    const problems: Problem[] = problemsOfTable(name, this.table);
    if (this.#trouble !== '' && isStill)
      problems.push({ where: this.#candidate?.where ?? stateName, message: this.#trouble });
    return {
      id: name,
      name,
      experiment: undefined,
      status: isDone ? 'finished' : isRunning ? 'running' : 'unknown',
      started: this.#candidate?.stamp.madeMs ?? written,
      ended: isRunning ? undefined : written,
      user: '',
      params: paramsOf(state),
      tags: new Map(),
      metrics: this.table.summaries(),
      datasets: [],
      problems,
    };
  }

  details(): ForeignDetails {
    const { where = stateName, stamp } = this.#candidate ?? {};
    return {
      note: '',
      command: [],
      commit: undefined,
      artifactFolder: this.#location,
      artifacts: stamp === undefined ? [] : [{ path: where, size: stamp.size, time: stamp.mtimeMs }],
    };
  }

  /** The sentence that says what is wrong with it; then what was read before stays. */
  #take(text: string, { stamp }: Candidate): string {
    if (text.trim() === '') return t('The file is empty.');
    const parsed = stateShape.safeParse(parseLenientJson(text));
    if (!parsed.success) return t('The file is no state of a Hugging Face Trainer.');
    this.#state = parsed.data;
    this.table.restart(this.table.keeping);
    const sink = {
      point: (key: string, step: number, time: number, value: number) => {
        const metric = this.table.metric(key);
        if (metric !== undefined) this.table.add(metric, step, time, value);
      },
      problem: () => undefined,
    };
    for (const entry of parsed.data.log_history) readObject(entry, sink, stamp.mtimeMs);
    return '';
  }

  #candidates(): Candidate[] | Unreadable {
    try {
      const entries = fs.readdirSync(this.#location, { withFileTypes: true });
      const checkpoints = entries
        .filter((entry) => entry.isDirectory() && isCheckpointName(entry.name))
        .map(({ name }) => ({
          where: `${name}/${stateName}`,
          step: Number(name.slice('checkpoint-'.length)),
        }));
      const own = entries.some((entry) => entry.isFile() && entry.name === stateName)
        ? [{ where: stateName, step: Infinity }]
        : [];
      return [...own, ...checkpoints].flatMap((one) => {
        const stamp = stampOf(path.join(this.#location, ...one.where.split('/')));
        return stamp.ok ? [{ ...one, stamp: stamp.value }] : [];
      });
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      return code === 'ENOENT' || code === 'ENOTDIR' ? [] : { message: messageOf(error) };
    }
  }
}

/** What was written last, or, of those that a copy wrote at the same time, what is furthest. */
function newestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const newest = Math.max(...candidates.map(({ stamp }) => stamp.mtimeMs));
  return candidates
    .filter(({ stamp }) => newest - stamp.mtimeMs < togetherWithin)
    .reduce<Candidate | undefined>(
      (best, one) => (best !== undefined && best.step >= one.step ? best : one),
      undefined,
    );
}

function paramsOf(state: State | undefined): Map<string, string> {
  const params = new Map<string, string>();
  for (const key of ['num_train_epochs', 'max_steps', 'train_batch_size', 'trial_name'] as const) {
    const value = state?.[key];
    if (value !== undefined && value !== null) params.set(key, String(value));
  }
  return params;
}

/** ms */
const togetherWithin = 2000;
const settles = 10_000;
const mostBytes = 64 * 1024 * 1024;
