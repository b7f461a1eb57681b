/** Parses any YAML mapping with the yaml package: apart, so that it is loaded only for files that need it. */
import { isMap, isScalar, parseDocument } from 'yaml';
import { t } from '../../base/l10n.ts';

/** Throws an Error with the parser's sentence. */
export function parseYamlMapping(text: string, keys: ReadonlySet<string>): ReadonlyMap<string, string> {
  // The failsafe schema leaves every value as the text it is: ids stay exact, `1e10` stays a name.
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
  const [error] = document.errors;
  const root = document.contents;
  if (!isMap(root)) throw new Error(error?.message ?? t('This is not a YAML mapping.'));
  const found = new Map<string, string>();
  for (const { key, value } of root.items) {
    const name = textOf(key);
    if (name === undefined || !keys.has(name)) continue;
    put(found, name, textOf(value));
    if (!isMap(value)) continue;
    for (const inner of value.items) put(found, `${name}.${textOf(inner.key) ?? ''}`, textOf(inner.value));
  }
  if (error !== undefined && found.size === 0) throw new Error(error.message);
  return found;
}

function put(found: Map<string, string>, key: string, value: string | undefined): void {
  if (value !== undefined) found.set(key, value);
}

function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  return node.type === 'PLAIN' && /^(null|~|)$/i.test(node.value) ? undefined : node.value;
}
