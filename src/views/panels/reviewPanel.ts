/** One review page: answers its calls and tells it what changed. */
import * as vscode from 'vscode';
import { messageOf, UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { gitAuthor } from '../../project/gitIdentity.ts';
import type { ProofLink } from '../../protocol/probeAnswer.ts';
import { reviewPage, type ReviewPageHandlers } from '../../protocol/reviewPage.ts';
import type { ShownReview } from '../../protocol/shownReview.ts';
import { answersByProbe, readEvidence } from '../../review/evidenceCache.ts';
import { shownReviewFile } from '../../review/reviewStore.ts';
import { ScriptReviews } from '../../review/scriptReviews.ts';
import { showReview } from '../../review/showReview.ts';
import { fileWithin } from '../fileWithin.ts';
import { applySuggestion } from '../reviews/applySuggestion.ts';
import type { CodeChanges } from '../reviews/codeChanges.ts';
import { identityOf } from '../reviews/identity.ts';
import { showChanges } from '../reviews/reviewDiff.ts';
import type { Reviewing } from '../reviews/reviewing.ts';
import type { ReviewRows } from '../reviews/reviewRows.ts';
import { commands, type CommandId } from '../ui/contributions.ts';
import { PagePanel } from './pagePanel.ts';
import type { SubjectToShow } from './subjectPanels.ts';

export interface ReviewPageActions {
  readonly rows: ReviewRows;
  changes(): Promise<CodeChanges>;
  reviewing(): Promise<Reviewing>;
  openRun(run: string): void;
  openModel(name: string, version: number | undefined): void;
  openDataset(name: string): void;
  log(line: string): void;
}

export class ReviewPanel extends PagePanel {
  readonly #of: SubjectToShow;
  readonly #actions: ReviewPageActions;
  readonly #reviews: ScriptReviews;
  readonly #tell: () => void;
  /** Of the text that evidence was asked for last; undefined: never. */
  #asked: string | undefined;
  #asking: { readonly stop: () => void } | undefined;
  /** Why evidence could not be asked for. */
  #unasked: string | undefined;

  constructor(of: SubjectToShow, actions: ReviewPageActions) {
    const { panel, project, name } = of;
    super({ panel, page: 'review', log: (line) => actions.log(line) });
    this.#of = of;
    this.#actions = actions;
    this.#reviews = new ScriptReviews(project.layout, project.config.review);
    const served = this.serve(reviewPage, this.#handlers());
    this.#tell = () => served.emit('changed', {});
    this.owned.add(
      actions.rows.onDidChange((change) => {
        if (change.project === project && (change.scripts?.has(name) ?? true)) this.#tell();
      }),
    );
    this.owned.add(project.onDidChangeConfig(this.#tell));
    this.owned.add(vscode.workspace.onDidGrantWorkspaceTrust(this.#tell));
    this.owned.add({ dispose: () => this.#asking?.stop() });
  }

  async #view(): Promise<ShownReview | null> {
    const { project, name } = this.#of;
    // So that the rows are followed while the page is open.
    await this.#actions.rows.of(project);
    this.#reviews.setPolicy(project.config.review);
    for (const document of vscode.workspace.textDocuments)
      if (document.languageId === 'python' && document.uri.scheme === 'file')
        this.#reviews.setUnsaved(
          project.relative(document.uri.fsPath),
          document.isDirty ? document.getText() : undefined,
        );
    const review = this.#reviews.of(name);
    if (review.sha256 === undefined && review.read.entries.length + review.read.problems.length === 0)
      return null;
    const { isTrusted } = vscode.workspace;
    const isUnknown = review.standing.authors.length === 0;
    const [row, who, author] = await Promise.all([
      project.store.reviews.of(name),
      identityOf(project.folder),
      isUnknown && isTrusted ? gitAuthor(project.folder, name) : undefined,
    ]);
    const known = readEvidence(project.layout, name, review.sha256);
    const isFresh = known !== undefined && Date.now() - known.at < freshMs;
    if (!isFresh && review.sha256 !== undefined && this.#asked !== review.sha256)
      this.#askEvidence(review.sha256);
    const shown = showReview({
      review,
      reviews: this.#reviews,
      policy: project.config.review,
      owners: this.#reviews.ownersOf(name),
      evidence: answersByProbe(known),
      isAsking: this.#asking !== undefined,
      who,
      viewing: isTrusted
        ? null
        : {
            sentence: t('This folder is not trusted: reviews can be viewed, not written.'),
            next: t('Trust the folder first.'),
          },
      change: row.outdated === null ? 'different' : await (await this.#actions.changes()).of(project, row),
      author,
    });
    if (this.#unasked === undefined) return shown;
    const sentence = t('Evidence could not be asked for: {0}', this.#unasked);
    const problem = { sentence, next: t('Ask again with the button beside the checklist.'), line: null };
    return { ...shown, problems: [...shown.problems, problem] };
  }

  /** One question at a time; what comes of it is told by `changed`. */
  #askEvidence(sha256: string): void {
    const { project, name } = this.#of;
    this.#asked = sha256;
    if (this.#asking !== undefined || !vscode.workspace.isTrusted) return;
    let stop = () => {};
    this.#asking = { stop: () => stop() };
    const ask = async () => {
      try {
        const reviewing = await this.#actions.reviewing();
        await reviewing.evidence(project, name, (end) => (stop = end));
        this.#unasked = undefined;
      } catch (error) {
        this.#unasked = messageOf(error);
        this.log(`evidence: ${this.#unasked}`);
      } finally {
        this.#asking = undefined;
        this.#tell();
      }
    };
    void ask();
  }

  #handlers(): ReviewPageHandlers {
    const { project, folder, name } = this.#of;
    const done = async (work: unknown) => {
      await work;
      return null;
    };
    const call = async (id: CommandId) =>
      await done(vscode.commands.executeCommand(id, { folder, script: name }));
    const act = async (work: Parameters<Reviewing['act']>[2], sha256?: string) => {
      this.#requireText(sha256);
      return await done((await this.#actions.reviewing()).act(project, name, work));
    };
    const signOff = async (given: Parameters<Reviewing['signOff']>[2], sha256: string) => {
      this.#requireText(sha256);
      return await done((await this.#actions.reviewing()).signOff(project, name, given));
    };
    return {
      ping: () => done(undefined),
      view: async () => ({ review: await this.#view() }),
      history: async () =>
        await Promise.resolve({ entries: [...this.#reviews.of(name).read.entries].reverse() }),
      answer: async ({ sha256, item, answer, comment, overrules }) =>
        await act(
          async (actions) =>
            await actions.answer(name, {
              item,
              answer,
              ...(comment !== null && { comment }),
              ...(overrules !== null && { overrules }),
            }),
          sha256,
        ),
      signOff: async ({ sha256, verdict, comment }) =>
        await signOff({ verdict, ...(comment !== null && { comment }) }, sha256),
      reapprove: async ({ sha256, comment }) =>
        await signOff(
          { verdict: 'approve', isDifference: true, ...(comment !== null && { comment }) },
          sha256,
        ),
      reply: async ({ to, text }) => await act(async (actions) => await actions.reply(name, { to, text })),
      resolve: async ({ to, isOpen }) =>
        await act(async (actions) => await actions.resolve(name, { to, isOpen })),
      applySuggestion: async ({ to }) => await done(applySuggestion(project, this.#reviews.of(name), to)),
      requestReview: async () => await call(commands.reviewsRequest),
      refreshEvidence: async () => {
        const { sha256 } = this.#reviews.of(name);
        if (sha256 !== undefined) this.#askEvidence(sha256);
        this.#tell();
        return await done(undefined);
      },
      openProof: async ({ link }) => await done(this.#openProof(link)),
      openLine: async ({ line }) => await done(this.#openFile(name, line ?? undefined)),
      openModule: async ({ path: file }) => {
        // Only what it imports: a page names no other file.
        if (this.#reviews.of(name).imports.modules.every((module) => module.path !== file))
          throw new UserError('gone', t('{0} is not imported any more.', file));
        return await done(this.#openFile(file));
      },
      showDiff: async ({ module }) =>
        await done(showChanges(project, await project.store.reviews.of(name), module ?? undefined)),
      openFile: async ({ line }) => {
        const { renamedFrom } = this.#reviews.of(name);
        return await done(this.#openFile(shownReviewFile(renamedFrom ?? name), line ?? undefined));
      },
      copyMarkdown: async () => await call(commands.reviewsCopyMarkdown),
      explain: async () => await call(commands.reviewsExplain),
    };
  }

  /** What is said of a text that is not there any more would be bound to one that nobody looked at. */
  #requireText(sha256: string | undefined): void {
    if (sha256 === undefined || this.#reviews.of(this.#of.name).sha256 === sha256) return;
    this.#tell();
    throw new UserError(
      'changed',
      t('{0} changed since this page showed it.', this.#of.name),
      t('Look at what is new, and say it again.'),
    );
  }

  async #openProof(link: ProofLink): Promise<void> {
    switch (link.kind) {
      case 'line':
        await this.#openFile(link.path, link.line, link.toLine);
        return;
      case 'file':
        await this.#openFile(link.path);
        return;
      case 'run':
        this.#actions.openRun(link.id);
        return;
      case 'fairness':
        await vscode.commands.executeCommand(commands.fairnessReport, {
          folder: this.#of.folder,
          run: link.run,
        });
        return;
      case 'model':
        this.#actions.openModel(link.name, link.version);
        return;
      case 'dataset':
        this.#actions.openDataset(link.name);
        return;
      case 'feature':
        await vscode.commands.executeCommand(commands.featuresOpen, {
          ...{ folder: this.#of.folder, kind: 'feature', name: link.name },
        });
    }
  }

  /** `file` from the workspace folder, and within it; lines are 1-based. */
  async #openFile(file: string, line = 1, toLine = line): Promise<void> {
    const selection = new vscode.Range(line - 1, 0, toLine - 1, line === toLine ? 0 : 1000);
    await vscode.window.showTextDocument(fileWithin(this.#of.project, file), { selection, preview: true });
  }
}

/** ms: runs, data and reports change without the script. */
const freshMs = 5 * 60_000;
