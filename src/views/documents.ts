/** Read-only documents about runs: the script as it was, the patch and the packages. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Project } from '../project/project.ts';
import { runId } from '../records/runId.ts';
import { folderUri, type Projects } from './projects.ts';
import { foreignCommands } from './ui/contributions.ts';

const scheme = 'cairn-run';
const query = z.object({
  folder: z.string(),
  run: runId,
  part: z.enum(['script', 'patch', 'packages']),
});
type Query = z.infer<typeof query>;

export class RunDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #projects: Projects;
  readonly #registration: vscode.Disposable;

  constructor(projects: Projects) {
    this.#projects = projects;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** Opens a part of a run read-only; `name` is what its tab says and what its language is guessed from. */
  async open(project: Project, run: string, part: Query['part'], name: string): Promise<void> {
    await vscode.window.showTextDocument(this.#uri(project, run, part, name), { preview: true });
  }

  /** The script as it was at launch beside the file as it is now. */
  async diffScript(project: Project, run: { id: string; name: string; script: string }): Promise<void> {
    const now = vscode.Uri.file(path.resolve(project.folder, run.script));
    const then = this.#uri(project, run.id, 'script', path.basename(run.script));
    await vscode.commands.executeCommand(
      foreignCommands.diff,
      then,
      now,
      t('{0}: {1} ↔ now', path.basename(run.script), run.name),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { folder, run, part } = query.parse(JSON.parse(uri.query));
    const project = this.#projects.byFolder(folder);
    if (project === undefined) throw gone(run);
    const paths = project.pathsOf(run);
    try {
      return await readFile(paths[part], 'utf8');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      throw new UserError('gone', t('{0} kept no copy of this.', run), undefined, { cause: error });
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #uri(project: Project, run: string, part: Query['part'], name: string): vscode.Uri {
    const asked: Query = { folder: folderUri(project), run, part };
    return vscode.Uri.from({
      scheme,
      path: `/${run}/${name.replaceAll('/', '∕')}`,
      query: JSON.stringify(asked),
    });
  }
}

function gone(run: string): UserError {
  return new UserError('gone', t('The run {0} is not there any more.', run));
}
