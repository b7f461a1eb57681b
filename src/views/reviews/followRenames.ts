/** Scripts that are renamed or moved in the editor take their reviews along. Where one is deleted, its review stays. */
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { Projects } from '../projects.ts';
import type { Toast } from '../ui/toast.ts';
import type { Reviewing } from './reviewing.ts';

export interface FollowParts {
  readonly projects: Projects;
  readonly reviewing: () => Promise<Reviewing>;
  readonly toast: Toast;
}

export function followRenames({ projects, reviewing, toast }: FollowParts): Disposable {
  const follow = async (from: vscode.Uri, to: vscode.Uri) => {
    const project = projects.ofFile(to);
    // What goes to another folder leaves its review where it was made.
    if (project === undefined || projects.ofFile(from) !== project || !vscode.workspace.isTrusted) return;
    await (await reviewing()).move(project, project.relative(from.fsPath), project.relative(to.fsPath));
  };
  return vscode.workspace.onDidRenameFiles(({ files }) => {
    for (const { oldUri, newUri } of files) toast.own(follow(oldUri, newUri));
  });
}
