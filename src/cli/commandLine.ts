/** `cairn WORD…`: finds the subcommand, calls it, and turns what goes wrong into one sentence and an exit code. */
import path from 'node:path';
import { messageOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { readConfig } from '../project/configFile.ts';
import { layoutOf } from '../storage/layout.ts';
import type { Command, Terminal } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';
import { parseArguments } from './parseArguments.ts';
import { projectFolder } from './projectFolder.ts';
import { suggest } from '../base/suggest.ts';

export interface CommandLine {
  readonly words: readonly string[];
  readonly version: string;
  readonly terminal: Terminal;
}

/** The exit code; never rejects but for a bug. */
export async function commandLine({ words, version, terminal }: CommandLine): Promise<number> {
  try {
    return await dispatch(words, version, terminal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const sentence = [error.message, error.next]
      .filter((part) => part !== undefined && part !== '')
      .join(' ');
    await terminal.tell(`cairn: ${sentence}\n`);
    return 2;
  }
}

async function dispatch(words: readonly string[], version: string, terminal: Terminal): Promise<number> {
  const [first, ...rest] = words;
  if (first === '--version' || first === '-V') {
    await terminal.print(`cairn ${version}\n`);
    return 0;
  }
  const isHelp = first === '--help' || first === '-h' || first === 'help';
  const name = first === 'help' ? rest[0] : first;
  if (name === undefined || (isHelp && first !== 'help')) {
    // Without a word somebody wants to know, but a script did something wrong.
    if (isHelp) await terminal.print(generalHelp(commands));
    else await terminal.tell(generalHelp(commands));
    return isHelp ? 0 : 2;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw unknownCommand(name);
  if (first === 'help') {
    await terminal.print(commandHelp(command));
    return 0;
  }
  return await call(command, rest, terminal);
}

async function call(command: Command, words: readonly string[], terminal: Terminal): Promise<number> {
  const { operands, flags, values } = parseArguments(command, words);
  if (flags.has('help')) {
    await terminal.print(commandHelp(command));
    return 0;
  }
  const cwd = path.resolve(terminal.cwd, values('C').at(-1) ?? '');
  const layout = layoutOf(await projectFolder(cwd));
  const { config, problems } = await readConfig(layout.config);
  for (const { where, line, message } of problems)
    await terminal.tell(`cairn: ${where}:${line}: ${message}\n`);
  return await command.run({
    operands,
    flags,
    values,
    json: flags.has('json'),
    cwd,
    layout,
    config,
    terminal,
  });
}

function unknownCommand(name: string): UserError {
  const meant = suggest(
    name,
    commands.map((command) => command.name),
  );
  const next = meant === undefined ? t('See cairn --help.') : t('Did you mean “{0}”?', meant);
  return new UserError('usage', t('Unknown command “{0}”.', name), next);
}

/** What a bug looks like on a terminal. */
export function bugReport(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return `cairn: ${t('This is a bug in Cairn; please report it with these lines.')}\n${stack}\n`;
}
