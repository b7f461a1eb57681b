/** Command line words → options and operands of one subcommand. */
import { parseArgs } from 'node:util';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Command, OptionSpec } from './command.ts';

export interface Arguments {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: (option: string) => readonly string[];
}

/** Options that every subcommand takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  json: { type: 'boolean', help: t('print one JSON document; messages go to standard error') },
  C: { type: 'string', value: 'DIR', help: t('act as if started in DIR') },
  help: { type: 'boolean', help: t('print this help') },
};

/** Throws UserError `usage`. */
export function parseArguments(command: Command, words: readonly string[]): Arguments {
  const specs = { ...commonOptions, ...command.options };
  const [own, rest] = command.takesCommand === true ? beforeCommand(words, specs) : [words, []];
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type }]) => [
      name,
      {
        type,
        multiple: true,
        ...(name.length === 1 && { short: name }),
        ...(name === 'help' && { short: 'h' }),
      },
    ]),
  );
  try {
    const parsed = parseArgs({ args: [...own], options, allowPositionals: true, strict: true });
    const values = new Map<string, readonly (string | boolean)[]>();
    for (const [name, given] of Object.entries(parsed.values)) values.set(name, [given ?? []].flat());
    return {
      operands: [...parsed.positionals, ...rest],
      flags: new Set([...values].filter(([, given]) => given.includes(true)).map(([name]) => name)),
      values: (option) => (values.get(option) ?? []).filter((value) => typeof value === 'string'),
    };
  } catch (error) {
    // Node's sentences are good, their advice about `--` is for programmers.
    const sentence = messageOf(error).split(/\. |\n/, 1)[0] ?? '';
    throw new UserError('usage', `${sentence.replace(/\.$/, '')}.`, t('See cairn {0} --help.', command.name));
  }
}

/** Parts the subcommand's own words from the command it runs, which begins after `--` or with the first operand. */
function beforeCommand(
  words: readonly string[],
  specs: Readonly<Record<string, OptionSpec>>,
): [own: readonly string[], command: readonly string[]] {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') return [words.slice(0, at), words.slice(at + 1)];
    if (!word.startsWith('-') || word === '-') break;
    const takesNext = !word.includes('=') && specs[word.replace(/^-{1,2}/, '')]?.type === 'string';
    at += takesNext ? 2 : 1;
  }
  return [words.slice(0, at), words.slice(at)];
}

/** `k=v` pairs of a repeated option. Throws UserError `usage`. */
export function pairsOf(option: string, given: readonly string[]): Readonly<Record<string, string>> {
  const pairs = given.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UserError('usage', t('--{0} needs NAME=VALUE, not “{1}”.', option, pair));
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}

/** `A,B` given once or several times. */
export function listOf(given: readonly string[]): string[] {
  return given.flatMap((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}
