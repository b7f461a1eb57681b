/** Everything a window shows of its projects, made in the order in which it leans on each other. */
import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import { ArtifactFiles } from './artifactFiles.ts';
import { catalogHelp } from './catalogHelp.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { FileDiagnostics } from './fileDiagnostics.ts';
import { RunDocuments } from './documents.ts';
import { CatalogBadges } from './catalogBadges.ts';
import { Launcher } from './launching/launcher.ts';
import { runWithMemory } from './launching/runAnswers.ts';
import { ScriptLenses } from './lenses/scriptLenses.ts';
import { watchPredictions } from './judging/watchPredictions.ts';
import { LiveRuns } from './liveRuns.ts';
import { RunTerminals } from './output/runTerminals.ts';
import { Pages } from './pages.ts';
import type { Projects } from './projects.ts';
import { watchScripts } from './reviews/comments/watchScripts.ts';
import { followRenames } from './reviews/followRenames.ts';
import { ReviewRows } from './reviews/reviewRows.ts';
import { RunColors } from './runColors.ts';
import { StatusBar } from './statusBar.ts';
import { registerTasks } from './tasks/cairnTasks.ts';
import { TeamServers } from './team/teamServers.ts';
import { CatalogTree } from './trees/catalog/catalogTree.ts';
import { CatalogView } from './trees/catalog/catalogView.ts';
import { ReviewsTree } from './trees/reviews/reviewsTree.ts';
import { RunsTree } from './trees/runsTree.ts';
import { RunsView } from './trees/runsView.ts';
import { Tracking } from './tracking.ts';
import { ViewState } from './trees/viewState.ts';
import type { Log } from './ui/log.ts';
import type { Toast } from './ui/toast.ts';
import { wakeUp } from './wakeUp.ts';
import { watchRuns } from './watchdog.ts';

export interface WindowParts {
  readonly projects: Projects;
  readonly log: Log;
  readonly toast: Toast;
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'workspaceState' | 'secrets' | 'environmentVariableCollection'
  >;
  readonly env: NodeJS.ProcessEnv;
}

/** What a window answers to code outside it: tests look at the tree as a person would, row by row. */
export interface CairnWindow extends Disposable {
  readonly tree: RunsTree;
  readonly catalog: CatalogTree;
  readonly badges: CatalogBadges;
  readonly reviews: ReviewsTree;
  readonly state: ViewState;
}

export function openWindow({ projects, log, toast, context, env }: WindowParts): CairnWindow {
  const owned = new DisposableStore();
  const { extensionUri, workspaceState, secrets, environmentVariableCollection } = context;
  const live = owned.add(new LiveRuns(projects, toast));
  const state = owned.add(new ViewState(workspaceState));
  const servers = owned.add(new TeamServers({ projects, secrets, log }));
  const tree = owned.add(new RunsTree({ projects, servers, state, toast, clock: systemClock }));
  const view = owned.add(new RunsView({ tree, state, projects, live, toast }));
  const catalog = owned.add(
    new CatalogTree({ projects, servers, memory: workspaceState, toast, clock: systemClock }),
  );
  owned.add(new CatalogView({ tree: catalog, projects, toast }));
  const changes = once(async () => {
    const { CodeChanges } = await import('./reviews/codeChanges.ts');
    return new CodeChanges({ env, log });
  });
  const reviews = owned.add(new ReviewRows(projects, { changes, toast }));
  const reviewsTree = owned.add(new ReviewsTree({ projects, rows: reviews, toast }));
  const out = vscode.Uri.joinPath(extensionUri, 'out').fsPath;
  const reviewing = once(async () => {
    const { Reviewing } = await import('./reviews/reviewing.ts');
    return new Reviewing({ out, env });
  });
  const comments = once(async () => {
    const { openComments } = await import('./reviews/comments/openComments.ts');
    const opened = openComments({ projects, rows: reviews, reviewing, toast });
    owned.add(opened.comments);
    return opened.actions;
  });
  owned.add(watchScripts({ projects, rows: reviews, toast, load: comments }));
  owned.add(followRenames({ projects, reviewing, toast }));
  const badges = owned.add(new CatalogBadges(projects, toast));
  const terminals = owned.add(new RunTerminals({ projects, live, toast }));
  const documents = owned.add(new RunDocuments(projects));
  const artifacts = owned.add(new ArtifactFiles(projects));
  const colors = owned.add(new RunColors(workspaceState));
  const pages = owned.add(
    new Pages({
      extension: extensionUri,
      memory: workspaceState,
      projects,
      servers,
      documents,
      artifacts,
      colors,
      reviewing,
      reviews,
      changes,
      keepFairness: (project, of) =>
        toast.own(judging.judge().then(async (judge) => await judge.keep(project, of))),
      toast,
      log,
    }),
  );
  const judging = owned.add(watchPredictions(projects, { pages, memory: workspaceState, toast, out, env }));
  const launcher = new Launcher({ projects, terminals, log, env });
  const memory = runWithMemory(workspaceState);
  const tracking = owned.add(
    new Tracking({ projects, variables: environmentVariableCollection, env, toast }),
  );
  owned.add(new StatusBar(live, tracking));
  owned.add(new ScriptLenses(projects, { reviews, toast }));
  const diagnostics = owned.add(new FileDiagnostics(projects, toast));
  owned.add(catalogHelp({ projects, diagnostics, extension: extensionUri, toast }));
  owned.add(registerTasks({ projects, launcher, terminals, toast }));
  const shared = {
    projects,
    live,
    servers,
    tree,
    view,
    catalog,
    reviews,
    reviewsTree,
    reviewing,
    comments,
    state,
    terminals,
    documents,
    launcher,
    tracking,
    memory,
    pages,
    log,
    toast,
  };
  owned.add(registerCommands({ ...shared, extension: extensionUri }));
  owned.add(wakeUp({ projects, log, toast }));
  owned.add(watchRuns({ live, log, toast }));
  return { tree, catalog, badges, reviews: reviewsTree, state, dispose: () => owned.dispose() };
}

/** Made when it is first asked for; what could not be loaded is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    made ??= make();
    made.catch(() => (made = undefined));
    return await made;
  };
}
