/** One model page: answers its calls and tells it what changed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { modelPage, type ModelAction, type ModelPageHandlers } from '../../protocol/modelPage.ts';
import { verifiedShape, type ModelDetail } from '../../protocol/modelShape.ts';
import type { CatalogRef } from '../catalogRef.ts';
import { commands, foreignCommands, type CommandId } from '../ui/contributions.ts';
import { PagePanel } from './pagePanel.ts';
import type { SubjectToShow } from './subjectPanels.ts';

export interface ModelPageActions {
  openRun(project: Project, run: string): void;
  compare(project: Project, runs: readonly string[]): void;
  /** Has the folder's index told of its server. */
  ready(project: Project): Promise<void>;
  log(line: string): void;
}

export interface ModelPanelOptions extends SubjectToShow {
  readonly actions: ModelPageActions;
}

export class ModelPanel extends PagePanel {
  readonly #options: ModelPanelOptions;

  constructor(options: ModelPanelOptions) {
    const { panel, project, actions } = options;
    super({ panel, page: 'model', log: (line) => actions.log(line) });
    this.#options = options;
    const served = this.serve(modelPage, this.#handlers());
    this.owned.add(
      project.store.onDidChange(({ ids }) => {
        // A run that came or went may be one of its versions'.
        if (ids === 'all') served.emit('changed', {});
      }),
    );
    this.owned.add(project.store.onDidChangeCatalog(() => served.emit('changed', {})));
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => served.emit('changed', {})));
  }

  #handlers(): ModelPageHandlers {
    const { project, actions } = this.#options;
    const done = async (work: unknown) => {
      await work;
      return null;
    };
    const { isTrusted } = vscode.workspace;
    return {
      ping: () => done(undefined),
      view: async ({ name, version }) => {
        const detail = await this.#detail(name, version ?? undefined);
        return { detail: detail ?? null, trusted: vscode.workspace.isTrusted };
      },
      act: ({ name, version, action, alias }) => done(this.#run(actionIds[action], { name, version }, alias)),
      verify: async (of) =>
        verifiedShape.nullable().parse((await this.#run(commands.modelsVerify, of, null)) ?? null),
      openRun: async ({ run }) => {
        actions.openRun(project, run);
        return await done(undefined);
      },
      openScript: async ({ name, version }) => {
        const detail = await project.store.models.get(name, version, isTrusted);
        const script = detail?.shown?.script?.path ?? '';
        const file = path.resolve(project.folder, script);
        if (script === '' || !existsSync(file))
          throw new UserError('gone', t('The script {0} is not there any more.', script));
        return await done(openFile(file));
      },
      openFile: async ({ name }) => {
        const file = (await project.models()).registry.fileOf(name);
        return await done(file === undefined ? undefined : openFile(file));
      },
      openFairness: async ({ name, version }) => {
        const detail = await project.store.models.get(name, version, isTrusted);
        const judged = detail?.shown?.judged;
        if (!judged) throw new UserError('gone', t('Version {0} was not judged.', version));
        const { folder } = this.#options;
        if (judged.runHere && judged.run !== null)
          return await done(
            vscode.commands.executeCommand(commands.fairnessReport, { folder, run: judged.run }),
          );
        const file = path.resolve(project.layout.models, judged.report ?? '');
        if (judged.report === null || !file.startsWith(project.layout.models + path.sep) || !existsSync(file))
          throw new UserError('gone', t('The report {0} is not there any more.', judged.report ?? ''));
        return await done(openFile(file));
      },
      openEntry: ({ kind, name }) =>
        done(
          vscode.commands.executeCommand(kind === 'dataset' ? commands.catalogOpen : commands.featuresOpen, {
            folder: this.#options.folder,
            kind,
            name,
          }),
        ),
      compareRuns: async ({ runs }) => {
        actions.compare(project, runs);
        return await done(undefined);
      },
    };
  }

  async #detail(name: string, version: number | undefined): Promise<ModelDetail | undefined> {
    const { project, server, actions } = this.#options;
    if (server === null) return await project.store.models.get(name, version, vscode.workspace.isTrusted);
    await actions.ready(project);
    return await project.store.server.model({ server, name, version });
  }

  /** As if the person had called it from the tree. */
  async #run(
    id: CommandId,
    of: Pick<CatalogRef, 'name' | 'version'>,
    alias: string | null,
  ): Promise<unknown> {
    const { folder, server } = this.#options;
    const ref: CatalogRef = {
      folder,
      kind: 'modelVersion',
      ...of,
      ...(server !== null && { server }),
      fromPage: true,
    };
    return await vscode.commands.executeCommand(id, ref, ...(alias === null ? [] : [alias]));
  }
}

const actionIds: Readonly<Record<ModelAction, CommandId>> = {
  setAlias: commands.modelsSetAlias,
  rollBack: commands.modelsRollBack,
  reveal: commands.modelsReveal,
  copy: commands.modelsCopy,
  publish: commands.modelsPublish,
  deleteVersion: commands.modelsDeleteVersion,
};

async function openFile(file: string, line = 0): Promise<void> {
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.commands.executeCommand(foreignCommands.open, vscode.Uri.file(file), { selection });
}
