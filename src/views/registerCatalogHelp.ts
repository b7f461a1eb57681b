/** All that VS Code asks about features in Python, and about .cairn's YAML files. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { Project } from '../project/project.ts';
import type { FileDiagnostics } from './fileDiagnostics.ts';
import type { Projects } from './projects.ts';
import type { Toast } from './ui/toast.ts';
import { FeatureLenses } from './features/featureLenses.ts';
import { PythonHelp } from './features/pythonHelp.ts';
import { RenameEntry } from './yamlHelp/renameEntry.ts';
import { YamlFixes } from './yamlHelp/yamlFixes.ts';
import { YamlProviders } from './yamlHelp/yamlProviders.ts';
import { Schemas } from './yamlHelp/yamlWords.ts';

export interface CatalogHelpParts {
  readonly projects: Projects;
  readonly diagnostics: FileDiagnostics;
  readonly extension: vscode.Uri;
  readonly toast: Toast;
}

export function registerCatalogHelp(
  { projects, diagnostics, extension }: CatalogHelpParts,
  hasFeatures: (project: Project) => boolean,
): Disposable {
  const owned = new DisposableStore();
  const { languages } = vscode;
  const python = { scheme: 'file', language: 'python' };
  const yaml = { scheme: 'file', pattern: '**/.cairn/**/*.yaml' };
  const lenses = owned.add(new FeatureLenses(projects, hasFeatures));
  owned.add(languages.registerCodeLensProvider(python, lenses));
  const inPython = new PythonHelp(projects, hasFeatures);
  owned.add(languages.registerHoverProvider(python, inPython));
  owned.add(languages.registerDefinitionProvider(python, inPython));
  owned.add(languages.registerReferenceProvider(python, inPython));
  const schemas = new Schemas(extension);
  const inYaml = new YamlProviders(projects, schemas);
  owned.add(languages.registerCompletionItemProvider(yaml, inYaml, ' ', '#', '[', ','));
  owned.add(languages.registerHoverProvider(yaml, inYaml));
  owned.add(languages.registerDefinitionProvider(yaml, inYaml));
  owned.add(languages.registerReferenceProvider(yaml, inYaml));
  owned.add(languages.registerRenameProvider(yaml, new RenameEntry(projects)));
  owned.add(
    languages.registerCodeActionsProvider(yaml, new YamlFixes(projects, schemas, diagnostics), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite],
    }),
  );
  projects.attach((project) => followUsage(project, () => lenses.refresh()));
  owned.add(diagnostics.onDidLook(() => lenses.refresh()));
  return owned;
}

/** Runs that come and go change who uses a feature; many at once are one change. */
function followUsage(project: Project, changed: () => void): Disposable {
  const owned = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  owned.add({ dispose: () => clearTimeout(timer) });
  const later = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    }, pauseMs);
  };
  owned.add(project.store.onDidChange(later));
  return owned;
}

/** ms; runs that train change all the time, and lenses are asked for again each time. */
const pauseMs = 2000;
