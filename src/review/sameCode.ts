/**
 * Whether a change touches only comments and formatting, asked of the parser of a Python. It is given two texts and reads them; it never
 * runs them. The same code is what Python reads as the same tree: comments, blank lines, line breaks, brackets and commas that change
 * nothing, quotes, and how a number is written do not count. Docstrings do: a program can read them, and so do people.
 */
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { plainText } from './textHash.ts';

/** `unknown`: a sentence that says why. */
export type CodeChange = 'same' | 'different' | { readonly unknown: string };

/** Arguments of the interpreter: nothing of its environment, of the folder or of installed packages can take a part. */
export function comparingArguments(): string[] {
  return ['-I', '-S', '-B', '-W', 'ignore', '-c', program];
}

/** What it reads. */
export function comparingInput(before: string, after: string): string {
  return JSON.stringify([plainText(before), plainText(after)]);
}

/** What it said; undefined where that is no answer. */
export function readComparison(output: string): CodeChange | undefined {
  try {
    const said = answer.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
    if (said.answer !== 'invalid') return said.answer;
    const line = String(said.line);
    return {
      unknown:
        said.text === 'before'
          ? t('Line {0} of the text that was reviewed is not valid Python.', line)
          : t('Line {0} of the script is not valid Python.', line),
    };
  } catch {
    return undefined;
  }
}

const answer = z.discriminatedUnion('answer', [
  z.object({ answer: z.enum(['same', 'different']) }),
  z.object({ answer: z.literal('invalid'), text: z.enum(['before', 'after']), line: z.number() }),
]);

/** Walks both trees without recursion, since expressions may be nested deeper than Python's stack. */
const program = `
import ast, json, re, sys

def encoding(text):
    for line in text.split("\\n", 2)[:2]:
        found = re.match(r"[ \\t\\f]*#.*?coding[:=][ \\t]*([-\\w.]+)", line)
        if found:
            return found.group(1).lower().replace("_", "-")
        if not re.match(r"[ \\t\\f]*(#|$)", line):
            break
    return "utf-8"

def same(one, other):
    rest = [(one, other)]
    while rest:
        a, b = rest.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, ast.AST):
            for name in a._fields:
                if name not in ("kind", "type_comment", "type_ignores"):
                    rest.append((getattr(a, name, None), getattr(b, name, None)))
        elif isinstance(a, list):
            if len(a) != len(b):
                return False
            rest.extend(zip(a, b))
        elif isinstance(a, (float, complex)):
            if repr(a) != repr(b):
                return False
        elif a != b:
            return False
    return True

def compare(before, after):
    trees = []
    for name, text in (("before", before), ("after", after)):
        try:
            trees.append(ast.parse(text))
        except SyntaxError as error:
            return {"answer": "invalid", "text": name, "line": error.lineno or 1}
    if encoding(before) != encoding(after) and any(ord(c) > 127 for c in after):
        return {"answer": "different"}
    return {"answer": "same" if same(*trees) else "different"}

print(json.dumps(compare(*json.loads(sys.stdin.buffer.read().decode("utf-8")))))
`;
