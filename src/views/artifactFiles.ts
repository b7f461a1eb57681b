/** Images that lie within a file of another tool, opened by VS Code's own viewer where they are: nothing is copied to disk. */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Project } from '../project/project.ts';
import type { Within } from '../sources/artifactBytes.ts';
import { folderUri, type Projects } from './projects.ts';
import { ReadOnlyFiles } from './readOnlyFiles.ts';
import { foreignCommands } from './ui/contributions.ts';

const scheme = 'cairn-artifact';
/** An artifact is named, never a file: which bytes it is, the index says. */
const query = z.object({ folder: z.string(), run: z.string(), path: z.string() });
type Query = z.infer<typeof query>;

export class ArtifactFiles extends ReadOnlyFiles implements vscode.Disposable {
  readonly #projects: Projects;
  readonly #registration: vscode.Disposable;

  constructor(projects: Projects) {
    super();
    this.#projects = projects;
    this.#registration = vscode.workspace.registerFileSystemProvider(scheme, this, {
      isReadonly: true,
      isCaseSensitive: true,
    });
  }

  async open(project: Project, run: string, path: string): Promise<void> {
    const asked: Query = { folder: folderUri(project), run, path };
    const uri = vscode.Uri.from({ scheme, path: `/${run}/${path}`, query: JSON.stringify(asked) });
    await vscode.commands.executeCommand(foreignCommands.open, uri);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { size, time } = await this.#find(uri);
    return { type: vscode.FileType.File, ctime: time, mtime: time, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { artifactBytes } = await import('../sources/artifactBytes.ts');
    return await artifactBytes(await this.#find(uri));
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #find(uri: vscode.Uri): Promise<Within & { readonly time: number }> {
    if (uri.query === '') throw vscode.FileSystemError.FileNotFound(uri);
    const { folder, run, path } = query.parse(JSON.parse(uri.query));
    const detail = await this.#projects.byFolder(folder)?.store.detail(run);
    const artifact = detail?.artifacts.find((one) => one.path === path);
    if (artifact?.file === undefined || artifact.start === undefined)
      throw vscode.FileSystemError.FileNotFound(uri);
    return { file: artifact.file, start: artifact.start, size: artifact.size, time: artifact.t };
  }
}
