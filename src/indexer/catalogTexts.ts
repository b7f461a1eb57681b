/** The questions of protocol/catalogTextThread.ts. Loaded with the first: it brings the YAML parser. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/errors.ts';
import { mendableShapeOf } from '../catalog/judgeCatalog.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import { parseModelFile } from '../models/modelFile.ts';
import type { catalogTextThread, FileText, YamlChange } from '../protocol/catalogTextThread.ts';
import type { MendableProblem } from '../protocol/catalogShape.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import { cairnConfig } from '../records/config.ts';
import { dataset } from '../records/dataset.ts';
import { feature } from '../records/feature.ts';
import type { Layout } from '../storage/layout.ts';
import { YamlEdit } from '../storage/yamlEdit.ts';
import { YamlText } from '../storage/yamlText.ts';
import type { CatalogSession } from './catalogSession.ts';

export function catalogTextAnswersOf(
  layout: Layout,
  session: CatalogSession,
): Handlers<typeof catalogTextThread> {
  return {
    catalogProblems: async (texts) => {
      const isSaved = texts.datasets === undefined && texts.features === undefined;
      if (isSaved) await session.look();
      const before = await session.catalog();
      const { problems } = isSaved ? before : await readCatalog(layout, { texts, before });
      return problems.map(mendableShapeOf);
    },
    textProblems: async (text) => await Promise.resolve(problemsIn(text)),
    changeYaml: async (change) => await Promise.resolve(changed(change)),
    renameEntry: async ({ kind, name, to, texts }) => {
      const done: { file: string; text: string }[] = [];
      const change = async (file: string, known: string | undefined, work: (edit: YamlEdit) => void) => {
        const text = known ?? (await textOf(path.join(layout.root, file)));
        // Most files do not hold the name at all.
        if (!text.includes(name)) return;
        const edit = new YamlEdit(text, { where: file, example: exampleOf(file) });
        work(edit);
        if (edit.text() !== text) done.push({ file, text: edit.text() });
      };
      const renameKey = (edit: YamlEdit) => {
        if (edit.has([name])) edit.rename([name], to);
      };
      if (kind === 'dataset') await change('datasets.yaml', texts.datasets, renameKey);
      await change('features.yaml', texts.features, (edit) => {
        if (kind === 'feature') renameKey(edit);
        const key = kind === 'feature' ? 'parents' : 'dataset';
        edit.setAll(edit.keys().flatMap((feature) => replacements(edit, [feature, key], name, to)));
      });
      const models = (await readdir(layout.models).catch(() => [])).filter((file) => file.endsWith('.yaml'));
      for (const file of models)
        await change(`models/${file}`, undefined, (edit) => {
          const versions = edit.get(['versions']);
          const count = Array.isArray(versions) ? versions.length : 0;
          const key = kind === 'feature' ? 'features' : 'datasets';
          for (let at = 0; at < count; at += 1)
            edit.setAll(replacements(edit, ['versions', at, key], name, to));
        });
      return done;
    },
  };
}

/** Of config.yaml or a model file, alone. */
function problemsIn({ file, text }: FileText): MendableProblem[] {
  if (file === 'config.yaml') {
    const yaml = new YamlText(text, { where: file, example: 'objective' });
    if (yaml.value !== undefined) yaml.read(cairnConfig, yaml.value ?? {});
    return yaml.problems.map(mendableShapeOf);
  }
  return parseModelFile(text, file).problems.map(({ line = 1, column = 1, ...problem }) =>
    mendableShapeOf({ ...problem, line, column }),
  );
}

function changed({ file, text, changes }: FileText & { readonly changes: readonly YamlChange[] }): string {
  const edit = new YamlEdit(text, { where: file, example: exampleOf(file) });
  // Most are many changes of what is there, which one look at the file answers.
  const there = new Set(changes.filter(({ kind, path }) => kind === 'set' && edit.has(path)));
  edit.setAll([...there].flatMap((one) => (one.kind === 'set' ? [one] : [])));
  for (const one of changes) {
    if (one.kind === 'remove') edit.remove(one.path);
    else if (!there.has(one)) edit.set(one.path, one.value, one.order ?? orderOf(file, one.path));
  }
  return edit.text();
}

type Place = readonly (string | number)[];

/** Where the text, an entry of the list, or the name of an entry of the list is this name. */
function replacements(
  edit: YamlEdit,
  at: Place,
  name: string,
  to: string,
): { path: Place; value: unknown }[] {
  const value = edit.get(at);
  if (value === name) return [{ path: at, value: to }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown, index) => {
    if (one === name) return [{ path: [...at, index], value: to }];
    const named = typeof one === 'object' && one !== null && 'name' in one && one.name === name;
    return named ? [{ path: [...at, index, 'name'], value: to }] : [];
  });
}

/** New keys of an entry come where people look for them. */
function orderOf(file: string, at: Place): string[] | undefined {
  if (at.length !== 2) return undefined;
  if (file === 'features.yaml') return Object.keys(feature.shape);
  return file === 'datasets.yaml' ? Object.keys(dataset.shape) : undefined;
}

function exampleOf(file: string): string {
  return file === 'features.yaml' ? 'debt_to_income' : file === 'datasets.yaml' ? 'loans' : 'name';
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
