/**
 * The comments of reviews in VS Code's own Comments UI. Loaded when the first script is shown that has them or can have them, or when
 * somebody comments.
 */
import * as vscode from 'vscode';
import * as z from 'zod';
import { DisposableStore } from '../../../base/disposable.ts';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { nameRecord } from '../../../records/nameRecord.ts';
import { readReview } from '../../../review/reviewStore.ts';
import type { Projects } from '../../projects.ts';
import { commentController } from '../../ui/contributions.ts';
import type { Toast } from '../../ui/toast.ts';
import { identityOf } from '../identity.ts';
import type { ReviewRows } from '../reviewRows.ts';
import { boxScheme } from './boxes.ts';
import { isReviewable, noScript, scriptText, type ScriptText } from './reviewable.ts';
import { ScriptThreads } from './scriptThreads.ts';

export interface ReviewCommentsParts {
  readonly projects: Projects;
  readonly rows: ReviewRows;
  readonly toast: Toast;
}

export class ReviewComments implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #parts: ReviewCommentsParts;
  readonly #controller: vscode.CommentController;
  /** By URI of the document. */
  readonly #scripts = new Map<string, ScriptThreads>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #redrawing: NodeJS.Timeout | undefined;
  /** Whether VS Code knows that it may comment there. */
  readonly #offered = new Map<string, boolean>();

  constructor(parts: ReviewCommentsParts) {
    this.#parts = parts;
    const { rows, toast } = parts;
    this.#controller = this.#owned.add(
      vscode.comments.createCommentController(commentController, t('Review')),
    );
    this.#controller.options = {
      prompt: t('Reply…'),
      placeHolder: t('A comment on these lines, for the review of this script'),
    };
    this.#offer();
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#showVisible()));
    this.#owned.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#placeSoon(document)));
    this.#owned.add(
      vscode.workspace.onDidSaveTextDocument((document) => toast.own(this.#offerAnew(document))),
    );
    this.#owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
    this.#owned.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#offer();
        for (const script of this.#scripts.values()) toast.own(this.#read(script.document));
      }),
    );
    this.#owned.add(
      rows.onDidChange(({ project, scripts }) => {
        for (const { document } of vscode.window.visibleTextEditors) this.#scriptsOf(document);
        for (const { document } of this.#scripts.values()) {
          const text = scriptText(parts.projects, document);
          if (text?.project === project && (scripts?.has(text.script) ?? true))
            toast.own(Promise.all([this.#read(document), this.#offerAtLast(document)]));
        }
      }),
    );
    this.#showVisible();
  }

  /** The threads of an open script, and whose they are. Rejects with UserError `noScript` for other files. */
  open(document: vscode.TextDocument): ScriptText & { readonly threads: ScriptThreads } {
    const text = scriptText(this.#parts.projects, document);
    const threads = this.#scriptsOf(document);
    if (text === undefined || threads === undefined) throw noScript();
    return { ...text, threads };
  }

  /** The document that a thread or a note is in. Rejects with UserError `gone`. */
  documentOf({ uri }: Pick<vscode.CommentThread, 'uri'>): vscode.TextDocument {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (document === undefined) throw new UserError('gone', t('The script is not open any more.'));
    return document;
  }

  /** Whether a comment of a review is begun, or answered, in that box. VS Code does not say whose the box of a draft is. */
  isBox(uri: vscode.Uri): boolean {
    const drafts = [...this.#scripts.values()].flatMap((script) => [...script.drafts.values()]);
    return (
      uri.authority === commentController ||
      drafts.some(({ box }) => box !== undefined && box.toString() === uri.toString())
    );
  }

  dispose(): void {
    clearTimeout(this.#redrawing);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const script of this.#scripts.values()) script.dispose();
    this.#owned.dispose();
  }

  /** VS Code asks again for the lines of all visible files whenever the provider is another one. */
  #offer(): void {
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: async (document) => {
        const canComment = await this.#canComment(document);
        this.#offered.set(document.uri.toString(), canComment);
        return canComment ? [new vscode.Range(0, 0, document.lineCount - 1, 0)] : [];
      },
    };
  }

  async #canComment(document: vscode.TextDocument): Promise<boolean> {
    const text = scriptText(this.#parts.projects, document);
    if (text === undefined || !vscode.workspace.isTrusted) return false;
    return await isReviewable(this.#parts.rows, document, text);
  }

  /** It may have become a script, or have more lines. */
  async #offerAnew(document: vscode.TextDocument): Promise<void> {
    if (scriptText(this.#parts.projects, document) === undefined) return;
    const before = this.#offered.get(document.uri.toString()) ?? false;
    if ((await this.#canComment(document)) || before) this.#offer();
  }

  /** It has become a script: it has runs now, or a first comment. */
  async #offerAtLast(document: vscode.TextDocument): Promise<void> {
    if (this.#offered.get(document.uri.toString()) === false && (await this.#canComment(document)))
      this.#offer();
  }

  #showVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#scriptsOf(document);
  }

  /** Made when it is first asked for; undefined: no Python file of an opened folder. */
  #scriptsOf(document: vscode.TextDocument): ScriptThreads | undefined {
    const key = document.uri.toString();
    const known = this.#scripts.get(key);
    if (known !== undefined || scriptText(this.#parts.projects, document) === undefined) return known;
    const made = new ScriptThreads(this.#controller, document);
    this.#scripts.set(key, made);
    this.#parts.toast.own(this.#read(document).then(() => this.#redrawSoon()));
    return made;
  }

  /**
   * VS Code draws threads twice, or some not at all, when two extensions show it theirs in the same moment. Asked anew for lines, it draws
   * all of them from the start; not while somebody types in a box, which would lose the focus.
   */
  #redrawSoon(): void {
    if (!isBesideOthers()) return;
    clearTimeout(this.#redrawing);
    this.#redrawing = setTimeout(() => {
      if (vscode.window.activeTextEditor?.document.uri.scheme === boxScheme) this.#redrawSoon();
      else this.#offer();
    }, drawnMs);
  }

  async #read(document: vscode.TextDocument): Promise<void> {
    const { projects, rows } = this.#parts;
    const text = scriptText(projects, document);
    if (text === undefined) return;
    const { project, script } = text;
    const renamedFrom = (await rows.of(project)).get(script)?.renamedFrom;
    const entries = () => readReview(project.layout, renamedFrom ?? script).entries;
    const shown = () => this.#scripts.get(document.uri.toString());
    const canWrite = vscode.workspace.isTrusted && entries().some(({ kind }) => kind === 'comment');
    // Rows change with every word that is typed; git is asked who reads only when there is something new.
    if (shown()?.shows(entries(), canWrite) === true) return;
    const me = canWrite ? (await identityOf(project.folder)).by : undefined;
    // It may have been closed, or there may be more to read by now.
    shown()?.setReview(entries(), me);
  }

  #placeSoon({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    if (!this.#scripts.has(key)) return;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#scripts.get(key)?.place();
      }, restMs),
    );
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#scripts.get(key)?.dispose();
    this.#scripts.delete(key);
    this.#offered.delete(key);
  }
}

/** Whether another extension has buttons at comments. */
function isBesideOthers(): boolean {
  const commenting = vscode.extensions.all.filter(({ packageJSON }) =>
    Object.keys(menus.safeParse(packageJSON).data?.contributes.menus ?? {}).some((menu) =>
      menu.startsWith('comments/'),
    ),
  );
  // Cairn is one of them.
  return commenting.length > 1;
}

const menus = z.object({ contributes: z.object({ menus: nameRecord(z.unknown()) }) });

/** ms in which VS Code has drawn some threads. */
const drawnMs = 1000;
/** ms without a key; VS Code itself moves threads meanwhile. */
const restMs = 300;
