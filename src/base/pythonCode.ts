/** What a Python file holds for those who do not run it: its functions with their lines, and where names and texts stand. Never throws on half a file. */

export interface PythonFunction {
  readonly name: string;
  /** With its classes and functions: `Loans.ratio`. */
  readonly path: string;
  /** 0-based; of the name after `def`. */
  readonly line: number;
  readonly column: number;
  /** 0-based: its first decorator, and its last line of code. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A name, or the text of a string, as it stands in the file. */
export interface PythonWord {
  readonly text: string;
  readonly isString: boolean;
  /** Of a name: `frame.age` that is not called, or `assign(age=1)`. */
  readonly role?: 'attribute' | 'keyword' | undefined;
  /** 0-based; within the quotes. */
  readonly line: number;
  readonly column: number;
}

export interface PythonCode {
  readonly functions: readonly PythonFunction[];
  readonly words: readonly PythonWord[];
}

export function readPython(text: string): PythonCode {
  const words: PythonWord[] = [];
  const blocks = new Blocks();
  let line = 0;
  let lineStart = 0;
  /** Nothing of this statement has been seen yet. */
  let isFirst = true;
  let statement: { words: string[]; column: number; line: number } | undefined;
  /** The token before, and the brackets that are open. */
  let before = '';
  const brackets: string[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [all, newline, continued, comment, string, name] = found;
    const column = found.index - lineStart;
    if (newline !== undefined || continued !== undefined) {
      line += 1;
      lineStart = token.lastIndex;
      if (newline !== undefined && brackets.length === 0) {
        isFirst = true;
        statement = undefined;
      }
      continue;
    }
    if (comment !== undefined) continue;
    if (isFirst) {
      isFirst = false;
      statement = { words: [], column, line };
      blocks.begin(line, column, all === '@');
    }
    blocks.lastLine = line;
    if (string !== undefined) {
      const quotes = /^[a-zA-Z]*("""|'''|"|')/.exec(all);
      const opening = quotes?.[0].length ?? 0;
      const inner = all.slice(opening, all.length - (quotes?.[1]?.length ?? 0));
      if (inner.length <= longestName && !inner.includes('\n'))
        words.push({ text: inner, isString: true, line, column: column + opening });
      const lines = all.split('\n');
      if (lines.length > 1) {
        line += lines.length - 1;
        lineStart = token.lastIndex - (lines.at(-1) ?? '').length;
        blocks.lastLine = line;
      }
      statement?.words.push('');
    } else if (name !== undefined) {
      const role = roleOf(text, token.lastIndex, {
        ...{ before, bracket: brackets.at(-1), statement: statement?.words ?? [] },
      });
      words.push({ text: name, isString: false, role, line, column });
      if (statement !== undefined && statement.words.length < 3) {
        statement.words.push(name);
        const isAsync = statement.words[0] === 'async';
        const [kind, called] = statement.words.slice(isAsync ? 1 : 0);
        if (called === name && statement.words.length === (isAsync ? 3 : 2)) {
          if (kind === 'def') blocks.open(called, statement.column, { line, column });
          else if (kind === 'class') blocks.open(called, statement.column, undefined);
        }
      }
    } else if ('([{'.includes(all)) brackets.push(all);
    else if (')]}'.includes(all)) brackets.pop();
    before = all;
  }
  return { functions: blocks.close(), words };
}

interface Around {
  readonly before: string;
  /** The innermost that is open. */
  readonly bracket: string | undefined;
  /** First words of the statement. */
  readonly statement: readonly string[];
}

/** What a name is that ends there: by the token before it and the sign behind it. */
function roleOf(text: string, end: number, { before, bracket, statement }: Around): PythonWord['role'] {
  behind.lastIndex = end;
  const [, sign] = behind.exec(text) ?? [];
  const [first, second] = statement;
  if (before === '.') return sign === '(' || first === 'import' || first === 'from' ? undefined : 'attribute';
  const isDefinition = first === 'def' || (first === 'async' && second === 'def');
  return sign === '=' && bracket === '(' && (before === '(' || before === ',') && !isDefinition
    ? 'keyword'
    : undefined;
}

const behind = /[ \t]*(==|=|\()?/y;

/** The function that `name` (`ratio`, `Loans.ratio`) means; the first of several. */
export function findFunction({ functions }: PythonCode, name: string): PythonFunction | undefined {
  return functions.find((one) => one.path === name) ?? functions.find((one) => one.name === name);
}

/** Classes and functions by their indents. */
class Blocks {
  readonly #done: PythonFunction[] = [];
  readonly #open: {
    path: string;
    indent: number;
    found: Omit<PythonFunction, 'lastLine' | 'path'> | undefined;
  }[] = [];
  /** Line of the first of the decorators just above, and of those of the statement that has begun. */
  #decorators: number | undefined;
  #decorated: number | undefined;
  lastLine = 0;

  /** A statement begins: the blocks that are not around it have ended. */
  begin(line: number, indent: number, isDecorator: boolean): void {
    for (let top = this.#open.at(-1); top !== undefined && indent <= top.indent; top = this.#open.at(-1))
      this.#end();
    if (isDecorator) this.#decorators ??= line;
    else {
      this.#decorated = this.#decorators;
      this.#decorators = undefined;
    }
  }

  /** `at`: of a function; undefined for a class. */
  open(name: string, indent: number, at: { line: number; column: number } | undefined): void {
    const outer = this.#open.at(-1)?.path;
    const found = at && { name, ...at, firstLine: this.#decorated ?? at.line };
    this.#open.push({ path: outer === undefined ? name : `${outer}.${name}`, indent, found });
  }

  close(): PythonFunction[] {
    while (this.#open.length > 0) this.#end();
    return this.#done.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  #end(): void {
    const { found, path } = this.#open.pop() ?? {};
    if (found !== undefined && path !== undefined)
      this.#done.push({ ...found, path, lastLine: Math.max(this.lastLine, found.line) });
  }
}

/** A string that its line does not end is read to the end of the line; one in three quotes to the end of the file. */
const token =
  /(\r?\n)|(\\\r?\n)|(#[^\n\r]*)|([rRbBuUfFtT]{0,2}(?:"""(?:[^\\"]+|\\[^]|"(?!""))*(?:"""|$)|'''(?:[^\\']+|\\[^]|'(?!''))*(?:'''|$)|"(?:[^\\"\n\r]+|\\[^\n\r])*"?|'(?:[^\\'\n\r]+|\\[^\n\r])*'?))|([\p{L}_][\p{L}\p{N}_]*)|[^\s]/gu;

const longestName = 500;
