/** Parameters from a YAML file beside the records; apart, so that the parser is loaded only where there is one. */
import { parseDocument } from 'yaml';
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { flatten } from './flatten.ts';
import { readPlainText } from './plainFile.ts';

export type ParamsRead =
  | { readonly ok: true; readonly params: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly missing: boolean; readonly message: string };

/** Nested names are joined by dots; lists are one value. Tags of Python objects are passed over, never acted on. */
export function readParams(file: string): ParamsRead {
  const read = readPlainText(file, mostBytes);
  if (!read.ok) return read;
  try {
    const document = parseDocument(read.value, {
      intAsBigInt: true,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const [error] = document.errors;
    if (error !== undefined)
      return { ok: false, missing: false, message: t('The file is no YAML: {0}', error.message) };
    const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { ok: false, missing: false, message: t('The file holds no parameters.') };
    const flat = [...flatten(value, '.')];
    return { ok: true, params: new Map(flat.map(([key, inner]) => [key, textOf(inner)])) };
  } catch (error) {
    // E.g. a few bytes of aliases that stand for gigabytes.
    return { ok: false, missing: false, message: t('The file is no YAML: {0}', messageOf(error)) };
  }
}

function textOf(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value, plain) : String(value);
  return text.slice(0, mostLetters);
}

/** What JSON has no words for. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

const mostBytes = 1024 * 1024;
const mostLetters = 6000;
