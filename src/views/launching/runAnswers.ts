/** What people answered to *Run with…*: kept as they typed it, a set for each script, and read as what a launch takes. */
import * as z from 'zod';
import type { RunOptions } from './launcher.ts';
import { parsePairs, splitWords, type Parsed } from './words.ts';

/** The lines as they were typed. */
const answers = z.object({
  params: z.string(),
  args: z.string(),
  name: z.string(),
  experiment: z.string(),
  tags: z.string(),
});
export type Answers = z.infer<typeof answers>;

export interface RunWithMemory {
  /** What was asked for last time; the name is never asked for twice. */
  last(key: string): Answers;
  remember(key: string, given: Answers): Promise<void>;
}

/** Of a Memento, what is needed here. */
export interface KeptValues {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export function runWithMemory(kept: KeptValues): RunWithMemory {
  return {
    last: (key) => answers.safeParse(kept.get(`runWith ${key}`)).data ?? noAnswers,
    remember: async (key, given) => {
      await kept.update(`runWith ${key}`, { ...given, name: '' });
    },
  };
}

const noAnswers: Answers = { params: '', args: '', name: '', experiment: '', tags: '' };

/** Answers that passed their checks, as what a launch takes. */
export function toRunOptions(given: Answers): RunOptions {
  const value = <T>(parsed: Parsed<T>, otherwise: T): T => (parsed.ok ? parsed.value : otherwise);
  return {
    params: value(parsePairs(given.params), {}),
    args: value(splitWords(given.args), []),
    tags: value(parsePairs(given.tags), {}),
    ...(given.name.trim() !== '' && { name: given.name.trim() }),
    ...(given.experiment.trim() !== '' && { experiment: given.experiment.trim() }),
  };
}
