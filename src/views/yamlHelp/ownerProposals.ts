/** Who might own an entry of the catalog: by CODEOWNERS and git, of the function that makes it, of its data, or of its own lines. */
import * as vscode from 'vscode';
import type { OwnerProposal } from '../../project/proposeOwners.ts';
import type { Project } from '../../project/project.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { blockEnd } from './yamlContext.ts';
import { linesIn } from './yamlProviders.ts';

/** `written`: what stands in the entry now, saved or not. */
export async function proposalsFor(
  project: Project,
  { kind, name }: CatalogRef,
  written?: ReadonlyMap<string, string>,
): Promise<OwnerProposal[]> {
  const { proposeOwners } = await import('../../project/proposeOwners.ts');
  const { features } = project.store;
  const [feature] = kind === 'feature' ? await features.byName([name]) : [];
  const made = (kind === 'feature' ? written?.get('function') : undefined) ?? feature?.function ?? null;
  const { datasets } = await features.words();
  const own = kind === 'dataset' ? name : (written?.get('dataset') ?? feature?.dataset);
  const dataset = datasets.find((one) => one.name === own);
  const location = (kind === 'dataset' ? written?.get('location') : undefined) ?? dataset?.location;
  const file = kind === 'feature' ? project.layout.features : project.layout.datasets;
  const line = kind === 'feature' ? feature?.line : dataset?.line;
  const places = [
    ...(made === null ? [] : [{ file: made }]),
    ...(location === undefined ? [] : [{ file: location }]),
    ...(line === undefined ? [] : [{ file: project.relative(file), lines: await linesFrom(file, line) }]),
  ];
  const found: OwnerProposal[] = [];
  for (const place of places)
    for (const one of await proposeOwners(project.folder, place, vscode.workspace.isTrusted))
      if (!found.some(({ owner }) => owner === one.owner)) found.push(one);
  return found;
}

async function linesFrom(file: string, line: number): Promise<[number, number]> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  return [line, blockEnd(linesIn(document), line - 1)];
}
