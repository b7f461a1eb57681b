/** The address of a file as a run had it; what is behind it never changes. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { runId } from '../../../records/runId.ts';
import { codeScheme } from '../names.ts';

const query = z.object({
  /** URI of the workspace folder. */
  folder: z.string(),
  run: runId,
  /** In the repository, forward slashes. */
  file: z.string(),
});
export type CodeAddress = z.infer<typeof query>;

export function codeUri(address: CodeAddress): vscode.Uri {
  return vscode.Uri.from({
    scheme: codeScheme,
    path: `/${address.run}/${address.file}`,
    query: JSON.stringify(address),
  });
}

/** Throws for what is no such address. */
export function codeAddress(uri: vscode.Uri): CodeAddress {
  return query.parse(JSON.parse(uri.query));
}
