/** What people do with reviews from the palette, the tree and the lenses. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import { knownPeople } from '../../project/knownPeople.ts';
import { shownReviewFile } from '../../review/reviewStore.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import type { ReviewVerdict } from '../../records/review.ts';
import { isSamePerson } from '../../review/person.ts';
import { isScript } from '../../runs/interpreters.ts';
import type { Cairn } from '../cairn.ts';
import { askReviewers } from '../reviews/askReviewers.ts';
import { identityOf } from '../reviews/identity.ts';
import { showChanges } from '../reviews/reviewDiff.ts';
import { requireTrustToReview } from '../reviews/reviewTrust.ts';
import { reviewState } from '../reviews/reviewText.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { scriptTarget } from './targets.ts';

export interface ReviewTarget {
  readonly project: Project;
  readonly script: string;
}

export function reviewCommands(cairn: Cairn) {
  const on = (title: string, work: (target: ReviewTarget) => Promise<void>): Handler => {
    return async (arg) => {
      const target = await reviewTarget(cairn, arg, title);
      if (target !== undefined) await work(target);
    };
  };
  return {
    [commands.reviewsOpen]: on(t('Open Review'), async ({ project, script }) => {
      await cairn.pages.openReview(project, script);
    }),
    [commands.reviewsRequest]: on(t('Request Review'), async (target) => await request(cairn, target)),
    [commands.reviewsSignOff]: on(t('Sign Off'), async (target) => await signOff(cairn, target)),
    [commands.reviewsReapprove]: on(
      t('Re-approve the Change'),
      async (target) => await reapprove(cairn, target),
    ),
    [commands.reviewsShowChanges]: on(t('Show What Changed'), async ({ project, script }) => {
      await showChanges(project, await project.store.reviews.of(script));
    }),
    [commands.reviewsOpenFile]: on(t('Open Review File'), async ({ project, script }) => {
      const { renamedFrom } = await project.store.reviews.of(script);
      const file = vscode.Uri.joinPath(
        vscode.Uri.file(project.folder),
        shownReviewFile(renamedFrom ?? script),
      );
      await vscode.window.showTextDocument(file);
    }),
    [commands.reviewsCopyMarkdown]: on(t('Copy Review as Markdown'), async ({ project, script }) => {
      const reviewing = await cairn.reviewing();
      await vscode.env.clipboard.writeText(await reviewing.print(project, 'markdown', script));
      cairn.toast.info(t('The review of {0} is in the clipboard, as Markdown.', script));
    }),
    [commands.reviewsExplain]: on(t('Explain This Script to Me'), async ({ project, script }) => {
      const { showExplained } = await import('../reviews/explained.ts');
      await showExplained(project, script, { reviewing: await cairn.reviewing(), toast: cairn.toast });
    }),
    [commands.reviewsRefresh]: async () => {
      cairn.reviewsTree.reload();
      await Promise.all(cairn.projects.all.map(async (project) => await cairn.reviews.look(project)));
    },
  } satisfies Partial<Record<string, Handler>>;
}

const reference = z.object({ folder: z.string(), script: z.string() });

/** What a row, a page or a lens names, else the script in the editor, else one that is picked. */
export async function reviewTarget(
  cairn: Cairn,
  arg: unknown,
  title: string,
): Promise<ReviewTarget | undefined> {
  const inner = typeof arg === 'object' && arg !== null && 'ref' in arg ? arg.ref : arg;
  const named = reference.safeParse(inner).data;
  const project = named && cairn.projects.byFolder(named.folder);
  if (project) return { project, script: named.script };
  const active = vscode.window.activeTextEditor?.document.uri;
  if (arg instanceof vscode.Uri || (active?.scheme === 'file' && isScript(active.fsPath))) {
    const found = await scriptTarget(cairn, arg, title);
    return found && { project: found.project, script: found.project.relative(found.file) };
  }
  return await pickReview(cairn, title);
}

async function pickReview(cairn: Cairn, title: string): Promise<ReviewTarget | undefined> {
  const all = await Promise.all(
    cairn.projects.all.map(async (project) =>
      [...(await cairn.reviews.of(project)).values()].map((row) => ({ project, row })),
    ),
  );
  const items = all.flat().map(({ project, row }) => pickItem(project, row));
  if (items.length === 0) {
    const found = await scriptTarget(cairn, undefined, title);
    return found && { project: found.project, script: found.project.relative(found.file) };
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    placeHolder: t('Name of a script'),
  });
  return picked?.target;
}

function pickItem(project: Project, row: ReviewRow) {
  return { label: row.script, description: reviewState(row), target: { project, script: row.script } };
}

async function request(cairn: Cairn, { project, script }: ReviewTarget): Promise<void> {
  requireTrustToReview();
  const [people, me] = await Promise.all([
    knownPeople(project.folder, project.config.review, vscode.workspace.isTrusted),
    identityOf(project.folder),
  ]);
  const reviewers = await askReviewers(
    script,
    people.filter((one) => !isSamePerson(one, me.by)),
  );
  if (reviewers === undefined) return;
  const comment = await vscode.window.showInputBox({
    title: t('Request a review of {0}', script),
    prompt: t('What should reviewers know? Leave it empty for nothing.'),
  });
  if (comment === undefined) return;
  const reviewing = await cairn.reviewing();
  await reviewing.act(
    project,
    script,
    async (actions) => await actions.request(script, { reviewers, comment }),
  );
  await cairn.pages.openReview(project, script);
}

async function signOff(cairn: Cairn, { project, script }: ReviewTarget): Promise<void> {
  requireTrustToReview();
  const choices: (vscode.QuickPickItem & { verdict: ReviewVerdict })[] = [
    { label: t('$(pass) Approve'), detail: t('It may be used as it is.'), verdict: 'approve' },
    {
      label: t('$(request-changes) Request changes'),
      detail: t('It must be changed first.'),
      verdict: 'requestChanges',
    },
    { label: t('$(comment) Comment'), detail: t('Neither; only a remark.'), verdict: 'comment' },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: t('Sign off {0}', script) });
  if (picked === undefined) return;
  const comment = await vscode.window.showInputBox({
    title: t('Sign off {0}', script),
    prompt: t('A comment, if you want to leave one'),
  });
  if (comment === undefined) return;
  await (await cairn.reviewing()).signOff(project, script, { verdict: picked.verdict, comment });
}

/** The difference is shown, and approved only when the person says so. */
async function reapprove(cairn: Cairn, { project, script }: ReviewTarget): Promise<void> {
  requireTrustToReview();
  const row = await project.store.reviews.of(script);
  await showChanges(project, row);
  const yes = t('Approve the Change');
  const said = await vscode.window.showInformationMessage(
    t('{0}: {1}. Approve this change?', script, reviewState(row)),
    yes,
  );
  if (said !== yes) return;
  await (await cairn.reviewing()).signOff(project, script, { verdict: 'approve', isDifference: true });
}
