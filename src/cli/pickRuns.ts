/** Words on the command line → runs. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

/** Where runs are looked for. */
export interface RunPlace {
  readonly name: string;
  /** The sentence that says how to list what there is. */
  readonly listing: string;
}

export interface NamedRun {
  readonly id: string;
  readonly name: string;
}

/** Each word is an id, else a name, else the beginning of an id. Throws UserError `run` when it names none or several, `usage` without words. */
export function pickRuns(
  runs: readonly NamedRun[],
  words: readonly string[],
  place: RunPlace,
): readonly NamedRun[] {
  if (words.length === 0) throw new UserError('usage', t('Name a run.'), place.listing);
  const picked = words.map((word) => pick(runs, word, place));
  return [...new Map(picked.map((run) => [run.id, run])).values()];
}

/** The runs of a folder that are not in the trash. */
export function runsOf(folder: string): RunPlace {
  return { name: folder, listing: t('cairn ls lists them.') };
}

function pick(runs: readonly NamedRun[], word: string, place: RunPlace): NamedRun {
  const tests = [
    (run: NamedRun) => run.id === word,
    (run: NamedRun) => run.name === word,
    (run: NamedRun) => word !== '' && run.id.startsWith(word),
  ];
  for (const test of tests) {
    const [first, ...others] = runs.filter(test);
    if (first !== undefined && others.length === 0) return first;
    if (first !== undefined) throw several(word, [first, ...others]);
  }
  throw new UserError('run', t('There is no run “{0}” in {1}.', word, place.name), place.listing);
}

function several(word: string, runs: readonly NamedRun[]): UserError {
  const ids = runs.slice(0, 5).map((run) => run.id);
  const more = runs.length > ids.length ? ' …' : '';
  return new UserError(
    'run',
    t('“{0}” names {1} runs: {2}', word, runs.length, ids.join(', ') + more),
    t('Give an id.'),
  );
}
