/** Texts of the catalog's files as they are open and not saved. */
import * as vscode from 'vscode';
import type { Project } from '../../project/project.ts';
import type { CatalogTexts } from '../../protocol/catalogTextThread.ts';

export function openTexts({ layout }: Project): CatalogTexts {
  const [datasets, features] = [layout.datasets, layout.features].map(unsaved);
  return { ...(datasets !== undefined && { datasets }), ...(features !== undefined && { features }) };
}

function unsaved(file: string): string | undefined {
  const uri = vscode.Uri.file(file).toString();
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  return document?.isDirty === true ? document.getText() : undefined;
}
