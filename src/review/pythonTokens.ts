/** Python text in its smallest pieces, without comments. */

export interface PythonToken {
  readonly kind: 'name' | 'string' | 'number' | 'sign' | 'newline';
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Places in the text. */
  readonly start: number;
  readonly end: number;
  /** Brackets that are open after it. */
  readonly depth: number;
  /** A line end that is in no bracket. */
  readonly isStatementEnd: boolean;
}

export function pythonTokens(text: string): PythonToken[] {
  const tokens: PythonToken[] = [];
  let line = 1;
  let depth = 0;
  token.lastIndex = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [all, newline, skipped, string, number, name] = found;
    const kind =
      newline !== undefined
        ? 'newline'
        : string !== undefined
          ? 'string'
          : number !== undefined
            ? 'number'
            : name !== undefined
              ? 'name'
              : 'sign';
    if (kind === 'sign' && '([{'.includes(all)) depth += 1;
    if (kind === 'sign' && ')]}'.includes(all)) depth = Math.max(0, depth - 1);
    if (skipped === undefined)
      tokens.push({
        ...{ kind, text: all, line, start: found.index, end: token.lastIndex, depth },
        isStatementEnd: kind === 'newline' && depth === 0,
      });
    line += all.split('\n').length - 1;
  }
  return tokens;
}

/** A string that its line does not end is read to the end of the line; one in three quotes to the end of the file. */
const token =
  /(\r?\n)|(\\\r?\n|#[^\n\r]*|\uFEFF)|([rRbBuUfFtT]{0,2}(?:"""(?:[^\\"]+|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^\\']+|\\[^]|'(?!''))*(?:'''|$)|"(?:[^\\"\n\r]+|\\[^\n\r])*"?|'(?:[^\\'\n\r]+|\\[^\n\r])*'?))|((?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?\w*)|([\p{L}_][\p{L}\p{N}_]*)|(?:[-+*/%@&|^=!<>:]=|\*\*|->|\/\/|[^\s])/gu;
