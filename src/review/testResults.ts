/** Whether a run of a test tool ran all of a test file: by its command, since it says nothing else of that. */
import path from 'node:path';
import type { RunDetail } from '../protocol/runShape.ts';

/** Whether a command runs tests at all. */
export function runsTests(command: readonly string[]): boolean {
  return operandsOf(command) !== undefined || command.some((word) => isTestFile(word));
}

export function isTestFile(file: string): boolean {
  return /(^|[\\/])(test_[^\\/]*|[^\\/]*_test)\.py$/.test(file);
}

/** `folder`: the workspace folder, absolute; `test`: from it. */
export function ranAllOf(
  run: Pick<RunDetail, 'command' | 'cwd' | 'script'>,
  test: string,
  folder: string,
): boolean {
  if (run.script === test) return true;
  const operands = operandsOf(run.command);
  if (operands === undefined || operands === 'some') return false;
  const file = path.resolve(folder, test);
  return (operands.length === 0 ? ['.'] : operands).some((operand) => {
    const place = path.resolve(run.cwd, operand);
    return place === file || file.startsWith(place.endsWith(path.sep) ? place : `${place}${path.sep}`);
  });
}

/** What a command of pytest or unittest names; `some`: it picks among tests; undefined: it runs none. */
function operandsOf(command: readonly string[]): readonly string[] | 'some' | undefined {
  const at = command.findIndex((word) => /(^|[\\/])(pytest|py\.test|unittest)(\.exe|-\d[\d.]*)?$/.test(word));
  if (at === -1) return undefined;
  const words = command.slice(at + 1);
  return command[at]?.includes('unittest') === true ? ofUnittest(words) : ofPytest(words);
}

function ofPytest(words: readonly string[]): readonly string[] | 'some' {
  const operands: string[] = [];
  for (let place = 0; place < words.length; place++) {
    const word = words[place] ?? '';
    if (picks.test(word) || word.includes('::')) return 'some';
    if (withValue.test(word)) place += 1;
    else if (!word.startsWith('-')) operands.push(word);
  }
  return operands;
}

/** Modules by their names, or with `discover` a folder. */
function ofUnittest([first = '', ...rest]: readonly string[]): readonly string[] | 'some' {
  const isDiscovery = first === 'discover';
  const words = isDiscovery ? rest : [first, ...rest].filter((word) => word !== '');
  const operands: string[] = [];
  for (let place = 0; place < words.length; place++) {
    const word = words[place] ?? '';
    if (/^(-k|-p|--pattern)/.test(word)) return 'some';
    if (/^(-t|--top-level-directory)$/.test(word)) place += 1;
    else if (!word.startsWith('-'))
      operands.push(isDiscovery || word.endsWith('.py') ? word : `${word.replaceAll('.', '/')}.py`);
  }
  return operands;
}

const picks = /^(-k.*|-m.*|--lf|--last-failed|--sw|--stepwise|--deselect.*|--ignore.*|--collect-only|--co)$/;
/** Options whose value is a word of its own. */
const withValue =
  /^(-[ncopW]|--(rootdir|junitxml|junit-xml|cov|cov-report|tb|durations|basetemp|numprocesses|dist|log-level|color))$/;
