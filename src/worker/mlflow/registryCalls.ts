/** What the calls of the registry share: names, tags and versions as they come in, and refusals as MLflow spells them. */
import * as z from 'zod';
import { codeOf, messageOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { ApiError, type ApiErrorCode } from './apiError.ts';
import type { MlflowContext } from './context.ts';
import { list, pair } from './fields.ts';
import { checkKey, checkLength, cut, invalid, limits } from './limits.ts';

export const text = z
  .string()
  .nullish()
  .transform((found) => found ?? '');

export const named = z.object({ name: z.string() });

/** Numbers may come as text. */
export const versionNumber = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .refine((number) => Number.isSafeInteger(number) && number > 0, 'expected a whole number');
export const numbered = named.extend({ version: versionNumber });

export const tagList = list(pair)
  .nullish()
  .transform((found) => found ?? []);

/** What these files keep goes into git, so nothing secret may. */
export function tagsOf(tags: z.infer<typeof tagList>, context: MlflowContext): Record<string, string> {
  if (tags.some(({ key }) => key === promptTag)) {
    throw invalid(t('Prompts are not kept here: only models are.'));
  }
  return Object.fromEntries(tags.map(({ key, value }) => [key, tagValue(key, value, context)]));
}

export function tagValue(key: string, value: string, { redactor }: MlflowContext): string {
  checkKey(key);
  return redactor.value(key, cut(value, limits.tag));
}

/** MLflow keeps prompts as models with this tag. */
export const promptTag = 'mlflow.prompt.is_prompt';

export function checkModelName(name: string): void {
  const isPath = name === '.' || name === '..' || /[/:]/.test(name);
  if (name.trim() === '' || isPath) {
    throw invalid(t('“{0}” cannot be the name of a model: it is empty, or it holds “/” or “:”.', name));
  }
  checkLength('name', name, limits.key);
}

/** Words that could not be told from a version or from `latest` are not allowed. */
export function checkAlias(alias: string): void {
  if (!/^[\w-]{1,255}$/.test(alias)) {
    throw invalid(t('“{0}” cannot be an alias: aliases are letters, digits, “_” and “-”.', alias));
  }
  if (/^(latest|v\d+)$/i.test(alias)) throw invalid(t('The alias “{0}” is reserved.', alias));
}

/** Errors of the registry and of the disk in MLflow's words. */
export async function answering<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof UserError ? codes.get(error.code) : diskCodes.get(codeOf(error) ?? '');
    throw code === undefined ? error : new ApiError(code, messageOf(error), { cause: error });
  }
}

const codes: ReadonlyMap<string, ApiErrorCode> = new Map<string, ApiErrorCode>([
  ['noModel', 'RESOURCE_DOES_NOT_EXIST'],
  ['noVersion', 'RESOURCE_DOES_NOT_EXIST'],
  ['modelExists', 'RESOURCE_ALREADY_EXISTS'],
  ['modelName', 'INVALID_PARAMETER_VALUE'],
  ['modelFile', 'INVALID_PARAMETER_VALUE'],
  ['yaml', 'INVALID_PARAMETER_VALUE'],
  ['locked', 'TEMPORARILY_UNAVAILABLE'],
]);

/** A full disk may have room in a moment; a folder that cannot be written stays so. */
const diskCodes: ReadonlyMap<string, ApiErrorCode> = new Map<string, ApiErrorCode>([
  ['ENOSPC', 'TEMPORARILY_UNAVAILABLE'],
  ['EDQUOT', 'TEMPORARILY_UNAVAILABLE'],
  ['EACCES', 'INVALID_PARAMETER_VALUE'],
  ['EPERM', 'INVALID_PARAMETER_VALUE'],
  ['EROFS', 'INVALID_PARAMETER_VALUE'],
]);
