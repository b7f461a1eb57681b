/** What lacks in a catalog that can be read: owners, descriptions, and what entries name that is not there. */
import { t } from '../base/l10n.ts';
import type { CatalogProblemShape, MendableProblem } from '../protocol/catalogShape.ts';
import type { Dataset } from '../records/dataset.ts';
import type { Feature } from '../records/feature.ts';
import type { TextProblem } from '../storage/yamlText.ts';
import type { Entries } from './entries.ts';
import { readPython } from '../base/pythonCode.ts';
import { readScript } from './readScript.ts';

export interface CatalogProblem extends TextProblem {
  /** Absent: an error. A warning is about what lacks, not about what is wrong. */
  readonly level?: 'warning';
}

/** As it is printed and sent. */
export function problemShapeOf({ level, fix, ...problem }: CatalogProblem): CatalogProblemShape {
  return { ...problem, level: level ?? 'error' };
}

/** As the editor gets it. */
export function mendableShapeOf({ fix, ...problem }: CatalogProblem): MendableProblem {
  return {
    ...problemShapeOf(problem),
    ...(fix && { fix: { ...fix, path: [...fix.path] } }),
  };
}

type Judge = (path: readonly string[], message: string, more?: Pick<CatalogProblem, 'level' | 'fix'>) => void;

export function judgeDatasets(entries: Entries<Dataset>): CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  const say = judgeIn(entries, problems);
  for (const [name, entry] of entries.found) {
    askBasics(name, entry, say);
    const seen = new Set<number>();
    for (const [index, { version }] of entry.versions.entries()) {
      if (seen.has(version))
        say([name, 'versions', String(index)], t('Version {0} is there twice.', version));
      seen.add(version);
    }
  }
  return problems;
}

/** `folder`: workspace folder that the functions are named from. `isEmpty`: nobody wrote down any data yet. */
export async function judgeFeatures(
  entries: Entries<Feature>,
  datasets: Pick<Entries<Dataset>, 'has'> & { readonly isEmpty: boolean },
  folder: string,
): Promise<CatalogProblem[]> {
  const problems: CatalogProblem[] = [];
  const say = judgeIn(entries, problems);
  const toBeAdded = new Set<string>();
  const scripts = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  const readOnce = async (file: string) => {
    const known = scripts.get(file) ?? functionsIn(folder, file);
    scripts.set(file, known);
    return await known;
  };
  for (const [name, entry] of entries.found) {
    askBasics(name, entry, say);
    if (entry.dataset !== undefined && !datasets.has(entry.dataset) && !toBeAdded.has(entry.dataset)) {
      const { isEmpty } = datasets;
      if (isEmpty) toBeAdded.add(entry.dataset);
      const message = isEmpty
        ? t('The catalog holds no data yet: add that of “{0}”.', entry.dataset)
        : t('There is no dataset “{0}” in datasets.yaml.', entry.dataset);
      say([name, 'dataset'], message, {
        ...(isEmpty && { level: 'warning' }),
        fix: { kind: 'dataset', path: [name, 'dataset'], value: entry.dataset },
      });
    }
    const [least = null, greatest = null] = entry.range ?? [];
    if (least !== null && greatest !== null && least > greatest)
      say([name, 'range'], t('The least value stands first: {0} is more than {1}.', least, greatest));
    for (const parent of entry.parents)
      if (!entries.has(parent))
        say([name, 'parents'], t('There is no feature “{0}”.', parent), {
          fix: { kind: 'feature', path: [name, 'parents'], value: parent },
        });
    if (entry.function !== undefined) await judgeFunction(name, entry.function, { say, readOnce });
  }
  for (const name of inCircles(entries.found))
    say([name, 'parents'], t('“{0}” is made from itself by way of its parents.', name));
  return problems;
}

function askBasics(
  name: string,
  { owner, description }: { readonly owner?: string | undefined; readonly description?: string | undefined },
  say: Judge,
): void {
  if (owner === undefined || owner.trim() === '')
    say([name], t('“{0}” has no owner.', name), lacks('owner', name));
  if (description === undefined || description.trim() === '')
    say([name], t('“{0}” has no description.', name), lacks('description', name));
}

function lacks(kind: 'owner' | 'description', name: string) {
  return { level: 'warning', fix: { kind, path: [name] } } as const;
}

async function judgeFunction(
  name: string,
  source: string,
  { say, readOnce }: { say: Judge; readOnce: (file: string) => Promise<ReadonlySet<string> | undefined> },
): Promise<void> {
  const place = [name, 'function'];
  const [file = '', called = '', ...more] = source.split('#');
  if (file === '' || called === '' || more.length > 0) {
    say(place, t('“{0}” should be a file and a function, such as features.py#ratio.', source));
    return;
  }
  const functions = await readOnce(file);
  if (functions === undefined) {
    say(place, t('There is no file {0} in this folder.', file));
    return;
  }
  if (!functions.has(called))
    say(place, t('{0} has no function {1}; it may have been renamed.', file, called), {
      fix: { kind: 'function', path: place, value: source },
    });
}

/** Names and paths of the functions of a script; undefined when it cannot be read. */
async function functionsIn(folder: string, file: string): Promise<ReadonlySet<string> | undefined> {
  const text = await readScript(folder, file);
  return text === undefined
    ? undefined
    : new Set(readPython(text).functions.flatMap(({ name, path }) => [name, path]));
}

/** Names that are among their own ancestors; each feature is looked at once. */
function inCircles(features: ReadonlyMap<string, Feature>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found = new Set<string>();
  for (const start of features.keys()) {
    if (state.has(start)) continue;
    // By hand and not by calls: a chain of ten thousand parents is allowed.
    const trail: { name: string; left: string[] }[] = [];
    const enter = (name: string) => {
      state.set(name, 'open');
      trail.push({ name, left: [...(features.get(name)?.parents ?? [])] });
    };
    enter(start);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        state.set(top.name, 'done');
        trail.pop();
      } else if (state.get(next) === 'open') {
        const from = trail.findIndex(({ name }) => name === next);
        for (const { name } of trail.slice(from)) found.add(name);
      } else if (!state.has(next) && features.has(next)) enter(next);
    }
  }
  return [...found];
}

function judgeIn(entries: Pick<Entries<unknown>, 'at'>, problems: CatalogProblem[]): Judge {
  return (place, message, more) => problems.push({ ...entries.at(place), message, ...more });
}
