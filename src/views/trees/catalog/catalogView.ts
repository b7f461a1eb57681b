/** The Catalog view: its tree, what is dragged out of it, and the progress of hashing. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable.ts';
import { formatSize } from '../../../base/format.ts';
import { t } from '../../../base/l10n.ts';
import type { Project } from '../../../project/project.ts';
import type { Projects } from '../../projects.ts';
import { setting } from '../../ui/config.ts';
import { views } from '../../ui/contributions.ts';
import type { Toast } from '../../ui/toast.ts';
import type { CatalogNode } from './catalogNodes.ts';
import type { CatalogTree } from './catalogTree.ts';

export interface CatalogViewParts {
  readonly tree: CatalogTree;
  readonly projects: Projects;
  readonly toast: Toast;
}

export class CatalogView implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #view: vscode.TreeView<CatalogNode>;

  constructor({ tree, projects, toast }: CatalogViewParts) {
    this.#view = this.#owned.add(
      vscode.window.createTreeView(views.catalog, {
        treeDataProvider: tree,
        canSelectMany: true,
        showCollapseAll: true,
        dragAndDropController: { dropMimeTypes: [], dragMimeTypes: ['text/plain'], handleDrag },
      }),
    );
    projects.attach((project) => {
      const owned = new DisposableStore();
      const allow = () => {
        // What somebody else wrote may name any file and any server.
        const { isTrusted } = vscode.workspace;
        const allowed = {
          outside: isTrusted && setting.allowOutside(),
          network: isTrusted && setting.allowNetwork(),
        };
        toast.own(project.store.catalog.allowData({ allowed }));
      };
      owned.add(
        project.onDidOpenStore(() => {
          owned.add(showReading(project));
          owned.add(
            vscode.workspace.onDidChangeConfiguration((change) => {
              if (change.affectsConfiguration('cairn.data')) allow();
            }),
          );
          owned.add(vscode.workspace.onDidGrantWorkspaceTrust(allow));
          if (setting.allowOutside() || setting.allowNetwork()) allow();
        }),
      );
      return owned;
    });
  }

  get selection(): readonly CatalogNode[] {
    return this.#view.selection;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** A dataset gives its place, anything else its name. */
export function handleDrag(nodes: readonly CatalogNode[], data: vscode.DataTransfer): void {
  const texts = nodes.flatMap((node) => {
    if (node.kind === 'dataset') return [node.row.location];
    if (node.kind === 'unknown') return [node.data.location ?? node.data.name];
    return 'ref' in node ? [node.ref.name] : [];
  });
  if (texts.length > 0) data.set('text/plain', new vscode.DataTransferItem(texts.join('\n')));
}

/** A bar with Cancel while data is hashed for more than a moment. */
function showReading(project: Project): Disposable {
  let report: ((done: number, total: number, name: string) => void) | undefined;
  let end: (() => void) | undefined;
  const stop = () => {
    end?.();
    report = end = undefined;
  };
  const listening = project.store.onDidRead((reading) => {
    if (reading === null) {
      stop();
      return;
    }
    if (report === undefined) {
      const ended = new Promise<void>((resolve) => (end = resolve));
      void vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, cancellable: true, title: t('Reading data') },
        async (progress, token) => {
          let last = 0;
          let of = '';
          report = (done, total, name) => {
            if (of !== name) last = 0;
            of = name;
            const share = (100 * done) / Math.max(1, total);
            const message = t('{0}: {1} of {2}', name, formatSize(done), formatSize(total));
            progress.report({ message, increment: share - last });
            last = share;
          };
          token.onCancellationRequested(() => void project.store.catalog.cancelReading({}));
          await ended;
        },
      );
    }
    report?.(reading.done, reading.total, reading.name);
  });
  return {
    dispose: () => {
      listening.dispose();
      stop();
    },
  };
}
