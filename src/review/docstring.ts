/** The docstring of a module: the string that is its first statement. */

export function moduleDocstring(text: string): string | undefined {
  const rest = text.replace(/^\uFEFF/, '').replace(/^(?:[ \t\f]*(?:#[^\n]*)?\r?\n)*/, '');
  const [, prefix = '', quote = ''] = /^([rRuU]?)("""|'''|"|')/.exec(rest) ?? [];
  if (quote === '') return undefined;
  const start = prefix.length + quote.length;
  for (let at = start; at < rest.length; at++) {
    if (rest[at] === '\\') at++;
    else if (rest.startsWith(quote, at)) {
      const inner = rest.slice(start, at);
      return clean(
        prefix.toLowerCase() === 'r' ? inner : inner.replace(/\\\r?\n/g, '').replace(/\\(["'\\])/g, '$1'),
      );
    } else if (quote.length === 1 && rest[at] === '\n') return undefined;
  }
  return undefined;
}

function clean(text: string): string | undefined {
  const lines = text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.trim());
  const found = lines.join('\n').trim();
  return found === '' ? undefined : found;
}
