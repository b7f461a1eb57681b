/** Sentences that people read can be collected for translation, and have places for all they are given. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { readSources, repository } from '../architecture/sourceGraph.ts';

interface Call {
  readonly where: string;
  /** Undefined: computed, so that no translator ever sees it. */
  readonly sentence: string | undefined;
  readonly values: number;
}

function callsOf(file: string): Call[] {
  const text = readFileSync(path.join(repository, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
      const [first, ...rest] = node.arguments;
      const line = source.getLineAndCharacterOfPosition(node.pos).line + 1;
      calls.push({
        where: `${file}:${String(line)}`,
        sentence: first && ts.isStringLiteralLike(first) ? first.text : undefined,
        values: rest.length,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

describe('sentences', () => {
  const calls = readSources('src', 'webview').flatMap(({ file }) => callsOf(file));

  it('are literals, so that they can be collected', () => {
    assert.ok(calls.length > 100);
    assert.deepEqual(
      calls.filter(({ sentence }) => sentence === undefined).map(({ where }) => where),
      [],
    );
  });

  it('have a place for every value and a value for every place', () => {
    const wrong = calls.filter(({ sentence = '', values }) => {
      const places = new Set([...sentence.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])));
      return places.size !== values || [...places].some((place) => place >= values);
    });
    assert.deepEqual(
      wrong.map(({ where, sentence }) => `${where} ${sentence ?? ''}`),
      [],
    );
  });
});
