// Makes the JSON Schemas of .cairn's YAML files from the zod schemas in src/records, with the comments there as descriptions.
//   node tools/schemas.mjs [--check]
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import * as z from 'zod';
import { root } from './toolchain.mjs';
import { cairnConfig } from '../src/records/config.ts';
import { dataset } from '../src/records/dataset.ts';
import { feature } from '../src/records/feature.ts';
import { registeredModel } from '../src/records/modelVersion.ts';

const named = (entry) => z.record(z.string(), entry);
const files = {
  datasets: { schema: named(dataset), of: ['dataset.ts', 'dataset'], at: 'additionalProperties' },
  features: { schema: named(feature), of: ['feature.ts', 'feature'], at: 'additionalProperties' },
  model: { schema: registeredModel, of: ['modelVersion.ts', 'registeredModel'] },
  config: { schema: cairnConfig, of: ['config.ts', 'cairnConfig'] },
};

const check = process.argv.includes('--check');
const folder = path.join(root, 'media', 'schemas');
await mkdir(folder, { recursive: true });
for (const [name, { schema, of, at }] of Object.entries(files)) {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  // Names of entries may be anything, which is what it is without this.
  if (at !== undefined) delete json.propertyNames;
  describe(at === undefined ? json : json[at], await objectsIn(...of));
  const text = `${JSON.stringify({ ...json, title: `.cairn/${name === 'model' ? 'models/*' : name}.yaml` }, null, 2)}\n`;
  const file = path.join(folder, `${name}.json`);
  if (!check) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`media/schemas/${name}.json is not what src/records says; run node tools/schemas.mjs.`);
    process.exitCode = 1;
  }
}

/** The keys of the object that a schema is made of, each with its comment and the keys below it. */
async function objectsIn(file, name) {
  const consts = await constsIn(file);
  return keysOf(consts.get(name), consts);
}

/** Its own constants and those of the records that it imports. */
async function constsIn(file) {
  const text = await readFile(path.join(root, 'src', 'records', file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const consts = new Map();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) && statement.moduleSpecifier.text.startsWith('./'))
      for (const [name, of] of await constsIn(statement.moduleSpecifier.text)) consts.set(name, of);
    if (ts.isVariableStatement(statement))
      for (const { name: own, initializer } of statement.declarationList.declarations)
        consts.set(own.getText(), initializer);
  }
  return consts;
}

function keysOf(node, consts) {
  const keys = new Map();
  const visit = (at) => {
    if (ts.isObjectLiteralExpression(at)) {
      for (const property of at.properties) {
        if (!ts.isPropertyAssignment(property)) continue;
        keys.set(property.name.getText().replaceAll(/['"]/g, ''), {
          comment: commentOf(property),
          keys: keysOf(property.initializer, consts),
        });
      }
      return;
    }
    // What a transform or a refinement does with the value says nothing of its keys.
    if (ts.isArrowFunction(at)) return;
    if (ts.isPropertyAccessExpression(at)) return visit(at.expression);
    if (ts.isIdentifier(at) && consts.has(at.text)) visit(consts.get(at.text));
    ts.forEachChild(at, visit);
  };
  if (node !== undefined) visit(node);
  return keys;
}

function commentOf(node) {
  const text = node.getSourceFile().text;
  const [last] = (ts.getLeadingCommentRanges(text, node.pos) ?? []).slice(-1);
  if (last === undefined || !text.startsWith('/**', last.pos)) return undefined;
  return text
    .slice(last.pos + 3, last.end - 2)
    .replaceAll(/^\s*\*/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function describe(schema, keys) {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, below] of Object.entries(schema.properties ?? {})) {
    const found = keys.get(key);
    if (found?.comment !== undefined) below.description = found.comment;
    if (found !== undefined) describe(below, found.keys);
  }
  for (const inner of [...(schema.anyOf ?? []), schema.items, schema.additionalProperties])
    describe(inner, keys);
}
