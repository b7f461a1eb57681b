// Collects every sentence that goes through t() into l10n/bundle.l10n.json, from where translations start.
//   node tools/strings.mjs
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { root } from './toolchain.mjs';

const sentences = new Set();
for (const file of globSync('{src,webview}/**/*.ts', { cwd: root })) {
  const source = ts.createSourceFile(
    file,
    await readFile(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  visit(source);
}

function visit(node) {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
    const [sentence] = node.arguments;
    if (sentence && ts.isStringLiteralLike(sentence)) sentences.add(sentence.text);
  }
  ts.forEachChild(node, visit);
}

const bundle = Object.fromEntries([...sentences].sort().map((sentence) => [sentence, sentence]));
await mkdir(path.join(root, 'l10n'), { recursive: true });
await writeFile(path.join(root, 'l10n', 'bundle.l10n.json'), `${JSON.stringify(bundle, null, 2)}\n`);
console.log(`${sentences.size} sentences`);
