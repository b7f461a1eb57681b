/** How a place in a Python script is written that names a feature by its new name. */

export interface ScriptPlace {
  readonly as: 'text' | 'attribute' | 'keyword';
  /** Its line, and where in it the old name starts. */
  readonly line: string;
  readonly start: number;
}

/** What to write instead, from where on. Undefined where Python has no way to write it. */
export function renamedInScript(
  { as, line, start }: ScriptPlace,
  to: string,
): { readonly start: number; readonly text: string } | undefined {
  if (as === 'text') {
    const text = textFor(line.slice(0, start), to);
    return text === undefined ? undefined : { start, text };
  }
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(to) && !reserved.has(to)) return { start, text: to };
  // Frames take any name in brackets; arguments do not.
  return as === 'attribute' && line[start - 1] === '.'
    ? { start: start - 1, text: `[${JSON.stringify(to)}]` }
    : undefined;
}

/** As it has to stand in the quotes that were opened before it. */
function textFor(before: string, to: string): string | undefined {
  const [, prefix = '', quote = '"'] = /([a-z]{0,2})(["'])\2{0,2}$/i.exec(before) ?? [];
  const escaped = to.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  if (escaped !== to && /r/i.test(prefix)) return undefined;
  return /f/i.test(prefix) ? escaped.replaceAll(/[{}]/g, '$&$&') : escaped;
}

const reserved = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import
  in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
);
