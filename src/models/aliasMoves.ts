/** Where an alias goes and where it went back to: decided from the record of its moves. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RegisteredModel } from '../records/modelVersion.ts';
import type { Mover } from './modelEdit.ts';
import type { ModelRegistry } from './modelRegistry.ts';

export interface Moved {
  readonly alias: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** To a version, or away (undefined). Rejects with UserError `noModel`, `noVersion`, `alias`, `noMove`, and those of a change. */
export async function moveAlias(
  registry: ModelRegistry,
  { name, alias, to }: { readonly name: string; readonly alias: string; readonly to: number | undefined },
  mover: Mover,
): Promise<Moved> {
  const wrong = aliasProblem(alias);
  if (wrong !== undefined) throw new UserError('alias', wrong);
  if (to !== undefined) registry.getVersion(name, to);
  const { result } = await registry.change(name, (edit, model) => {
    const from = aliasAt(model, alias);
    if (from === to)
      throw new UserError(
        'noMove',
        to === undefined
          ? t('The model {0} has no alias {1}.', name, alias)
          : t('{0} of {1} is version {2} already.', alias, name, to),
      );
    edit.moveAlias(alias, to, mover);
    return { alias, from: from ?? null, to: to ?? null };
  });
  return result;
}

/** To where it stood before. Rejects with UserError `noMove` when its history does not tell of another version that is there. */
export async function rollBack(
  registry: ModelRegistry,
  { name, alias }: { readonly name: string; readonly alias: string },
  mover: Mover,
): Promise<Moved> {
  const { result } = await registry.change(name, (edit, model) => {
    const to = stoodBefore(model, alias);
    if (to === undefined)
      throw new UserError(
        'noMove',
        t('The history of {0} tells of no version that {1} stood for before.', name, alias),
        t('Set the alias to a version instead.'),
      );
    edit.moveAlias(alias, to, { ...mover, rollBack: true });
    return { alias, from: aliasAt(model, alias) ?? null, to };
  });
  return result;
}

/**
 * The version that a roll-back goes to: moves are a stack, of which a roll-back takes the top. What the history does not tell
 * (somebody edited the file) counts as one more move; versions that are gone are passed over.
 */
export function stoodBefore(
  { aliases, history, versions }: Pick<RegisteredModel, 'aliases' | 'history' | 'versions'>,
  alias: string,
): number | undefined {
  const there = new Set(versions.map(({ version }) => version));
  const stack: (number | undefined)[] = [];
  for (const move of history) {
    if (move.alias !== alias) continue;
    if (move.rollBack === true) while (stack.length > 0 && stack.at(-1) !== move.to) stack.pop();
    if (stack.length === 0 && move.from !== undefined && move.rollBack !== true) stack.push(move.from);
    if (stack.at(-1) !== move.to || stack.length === 0) stack.push(move.to);
  }
  const now = aliasAt({ aliases }, alias);
  if (stack.at(-1) !== now) stack.push(now);
  return stack
    .slice(0, -1)
    .findLast((version) => version !== undefined && version !== now && there.has(version));
}

/** Words that could not be told from a version or from `latest` are not allowed, as in MLflow. */
export function aliasProblem(alias: string): string | undefined {
  if (!/^[\w-]{1,255}$/.test(alias))
    return t('“{0}” cannot be an alias: aliases are letters, digits, “_” and “-”.', alias);
  return /^(latest|v\d+)$/i.test(alias) ? t('The alias “{0}” is reserved.', alias) : undefined;
}

/** The same rule as MLflow's, so that its clients can load what is registered here. */
export function modelNameProblem(name: string): string | undefined {
  const isPath = name === '.' || name === '..' || /[/:]/.test(name);
  if (name.trim() === '' || isPath)
    return t('“{0}” cannot be the name of a model: it is empty, or it holds “/” or “:”.', name);
  return name.length > 250 ? t('At most {0} characters.', 250) : undefined;
}

function aliasAt({ aliases }: Pick<RegisteredModel, 'aliases'>, alias: string): number | undefined {
  return Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
}
