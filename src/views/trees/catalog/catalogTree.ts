/** The Catalog view's rows: asked of the index thread as they are opened. */
import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { DisposableStore } from '../../../base/disposable.ts';
import { assertNever } from '../../../base/errors.ts';
import type { Project } from '../../../project/project.ts';
import type { FeatureBy } from '../../../protocol/catalogThread.ts';
import { folderUri, type Projects } from '../../projects.ts';
import type { TeamServers } from '../../team/teamServers.ts';
import { contextKeys } from '../../ui/contributions.ts';
import type { Toast } from '../../ui/toast.ts';
import { ServerRows } from './serverModels.ts';
import { catalogItem } from './catalogItems.ts';
import type {
  CatalogNode,
  DatasetNode,
  DatasetVersionNode,
  FeatureGroupNode,
  FeatureNode,
  SectionNode,
} from './catalogNodes.ts';

export interface CatalogTreeParts {
  readonly projects: Projects;
  readonly servers: Pick<TeamServers, 'of' | 'ready' | 'onDidChange'>;
  readonly memory: vscode.Memento;
  readonly toast: Toast;
  readonly clock: Clock;
}

const byKey = 'catalog.groupFeaturesBy';

export class CatalogTree implements vscode.TreeDataProvider<CatalogNode>, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #redraw = this.#owned.add(new vscode.EventEmitter<undefined>());
  readonly #parts: CatalogTreeParts;
  readonly #serverRows: ServerRows;
  #timer: NodeJS.Timeout | undefined;
  /** ms of performance.now: when the timer fires. */
  #due = 0;
  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(parts: CatalogTreeParts) {
    this.#parts = parts;
    this.#serverRows = new ServerRows(parts.servers);
    this.#owned.add(parts.projects.onDidChange(() => this.reload()));
    this.#owned.add(parts.servers.onDidChange(() => this.reload()));
    this.#owned.add({ dispose: () => clearTimeout(this.#timer) });
    parts.projects.attach((project) => this.#follow(project));
  }

  get groupBy(): FeatureBy {
    const kept = this.#parts.memory.get<unknown>(byKey);
    return kept === 'owner' || kept === 'model' || kept === 'none' ? kept : 'dataset';
  }

  async setGroupBy(by: FeatureBy): Promise<void> {
    await this.#parts.memory.update(byKey, by);
    this.reload();
  }

  /** Asks for everything anew, the server too. */
  reload(): void {
    this.#serverRows.forget();
    this.#redraw.fire(undefined);
  }

  getTreeItem(node: CatalogNode): vscode.TreeItem {
    return catalogItem(node, this.#parts.clock.now());
  }

  async getChildren(node?: CatalogNode): Promise<CatalogNode[]> {
    if (node === undefined) return await this.#top();
    switch (node.kind) {
      case 'folder':
        return await this.#sections(node.project);
      case 'section':
        return await this.#entries(node);
      case 'dataset':
        return await this.#versions(node);
      case 'datasetVersion':
        return users(node);
      case 'featureGroup':
        return await this.#features(node);
      case 'model':
        return node.row.versions.map((row) => ({
          kind: 'modelVersion',
          project: node.project,
          ref: { ...node.ref, kind: 'modelVersion', version: row.version },
          row,
          under: '',
        }));
      case 'modelServer':
        return await this.#serverRows.models(node);
      case 'serverModel':
        return await this.#serverRows.versions(node);
      case 'serverVersion':
      case 'note':
      case 'feature':
      case 'modelVersion':
      case 'unknown':
      case 'user':
        return [];
      default:
        return assertNever(node);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #top(): Promise<CatalogNode[]> {
    const projects = this.#parts.projects.all;
    const [only] = projects;
    const tops =
      only !== undefined && projects.length === 1
        ? await this.#sections(only)
        : projects.map((project): CatalogNode => ({ kind: 'folder', project }));
    const isEmpty = projects.length === 1 && tops.length === 0;
    await vscode.commands.executeCommand('setContext', contextKeys.catalogEmpty, isEmpty);
    return tops;
  }

  /** None at all where the catalog is empty, so that the welcome text shows. */
  async #sections(project: Project): Promise<CatalogNode[]> {
    const { catalog, models } = project.store;
    const [datasets, unknown, groups, list] = await Promise.all([
      catalog.catalogDatasets({}),
      catalog.unknownData({}),
      catalog.featureGroups({ by: 'none' }),
      models.list(),
    ]);
    const features = groups.reduce((sum, { count }) => sum + count, 0);
    const server = this.#parts.servers.of(project);
    const count = datasets.length + unknown.length + features + list.models.length;
    if (count === 0 && server === undefined) return [];
    return [
      { kind: 'section', project, section: 'datasets', count: datasets.length },
      { kind: 'section', project, section: 'features', count: features },
      {
        ...{ kind: 'section', project, section: 'models' },
        count: list.models.length === 0 && server !== undefined ? undefined : list.models.length,
      },
    ];
  }

  async #entries({ project, section }: SectionNode): Promise<CatalogNode[]> {
    const folder = folderUri(project);
    const { catalog, models } = project.store;
    if (section === 'models') {
      const own = (await models.list()).models.map((row): CatalogNode => ({
        kind: 'model',
        project,
        row,
        ref: { folder, kind: 'model', name: row.name },
      }));
      const server = this.#parts.servers.of(project);
      return server === undefined ? own : [...own, { kind: 'modelServer', project, uri: server.uri }];
    }
    if (section === 'features') {
      const by = this.groupBy;
      if (by === 'none') return await this.#features({ project, by, key: null });
      const groups = await catalog.featureGroups({ by });
      return groups.map((group) => ({ kind: 'featureGroup', project, by, ...group }));
    }
    const [rows, unknown] = await Promise.all([catalog.catalogDatasets({}), catalog.unknownData({})]);
    return [
      ...rows.map((row): CatalogNode => ({
        kind: 'dataset',
        project,
        row,
        ref: { folder, kind: 'dataset', name: row.name },
      })),
      ...unknown.map((data): CatalogNode => ({ kind: 'unknown', project, data })),
    ];
  }

  async #features({
    project,
    by,
    key,
    under = '',
  }: Pick<FeatureGroupNode, 'project' | 'by' | 'key' | 'under'>): Promise<FeatureNode[]> {
    const rows = await project.store.catalog.featureRows({ by, key });
    return rows.map((row) => ({
      kind: 'feature',
      project,
      row,
      ref: { folder: folderUri(project), kind: 'feature', name: row.name },
      under: `${by} ${key ?? ''} ${under}`,
    }));
  }

  async #versions({ project, row }: DatasetNode): Promise<CatalogNode[]> {
    const detail = await project.store.catalog.catalogDataset({ name: row.name });
    if (detail === null) return [];
    const folder = folderUri(project);
    return [
      ...detail.versions.map((version): CatalogNode => ({
        kind: 'datasetVersion',
        project,
        dataset: row.name,
        version,
        isOnDisk: version.version === detail.disk.version,
      })),
      ...(row.features === 0
        ? []
        : [
            {
              ...{ kind: 'featureGroup' as const, project, by: 'dataset' as const, key: row.name },
              ...{ count: row.features, warnings: 0, under: row.name },
            },
          ]),
      ...detail.otherRuns.map(({ id, name, started }): CatalogNode => ({
        ...{ kind: 'user', project, run: id, name, started },
        under: `dataset ${folder} ${row.name}`,
      })),
    ];
  }

  #follow(project: Project) {
    const owned = new DisposableStore();
    owned.add(
      project.onDidOpenStore((store) => {
        owned.add(store.onDidChangeCatalog(() => this.#soon(soonMs)));
        owned.add(store.onDidChange(() => this.#soon(laterMs)));
      }),
    );
    return owned;
  }

  /** The sooner of two wishes counts. Runs tick several times a second; who uses what does not. */
  #soon(ms: number): void {
    const due = performance.now() + ms;
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#redraw.fire(undefined);
    }, ms);
  }
}

function users({ project, dataset, version: { version, models, runs } }: DatasetVersionNode): CatalogNode[] {
  const under = `${dataset} ${String(version)}`;
  const folder = folderUri(project);
  return [
    ...models.map((one): CatalogNode => ({
      kind: 'modelVersion',
      project,
      ref: { folder, kind: 'modelVersion', name: one.model, version: one.version },
      row: one,
      under,
    })),
    ...runs.map(({ id, name, started }): CatalogNode => ({
      kind: 'user',
      project,
      run: id,
      name,
      started,
      under,
    })),
  ];
}

/** ms after a change of the catalog or the data. */
const soonMs = 300;
/** ms after a change of runs: with ten thousand of them the question is no small one. */
const laterMs = 3000;
