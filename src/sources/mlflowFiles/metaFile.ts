/**
 * Parses MLflow's meta.yaml: `key: value` lines, as PyYAML writes a flat mapping. This is done by hand because a store
 * has thousands of them; whatever looks different goes to the yaml package, which is loaded only then.
 */

import { t } from '../../base/l10n.ts';

/** Texts by key, as they stand; null and empty collections are left out. Values of a nested mapping have keys `a.b`. */
export type Meta = ReadonlyMap<string, string>;

/** Throws an Error when it is no YAML mapping. `keys`: the only ones that are asked for. */
export async function parseMeta(text: string, keys: ReadonlySet<string>): Promise<Meta> {
  const flat = parseFlat(text, keys);
  if (flat !== undefined) return flat;
  const part = linesOf(text, keys) ?? text;
  if (part.length > mostForParser) throw new Error(t('It is not as MLflow writes it, and too long.'));
  const { parseYamlMapping } = await import('./yamlMapping.ts');
  return parseYamlMapping(part, keys);
}

/** The lines of the keys asked for, so that a dataset's long schema is not parsed; undefined when it is no block of keys. */
function linesOf(text: string, keys: ReadonlySet<string>): string | undefined {
  let wanted = false;
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (!/^(\s|- |$)/.test(line)) {
      const key = keyed.exec(line)?.[1];
      if (key === undefined) return undefined;
      wanted = keys.has(key);
    }
    if (wanted) lines.push(line);
  }
  return lines.join('\n');
}

/** Undefined when the text is more than lines of `key: value`, as far as the keys asked for go. */
export function parseFlat(text: string, keys: ReadonlySet<string>): Meta | undefined {
  const found = new Map<string, string>();
  let any = false;
  /** What lines that start with a blank belong to: nothing of interest, a mapping, or a value that is not flat. */
  let above: 'unwanted' | 'mapping' | 'value' = 'value';
  let mapping = '';
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const inner = line.startsWith('  ');
    if (inner && above === 'unwanted') continue;
    if (inner && above === 'value') return undefined;
    const match = keyed.exec(inner ? line.slice(2) : line);
    if (match === null) {
      // An item of a list that is not asked for, as the oldest MLflow wrote tags.
      if (line.startsWith('- ') && any && above === 'unwanted') continue;
      return undefined;
    }
    const [, key = '', rest = ''] = match;
    any = true;
    const name = inner ? `${mapping}.${key}` : key;
    if (!inner) {
      above = keys.has(key) ? (rest === '' ? 'mapping' : 'value') : 'unwanted';
      mapping = key;
      if (above !== 'value') continue;
    }
    const value = scalar(rest);
    if (value === undefined || found.has(name)) return undefined;
    if (value !== null) found.set(name, value);
  }
  return found;
}

/** Characters: what is made to take long takes a yaml parser the square of its length. */
const mostForParser = 4096;
const keyed = /^([A-Za-z_][\w.-]*):(?: (.*))?$/;

/** Null for nothing; undefined for what takes a whole parser. */
function scalar(text: string): string | null | undefined {
  if (text === 'null' || text === '~' || text === '[]' || text === '{}') return null;
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted) return (quoted[1] ?? '').replaceAll("''", "'");
  if (text === '' || /^[\s'"[\]{}&*!|>%@`#?,-]/.test(text) || /: | #|[:\s]$/.test(text))
    return /^-\d+$/.test(text) ? text : undefined;
  return text;
}
