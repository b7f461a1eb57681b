/** What the person at this window does with reviews. Loaded when something is done. */
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { requireTrustToReview } from './reviewTrust.ts';
import { answersByProbe, keptEvidence, readEvidence, type KeptEvidence } from '../../review/evidenceCache.ts';
import { gitAuthor } from '../../project/gitIdentity.ts';
import type { Project } from '../../project/project.ts';
import { ReviewActions } from '../../review/reviewActions.ts';
import { reviewedScripts } from '../../review/reviewStore.ts';
import type { ReviewVerdict } from '../../records/review.ts';
import { cairnProcess } from '../cairnProcess.ts';
import { identityOf } from './identity.ts';

export interface ReviewingParts {
  /** Folder of cli.js. */
  readonly out: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface SignOff {
  readonly verdict: ReviewVerdict;
  readonly comment?: string;
  readonly isDifference?: boolean;
}

export class Reviewing {
  readonly #parts: ReviewingParts;

  constructor(parts: ReviewingParts) {
    this.#parts = parts;
  }

  /** Rejects with UserErrors: `trust`, `unsaved`, and those of ReviewActions. */
  async act<T>(project: Project, script: string, work: (actions: ReviewActions) => Promise<T>): Promise<T> {
    requireTrustToReview();
    const file = path.join(project.folder, script);
    if (vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.fsPath === file))
      throw new UserError(
        'unsaved',
        t('{0} has changes that are not saved.', script),
        t('Save it first: a review is about the text on disk.'),
      );
    const result = await work(await this.#actions(project));
    await project.store.reviews.look();
    return result;
  }

  /** A script has another path now, or a folder with scripts: their reviews go along. */
  async move(project: Project, from: string, to: string): Promise<void> {
    const moved = reviewedScripts(project.layout).filter(
      (script) => script === from || script.startsWith(`${from}/`),
    );
    if (moved.length === 0) return;
    const actions = await this.#actions(project);
    for (const script of moved) await actions.move(script, to + script.slice(from.length));
    await project.store.reviews.look();
  }

  async #actions({ folder, layout, config }: Project): Promise<ReviewActions> {
    return new ReviewActions({
      layout,
      policy: config.review,
      who: await identityOf(folder),
      now: Date.now,
    });
  }

  async signOff(project: Project, script: string, given: SignOff): Promise<void> {
    const evidence = given.verdict === 'approve' ? await this.#evidenceNow(project, script) : undefined;
    const author = await gitAuthor(project.folder, script);
    await this.act(
      project,
      script,
      async (actions) =>
        await actions.signOff(script, { ...given, evidence: answersByProbe(evidence), author }),
    );
  }

  /** Asks all probes, in a process of its own. Undefined when it was cancelled. Rejects with UserErrors of `cairn review evidence`. */
  async evidence(
    project: Project,
    script: string,
    cancelled?: (stop: () => void) => void,
  ): Promise<KeptEvidence | undefined> {
    return await cairnProcess({
      folder: project.folder,
      // A script may be called as an option is.
      words: ['review', 'evidence', '--', script],
      result: keptEvidence,
      ...this.#parts,
      ...(cancelled && { cancelled }),
    });
  }

  /** Of `cairn review markdown` or `explain`: Markdown. */
  async print(project: Project, what: 'markdown' | 'explain', script: string): Promise<string> {
    const { folder } = project;
    const printed = await cairnProcess({
      folder,
      words: [
        'review',
        ...(vscode.workspace.isTrusted ? [] : ['--no-python', '--no-git']),
        what,
        '--',
        script,
      ],
      result: markdown,
      ...this.#parts,
    });
    return printed?.markdown ?? '';
  }

  /** What is known of the text as it is, else asked for now. */
  async #evidenceNow(project: Project, script: string): Promise<KeptEvidence | undefined> {
    const { sha256 } = await project.store.reviews.of(script);
    const known = readEvidence(project.layout, script, sha256 ?? undefined);
    if (known !== undefined && Date.now() - known.at < freshMs) return known;
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: t('Looking for evidence on {0}', script),
        cancellable: true,
      },
      async (_, token) => await this.evidence(project, script, (stop) => token.onCancellationRequested(stop)),
    );
  }
}

const markdown = z.object({ markdown: z.string() });

/** Runs, data and reports change without the script. */
const freshMs = 5 * 60_000;
