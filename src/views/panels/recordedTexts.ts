/** Texts out of records as read-only files, which editors can show and compare; what was recorded never changes. */
import * as vscode from 'vscode';
import { ReadOnlyFiles } from '../readOnlyFiles.ts';

/** A file system and not a document provider, because only that wakes the extension for a diff restored after a reload. */
export function serveTexts(scheme: string, textOf: (uri: vscode.Uri) => Promise<string>): vscode.Disposable {
  return vscode.workspace.registerFileSystemProvider(scheme, new RecordedTexts(textOf), { isReadonly: true });
}

class RecordedTexts extends ReadOnlyFiles {
  readonly #textOf: (uri: vscode.Uri) => Promise<string>;

  constructor(textOf: (uri: vscode.Uri) => Promise<string>) {
    super();
    this.#textOf = textOf;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const size = Buffer.byteLength(await this.#textOf(uri));
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from(await this.#textOf(uri));
  }
}
