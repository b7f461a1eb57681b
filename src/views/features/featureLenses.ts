/** The lens above each Python function that makes a feature: its owner, what it is, and the models that use it. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { findFunction } from '../../base/pythonCode.ts';
import type { Project } from '../../project/project.ts';
import type { FeatureBrief } from '../../protocol/featureThread.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { folderUri, type Projects } from '../projects.ts';
import { setting } from '../ui/config.ts';
import { commands, settings } from '../ui/contributions.ts';
import { lensTitle } from './featureText.ts';
import { pythonIn } from './pythonDocuments.ts';

export class FeatureLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #projects: Projects;
  readonly #hasFeatures: (project: Project) => boolean;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(projects: Projects, hasFeatures: (project: Project) => boolean) {
    this.#projects = projects;
    this.#hasFeatures = hasFeatures;
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.lensesEnabled)) this.#changed.fire();
      }),
    );
  }

  /** Features, or who uses them, may have changed. */
  refresh(): void {
    this.#changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const project = this.#projects.ofFile(document.uri);
    if (project === undefined || !this.#hasFeatures(project) || !setting.lensesEnabled(document)) return [];
    const features = await project.store.features.inScript(project.relative(document.uri.fsPath));
    const code = pythonIn(document);
    return features.flatMap((feature) => {
      const found = findFunction(code, feature.function?.split('#')[1] ?? '');
      if (found === undefined || found.firstLine >= document.lineCount) return [];
      return new vscode.CodeLens(
        new vscode.Range(found.firstLine, 0, found.firstLine, 0),
        lensCommand(project, feature),
      );
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function lensCommand(project: Project, feature: FeatureBrief): vscode.Command {
  const ref: CatalogRef = { folder: folderUri(project), kind: 'feature', name: feature.name };
  return {
    title: lensTitle(feature),
    tooltip: t('The feature {0} is made here; opens its entry', feature.name),
    command: commands.featuresOpen,
    arguments: [ref],
  };
}
