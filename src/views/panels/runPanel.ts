/** One run page: answers its calls, tells it what changed, and follows the output while it can be seen. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError, codeOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { runPage } from '../../protocol/runPage.ts';
import type { RunPageHandlers } from '../../protocol/runPage.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import { fileOfArtifact } from '../../runs/artifactPath.ts';
import { runDir, runPaths } from '../../storage/layout.ts';
import { commands, foreignCommands } from '../ui/contributions.ts';
import { argumentsOf } from './arguments.ts';
import type { CodeChanges } from './codeChanges.ts';
import { OutputTail } from './outputTail.ts';
import { PagePanel } from './pagePanel.ts';
import { metricsOf, rivalsOf, seriesOf, viewOf } from './runPageData.ts';
import type { RunPageActions, RunPageHost } from './runPageHost.ts';

export interface RunPanelOptions<H extends RunPageHost> {
  readonly panel: vscode.WebviewPanel;
  readonly host: H;
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly run: string;
  readonly actions: RunPageActions<H>;
  readonly changes: CodeChanges;
}

/** ms between looks at the output of a page that can be seen; a look at a file that did not grow is one stat. */
const outputInterval = 250;
/** As many lines as the page asks for at its start. */
const outputLines = 1000;

export class RunPanel<H extends RunPageHost> extends PagePanel {
  readonly #options: RunPanelOptions<H>;
  readonly #output: OutputTail;
  #following: NodeJS.Timeout | undefined;

  constructor(options: RunPanelOptions<H>) {
    const { panel, host, run, actions } = options;
    super({ panel, page: 'run', log: (line) => actions.log(line) });
    this.#options = options;
    this.#output = new OutputTail(runPaths(runDir(host.layout, run)));
    const served = this.serve(runPage, this.#handlers());
    this.owned.add(
      host.store.onDidChange(({ ids }) => {
        if (ids !== 'all' && !ids.some((id) => id === run)) return;
        served.emit('changed', { run });
        if (ids === 'all') this.own(this.#retitle());
      }),
    );
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => served.emit('changed', { run })));
    this.owned.add({ dispose: () => clearTimeout(this.#following) });
    this.#follow(async () => {
      const grown = await this.#output.grow(outputLines);
      if (grown) served.emit('output', { run, ...grown });
    });
    this.own(this.#retitle());
  }

  #handlers(): RunPageHandlers {
    const { host, folder, actions, changes } = this.#options;
    const paths = (run: string) => runPaths(runDir(host.layout, run));
    const done = async (work: PromiseLike<unknown>) => {
      await work;
      return null;
    };
    return {
      ping: () => done(Promise.resolve()),
      view: ({ run }) => viewOf(host, run, vscode.workspace.isTrusted),
      metrics: (ask) => metricsOf(host, ask),
      series: async (ask) => ({ series: await seriesOf(host, ask) }),
      rivals: async ({ run }) => ({ runs: await rivalsOf(host, run) }),
      output: ({ lines }) => this.#output.read(lines),
      star: ({ run, on }) => done(host.edit(run, { star: on })),
      note: ({ run, text }) => done(host.edit(run, { note: text })),
      stop: ({ run, kind }) => done(host.stop(run, kind)),
      openScript: ({ run }) => done(this.#openScript(run)),
      openScriptAsItWas: async ({ run }) => {
        const { script } = await this.#detail(run);
        return done(actions.openDocument(host, run, 'script', path.posix.basename(script ?? 'script')));
      },
      showChanges: ({ run }) => done(changes.show(folder, run)),
      openOutput: ({ run }) => done(this.#openFile(paths(run).output, t('Nothing was printed.'))),
      openPackages: ({ run }) => done(actions.openDocument(host, run, 'packages', 'packages.txt')),
      openArtifact: async ({ run, index }) => {
        const detail = await this.#detail(run);
        // The page knows the last ones only, see artifactLimit in runPageData.ts.
        const artifact = detail.artifacts.slice(-500)[index];
        if (!artifact) throw new UserError('gone', t('The run has no such artifact any more.'));
        if (artifact.start !== undefined) return done(actions.openWithin(host, run, artifact.path));
        const file = fileOfArtifact(artifact, detail, host.layout);
        return done(this.#openFile(file, t('{0} is not there any more.', artifact.path)));
      },
      openArtifacts: async ({ run }) => {
        const { artifactFolder } = await this.#detail(run);
        const folder = vscode.Uri.file(artifactFolder ?? paths(run).artifacts);
        return done(vscode.commands.executeCommand(foreignCommands.reveal, folder));
      },
      openModel: async ({ name, version }) => {
        actions.openModel(host, name, version);
        return await done(Promise.resolve());
      },
      openFairness: ({ run }) =>
        done(vscode.commands.executeCommand(commands.fairnessReport, { folder, run })),
      copyArguments: async ({ run }) =>
        done(vscode.env.clipboard.writeText(argumentsOf((await this.#detail(run)).params))),
      compareWithBest: ({ run }) => done(actions.compareWithBest(host, run)),
      recover: () => done(host.recover()),
      import: ({ run }) => done(actions.importRun(host, run)),
      manageTrust: () => done(vscode.commands.executeCommand(foreignCommands.manageTrust)),
    };
  }

  async #detail(run: string): Promise<RunDetail> {
    const detail = await this.#options.host.store.detail(run);
    if (!detail) throw new UserError('gone', t('The run {0} is not there any more.', run));
    return detail;
  }

  async #openScript(run: string): Promise<void> {
    const { script } = await this.#detail(run);
    if (script === null) throw new UserError('gone', t('This run was started without a script.'));
    const file = path.resolve(this.#options.host.folder, script);
    await this.#openFile(file, t('{0} is not there any more; open it as it was instead.', script));
  }

  async #openFile(file: string, missing: string): Promise<void> {
    try {
      await stat(file);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      throw new UserError('gone', missing, undefined, { cause: error });
    }
    await vscode.commands.executeCommand(foreignCommands.open, vscode.Uri.file(file));
  }

  async #retitle(): Promise<void> {
    const detail = await this.#options.host.store.detail(this.#options.run);
    if (detail) this.retitle(detail.name);
  }

  /** Looks again and again, one look at a time, while the page can be seen. */
  #follow(look: () => Promise<void>): void {
    this.#following = setTimeout(() => {
      const looking = this.#options.panel.visible ? look() : Promise.resolve();
      looking
        .catch((error: unknown) => this.log(String(error)))
        .finally(() => {
          if (!this.owned.isDisposed) this.#follow(look);
        });
    }, outputInterval);
  }
}
