/** What the commands of one window share. */
import type * as vscode from 'vscode';
import type { RunDocuments } from './documents.ts';
import type { Launcher } from './launching/launcher.ts';
import type { RunWithMemory } from './launching/runAnswers.ts';
import type { LiveRuns } from './liveRuns.ts';
import type { RunTerminals } from './output/runTerminals.ts';
import type { Projects } from './projects.ts';
import type { Pages } from './pages.ts';
import type { TeamServers } from './team/teamServers.ts';
import type { RunsTree } from './trees/runsTree.ts';
import type { RunsView } from './trees/runsView.ts';
import type { CommentActions } from './reviews/comments/commentActions.ts';
import type { Reviewing } from './reviews/reviewing.ts';
import type { ReviewRows } from './reviews/reviewRows.ts';
import type { ReviewsTree } from './trees/reviews/reviewsTree.ts';
import type { CatalogTree } from './trees/catalog/catalogTree.ts';
import type { Tracking } from './tracking.ts';
import type { ViewState } from './trees/viewState.ts';
import type { Log } from './ui/log.ts';
import type { Toast } from './ui/toast.ts';

export interface Cairn {
  readonly projects: Projects;
  readonly live: LiveRuns;
  readonly servers: TeamServers;
  readonly tree: RunsTree;
  readonly view: RunsView;
  readonly catalog: CatalogTree;
  readonly reviews: ReviewRows;
  readonly reviewsTree: ReviewsTree;
  /** What is done with reviews, loaded when something is. */
  readonly reviewing: () => Promise<Reviewing>;
  /** What is done in threads of comments, loaded with them. */
  readonly comments: () => Promise<CommentActions>;
  readonly state: ViewState;
  readonly terminals: RunTerminals;
  readonly tracking: Tracking;
  readonly documents: RunDocuments;
  readonly launcher: Launcher;
  readonly memory: RunWithMemory;
  readonly pages: Pick<
    Pages,
    | 'openRun'
    | 'reopenRun'
    | 'compare'
    | 'reopenCompare'
    | 'openModel'
    | 'reopenModel'
    | 'openDataset'
    | 'reopenDataset'
    | 'openFairness'
    | 'reopenFairness'
    | 'openReview'
    | 'reopenReview'
  >;
  readonly log: Log;
  readonly toast: Toast;
  readonly extension: vscode.Uri;
}
