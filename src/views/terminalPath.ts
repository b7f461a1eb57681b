/** Puts `cairn` on the PATH of integrated terminals: a small script that runs the command line with the editor's own Node. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { t } from '../base/l10n.ts';

/** Where the extension is installed changes with its version, so the shims are written anew at each start. */
export async function putOnTerminalPath(context: vscode.ExtensionContext, execPath: string): Promise<void> {
  const folder = path.join(context.globalStorageUri.fsPath, 'bin');
  const cli = path.join(context.extensionPath, 'out', 'cli.js');
  await mkdir(folder, { recursive: true });
  const posix = path.join(folder, 'cairn');
  await writeFile(posix, posixShim(execPath, cli));
  await chmod(posix, 0o755);
  if (process.platform === 'win32')
    await writeFile(path.join(folder, 'cairn.cmd'), windowsShim(execPath, cli));
  const variables = context.environmentVariableCollection;
  variables.description = t('Puts the cairn command on the PATH');
  variables.prepend('PATH', folder + path.delimiter);
}

export function posixShim(execPath: string, cli: string): string {
  return `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${shellQuoted(execPath)} ${shellQuoted(cli)} "$@"\n`;
}

export function windowsShim(execPath: string, cli: string): string {
  const quoted = (text: string) => `"${text.replaceAll('%', '%%')}"`;
  return `@echo off\r\nsetlocal\r\nset ELECTRON_RUN_AS_NODE=1\r\n${quoted(execPath)} ${quoted(cli)} %*\r\n`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
