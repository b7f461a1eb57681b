/** Every id that package.json and the code share, declared once; a test holds both against each other. */

export const commands = {
  runsOpen: 'cairn.runs.open',
  /** For pages that lost their host, see webview/heartbeat.ts. */
  runsReopenPage: 'cairn.runs.reopenPage',
  runsOpenOutput: 'cairn.runs.openOutput',
  runsOpenScript: 'cairn.runs.openScript',
  runsStop: 'cairn.runs.stop',
  runsCompare: 'cairn.runs.compare',
  runsCopyId: 'cairn.runs.copyId',
  runsStar: 'cairn.runs.star',
  runsUnstar: 'cairn.runs.unstar',
  runsRename: 'cairn.runs.rename',
  runsNote: 'cairn.runs.note',
  runsTag: 'cairn.runs.tag',
  runsBaseline: 'cairn.runs.baseline',
  runsMoveToTrash: 'cairn.runs.moveToTrash',
  runsRestore: 'cairn.runs.restore',
  runsEmptyTrash: 'cairn.runs.emptyTrash',
  runsDiskUse: 'cairn.runs.diskUse',
  runsFilter: 'cairn.runs.filter',
  runsClearFilter: 'cairn.runs.clearFilter',
  runsGroupBy: 'cairn.runs.groupBy',
  runsSort: 'cairn.runs.sort',
  runsRefresh: 'cairn.runs.refresh',
  runsShowMore: 'cairn.runs.showMore',
  runsImport: 'cairn.runs.import',
  runsImportFile: 'cairn.runs.importFile',
  runsExport: 'cairn.runs.export',
  runsPublish: 'cairn.runs.publish',
  runsRecover: 'cairn.runs.recover',
  runsShowProblems: 'cairn.runs.showProblems',
  modelsRegister: 'cairn.models.register',
  modelsOpen: 'cairn.models.open',
  modelsOpenRun: 'cairn.models.openRun',
  modelsOpenFile: 'cairn.models.openFile',
  modelsSetAlias: 'cairn.models.setAlias',
  modelsRollBack: 'cairn.models.rollBack',
  modelsVerify: 'cairn.models.verify',
  modelsCopy: 'cairn.models.copy',
  modelsReveal: 'cairn.models.reveal',
  modelsDeleteVersion: 'cairn.models.deleteVersion',
  catalogAdd: 'cairn.catalog.add',
  catalogOpen: 'cairn.catalog.open',
  catalogOpenEntry: 'cairn.catalog.openEntry',
  catalogOpenFile: 'cairn.catalog.openFile',
  catalogRecordVersion: 'cairn.catalog.recordVersion',
  catalogRemove: 'cairn.catalog.remove',
  catalogReveal: 'cairn.catalog.reveal',
  catalogCopyName: 'cairn.catalog.copyName',
  catalogCopyPath: 'cairn.catalog.copyPath',
  catalogSearch: 'cairn.catalog.search',
  catalogRefresh: 'cairn.catalog.refresh',
  catalogGroupFeatures: 'cairn.catalog.groupFeatures',
  catalogSetOwner: 'cairn.catalog.setOwner',
  catalogDescribe: 'cairn.catalog.describe',
  featuresAdd: 'cairn.features.add',
  featuresOpen: 'cairn.features.open',
  featuresOpenPlaces: 'cairn.features.openPlaces',
  featuresHandOver: 'cairn.features.handOver',
  featuresUsage: 'cairn.features.usage',
  featuresUnused: 'cairn.features.unused',
  fairnessReport: 'cairn.fairness.report',
  modelsPublish: 'cairn.models.publish',
  serverConnect: 'cairn.server.connect',
  serverDisconnect: 'cairn.server.disconnect',
  serverFilterRuns: 'cairn.server.filterRuns',
  serverFilterExperiments: 'cairn.server.filterExperiments',
  scriptRun: 'cairn.script.run',
  scriptRunWith: 'cairn.script.runWith',
  scriptDebug: 'cairn.script.debug',
  scriptCompare: 'cairn.script.compare',
  scriptRunCommand: 'cairn.script.runCommand',
  notebookStartTracking: 'cairn.notebook.startTracking',
  notebookStopTracking: 'cairn.notebook.stopTracking',
  statusShow: 'cairn.status.show',
  logShow: 'cairn.log.show',
  configOpen: 'cairn.config.open',
  walkthroughOpen: 'cairn.walkthrough.open',
  walkthroughExample: 'cairn.walkthrough.example',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

/** Commands of VS Code itself, or of extensions we work with, that we call. */
export const foreignCommands = {
  diff: 'vscode.diff',
  changes: 'vscode.changes',
  reveal: 'revealFileInOS',
  revealInExplorer: 'revealInExplorer',
  open: 'vscode.open',
  manageTrust: 'workbench.trust.manage',
  openSettings: 'workbench.action.openSettings',
  openRemoteSettings: 'workbench.action.openRemoteSettings',
  openWalkthrough: 'workbench.action.openWalkthrough',
  openExtension: 'extension.open',
  goToLocations: 'editor.action.goToLocations',
  problems: 'workbench.actions.view.problems',
  reloadWindow: 'workbench.action.reloadWindow',
  selectInterpreter: 'python.setInterpreter',
} as const;

export const views = { runs: 'cairn.runs', catalog: 'cairn.catalog' } as const;
export const viewContainer = 'cairn';
export const walkthrough = 'cairn.start';
export const taskType = 'cairn';

export const settings = {
  python: 'cairn.python',
  lensesEnabled: 'cairn.lenses.enabled',
  groupBy: 'cairn.runs.groupBy',
  showOutput: 'cairn.output.showOnRun',
  trackingUri: 'cairn.mlflow.trackingUri',
  allowOutside: 'cairn.data.allowOutside',
  allowNetwork: 'cairn.data.allowNetwork',
} as const;
export type SettingId = (typeof settings)[keyof typeof settings];

/** Set by code, asked by `when` clauses. */
export const contextKeys = {
  filtered: 'cairn.runs.filtered',
  selected: 'cairn.runs.selected',
  empty: 'cairn.runs.empty',
  connected: 'cairn.server.connected',
  tracking: 'cairn.notebook.tracking',
  catalogEmpty: 'cairn.catalog.empty',
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** Words inside a tree item's contextValue, `;` around each: `when` clauses match `;run;`. */
export const itemWords = [
  'folder',
  'group',
  'run',
  'live',
  'ended',
  'starred',
  'plain',
  'scripted',
  'own',
  'foreign',
  'server',
  'experiment',
  'model',
  'modelVersion',
  'datasets',
  'features',
  'models',
  'dataset',
  'datasetVersion',
  'unknownData',
  'feature',
  'changed',
  'modelServer',
  'serverModel',
  'serverVersion',
  'note',
  'user',
] as const;
export type ItemWord = (typeof itemWords)[number];

export const seriesColors = [
  'cairn.series1',
  'cairn.series2',
  'cairn.series3',
  'cairn.series4',
  'cairn.series5',
  'cairn.series6',
  'cairn.series7',
  'cairn.series8',
] as const;

/** Files that can be scripts, by their ending; `when` clauses and lenses share the list. */
export const scriptEndings = ['py', 'R', 'r', 'jl', 'sh', 'js', 'mjs', 'cjs'] as const;
