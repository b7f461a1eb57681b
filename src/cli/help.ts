/** The texts of `cairn --help` and `cairn COMMAND --help`, made from the table of commands. */
import { t } from '../base/l10n.ts';
import type { Command, OptionSpec } from './command.ts';
import { commonOptions } from './parseArguments.ts';
import { textTable } from './textTable.ts';

export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${command.name}`, command.summary]);
  return [
    t('Usage: cairn COMMAND [OPTION]… — records, lists and compares training runs.'),
    '',
    textTable(rows),
    '',
    t('cairn COMMAND --help tells about one command; cairn --version prints the version.'),
    t('Every command takes --json (one JSON document on standard output) and -C DIR (as if started in DIR).'),
    '',
    t(
      'Runs belong to a folder: the nearest one from here upwards that holds .cairn, else the top of the git\nrepository, else this one.',
    ),
    t('RUN is the id of a run, the beginning of one, or a name.'),
    t('Exit codes: 0 well, 1 the answer is no, 2 could not tell or wrong usage.'),
    '',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = { ...command.options, ...commonOptions };
  const rows = Object.entries(options).map(([name, spec]) => [`  ${optionWord(name, spec)}`, spec.help]);
  const notes = command.notes.flatMap((note) => ['', note]);
  return [usage(command), '', `${command.summary}.`, '', textTable(rows), ...notes, ''].join('\n');
}

export function usage(command: Command): string {
  return [t('Usage: cairn {0} [OPTION]…', command.name), command.operands]
    .filter((part) => part !== '')
    .join(' ');
}

function optionWord(name: string, { value, multiple }: OptionSpec): string {
  const word = name.length === 1 ? `-${name}` : `--${name}`;
  return (value === undefined ? word : `${word} ${value}`) + (multiple === true ? '…' : '');
}
