/** `cairn models`: the registered models of a folder with their versions and aliases. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import type { ModelsResult } from '../protocol/modelsShape.ts';
import type { Call, Command } from './command.ts';
import { textTable } from './textTable.ts';

export const models: Command = {
  name: 'models',
  summary: t('list registered models with their versions and aliases'),
  operands: '',
  options: {},
  notes: [],
  run: listModels,
};

async function listModels({ operands, layout, json, terminal }: Call): Promise<number> {
  if (operands.length > 0)
    throw new UserError(
      'usage',
      t('cairn models takes no operands, but got “{0}”.', operands.join(' ')),
      t('See cairn models --help.'),
    );
  const { models: found, problems } = new ModelRegistry(layout.models).all();
  const result: ModelsResult = {
    models: [...found.values()].map(({ name, description, versions, aliases }) => ({
      name,
      description: description ?? null,
      versions: versions
        .map((version) => ({
          version: version.version,
          run: version.run ?? null,
          description: version.description ?? null,
          aliases: Object.entries(aliases).flatMap(([alias, at]) => (at === version.version ? [alias] : [])),
        }))
        .sort((a, b) => b.version - a.version),
    })),
    problems: problems.map(({ where, message, line }) => ({
      where,
      message,
      ...(line !== undefined && { line }),
    })),
  };
  if (json) await terminal.print(`${JSON.stringify(result)}\n`);
  else {
    const rows = result.models.flatMap(({ name, versions }) =>
      versions.map(({ version, run, aliases }) => [
        `${name}/${version}`,
        run ?? '',
        aliases.map((alias) => `@${alias}`).join(' '),
      ]),
    );
    if (rows.length > 0) await terminal.print(`${textTable(rows, ['left', 'left', 'left'])}\n`);
  }
  for (const { where, line, message } of problems)
    await terminal.tell(`cairn: ${where}:${line ?? 1}: ${message}\n`);
  return problems.length > 0 ? 1 : 0;
}
