/** `cairn models ls`, and which version somebody names on the command line. */
import type { Problem } from '../base/errors.ts';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import { versionToShow } from '../models/shapeModel.ts';
import type { ModelsResult } from '../protocol/modelsShape.ts';
import type { RegisteredModel } from '../records/modelVersion.ts';
import type { Call } from './command.ts';
import { suggest } from '../base/suggest.ts';
import { textTable } from './textTable.ts';

export async function listModels(call: Call): Promise<number> {
  const { json, terminal } = call;
  const { models, problems } = new ModelRegistry(call.layout.models).all();
  const result: ModelsResult = {
    models: [...models.values()].map(({ name, description, versions, aliases }) => ({
      name,
      description: description ?? null,
      versions: versions
        .map((version) => ({
          version: version.version,
          run: version.run ?? null,
          runName: version.runName ?? null,
          created: version.created ?? null,
          description: version.description ?? null,
          aliases: Object.entries(aliases).flatMap(([alias, at]) => (at === version.version ? [alias] : [])),
        }))
        .sort((a, b) => b.version - a.version),
    })),
    problems: shapesOf(problems),
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
  return await tellProblems(call, problems);
}

/** `NAME`, `NAME/VERSION` or `NAME@ALIAS`. Throws UserError `noModel`, `noVersion`. */
export function namedVersion(
  registry: ModelRegistry,
  word: string,
): { readonly name: string; readonly version: number } {
  const [, name = word, number, alias] = /^([^/@]*)(?:\/v?(\d+)|@(.+))$/.exec(word) ?? [];
  const model = modelNamed(registry, name);
  if (alias !== undefined && !Object.hasOwn(model.aliases, alias))
    throw new UserError('noVersion', t('The model {0} has no alias {1}.', name, alias));
  const wanted = alias === undefined ? number : model.aliases[alias];
  const version = versionToShow(model, wanted === undefined ? undefined : Number(wanted));
  if (version !== undefined) return { name, version: version.version };
  throw new UserError('noVersion', t('The model {0} has no version {1}.', name, wanted ?? 1));
}

export async function tellProblems({ terminal }: Call, problems: readonly Problem[]): Promise<number> {
  for (const { where, line, message } of problems)
    await terminal.tell(`cairn: ${where}:${line ?? 1}: ${message}\n`);
  return problems.length > 0 ? 1 : 0;
}

export function shapesOf(problems: readonly Problem[]): ModelsResult['problems'] {
  return problems.map(({ where, message, line }) => ({
    where,
    message,
    ...(line !== undefined && { line }),
  }));
}

function modelNamed(registry: ModelRegistry, name: string): RegisteredModel {
  try {
    return registry.get(name);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'noModel') throw error;
    const meant = suggest(name, [...registry.all().models.keys()]);
    const next =
      meant === undefined ? t('cairn models lists what there is.') : t('Did you mean “{0}”?', meant);
    throw new UserError('noModel', error.message, next, { cause: error });
  }
}
