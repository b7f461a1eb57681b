/** The code of Python files that are open, read once for each version of their text. */
import type * as vscode from 'vscode';
import { readPython, type PythonCode, type PythonWord } from '../../base/pythonCode.ts';

const known = new WeakMap<vscode.TextDocument, { readonly version: number; readonly code: PythonCode }>();

/** Of a very long file: nothing. */
export function pythonIn(document: vscode.TextDocument): PythonCode {
  const before = known.get(document);
  if (before?.version === document.version) return before.code;
  const text = document.lineCount > mostLines ? '' : document.getText();
  const code = readPython(text.length > mostLetters ? '' : text);
  known.set(document, { version: document.version, code });
  return code;
}

/** The name or text at a position. */
export function wordAt(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): PythonWord | undefined {
  return pythonIn(document).words.find(
    (word) => word.line === line && character >= word.column && character <= word.column + word.text.length,
  );
}

const mostLines = 30_000;
const mostLetters = 1_000_000;
