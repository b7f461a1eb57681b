/** The lenses above scripts: answered at once from what is known, and asked for again only when they would say something else. */
import * as vscode from 'vscode';
import { matchesGlob } from 'node:path';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Project } from '../../project/project.ts';
import type { ScriptSummary } from '../../project/runStore.ts';
import type { ReviewRow } from '../../protocol/reviewShape.ts';
import type { ReviewRows, ReviewRowsChange } from '../reviews/reviewRows.ts';
import { folderUri, type Projects } from '../projects.ts';
import { setting } from '../ui/config.ts';
import { commands, scriptEndings, settings } from '../ui/contributions.ts';
import type { Toast } from '../ui/toast.ts';
import { findEntryPoint } from './entryPoint.ts';
import { lensTexts, type LensText } from './lensText.ts';
import { findLogCalls, type LogCall } from './logCalls.ts';
import { readStands, trendText, type MetricStand } from './metricTrend.ts';

/** What is known of one open script. */
interface Known {
  readonly project: Project;
  readonly script: string;
  /** The version of the document that `guard` was found in. */
  version: number;
  guard: number | undefined;
  summary: ScriptSummary | undefined;
  review: ReviewRow | undefined;
  calls: readonly LogCall[];
  /** Where the metrics of the newest run stand, by name. */
  trends: ReadonlyMap<string, MetricStand>;
  /** The first answer; later ones replace `summary` when they come. */
  reading: Promise<void> | undefined;
}

export class ScriptLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new vscode.EventEmitter<void>());
  readonly #known = new Map<string, Known>();
  readonly #projects: Projects;
  readonly #reviews: ReviewRows;
  readonly #toast: Toast;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    projects: Projects,
    { reviews, toast }: { readonly reviews: ReviewRows; readonly toast: Toast },
  ) {
    this.#projects = projects;
    this.#reviews = reviews;
    this.#toast = toast;
    this.#owned.add(reviews.onDidChange((change) => this.#takeInReviews(change)));
    this.#owned.add(
      vscode.languages.registerCodeLensProvider(
        [
          { scheme: 'file', pattern: `**/*.{${scriptEndings.join(',')}}` },
          { scheme: 'file', language: 'python' },
        ],
        this,
      ),
    );
    this.#owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())));
    this.#owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.lensesEnabled)) this.#changed.fire();
      }),
    );
    projects.attach((project) => this.#follow(project));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!setting.lensesEnabled(document)) return [];
    const known = this.#look(document);
    if (known === undefined) return [];
    // With a guard there is something to show at once; the runs are added when they are known.
    if (known.summary === undefined && known.guard === undefined) await known.reading;
    if (known.guard === undefined && !this.#isWanted(known)) return [];
    const line = Math.min(known.guard ?? 0, document.lineCount - 1);
    const range = new vscode.Range(line, 0, line, 0);
    const above = this.#texts(known).map((text) => lensOf(text, { range, uri: document.uri, known }));
    return [...above, ...logLenses(document, known)];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** The entry point of this version of the text; while somebody types, a guard that is broken for a moment stays. */
  #look(document: vscode.TextDocument): Known | undefined {
    const key = document.uri.toString();
    const before = this.#known.get(key);
    if (before?.version === document.version) return before;
    const project = before?.project ?? this.#projects.ofFile(document.uri);
    if (project === undefined) return undefined;
    const found = findEntryPoint(document.getText(), document.languageId);
    const known = before ?? {
      project,
      script: project.relative(document.uri.fsPath),
      version: 0,
      guard: undefined,
      summary: undefined,
      review: undefined,
      calls: [],
      trends: new Map(),
      reading: undefined,
    };
    known.version = document.version;
    known.guard = found ?? (document.isDirty ? known.guard : undefined);
    known.calls = document.languageId === 'python' ? findLogCalls(document.getText()) : [];
    this.#known.set(key, known);
    known.reading ??= this.#read(known).catch((error: unknown) => this.#toast.error(error));
    return known;
  }

  /** Tells VS Code only when the lenses would say something else than they do. */
  async #read(known: Known): Promise<void> {
    const said = () => JSON.stringify([this.#texts(known), [...known.trends]]);
    const before = said();
    const { store } = known.project;
    known.summary = await store.script(known.script);
    known.review = (await this.#reviews.of(known.project)).get(known.script);
    known.trends = await readStands(store, known.summary, known.calls);
    if (before !== said()) this.#changed.fire();
  }

  #texts(known: Known): LensText[] {
    return lensTexts({
      summary: known.summary,
      review: known.review,
      trusted: vscode.workspace.isTrusted,
      debuggable: known.script.endsWith('.py'),
      trends: known.trends,
      now: Date.now(),
    });
  }

  #takeInReviews({ project, scripts }: ReviewRowsChange): void {
    for (const known of this.#known.values())
      if (known.project === project && (scripts?.has(known.script) ?? true))
        this.#toast.own(this.#read(known));
  }

  #isWanted({ summary, review, project, script }: Known): boolean {
    return (
      (summary?.count ?? 0) > 0 ||
      (review !== undefined && review.state !== 'never') ||
      (project.config.scripts ?? []).some((glob) => matchesGlob(script, glob))
    );
  }

  #follow(project: Project): Disposable {
    const owned = new DisposableStore();
    const readAgain = (): void => {
      for (const known of this.#known.values())
        if (known.project === project) this.#toast.own(this.#read(known));
    };
    owned.add(
      project.onDidOpenStore((store) => {
        let timer: NodeJS.Timeout | undefined;
        owned.add(
          store.onDidChange(() => {
            timer ??= setTimeout(() => {
              timer = undefined;
              readAgain();
            }, 300);
          }),
        );
        owned.add({ dispose: () => clearTimeout(timer) });
      }),
    );
    owned.add(project.onDidChangeConfig(() => this.#changed.fire()));
    owned.add({
      dispose: () => {
        for (const [key, known] of this.#known) if (known.project === project) this.#known.delete(key);
      },
    });
    return owned;
  }
}

/** Above each call that logs metrics which the newest run has. */
function logLenses(
  document: vscode.TextDocument,
  { calls, trends, summary, project }: Known,
): vscode.CodeLens[] {
  const latest = summary?.latest;
  if (!latest) return [];
  return calls.flatMap(({ line, keys }) => {
    const stands = keys.flatMap((key) => {
      const stand = trends.get(key);
      return stand === undefined ? [] : [trendText(key, stand.last, stand.trend)];
    });
    // The text may have become shorter since.
    if (stands.length === 0 || line >= document.lineCount) return [];
    const more = stands.length > mostShown ? [t('and {0} more', stands.length - mostShown)] : [];
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title: [...stands.slice(0, mostShown), ...more].join(' · '),
      tooltip: t('Last values in {0}, the newest run; opens it', latest.name),
      command: commands.runsOpen,
      arguments: [{ folder: folderUri(project), run: latest.id }],
    });
  });
}

/** More do not fit above a line of code. */
const mostShown = 4;

function lensOf(
  text: LensText,
  { range, uri, known }: { readonly range: vscode.Range; readonly uri: vscode.Uri; readonly known: Known },
): vscode.CodeLens {
  const target = text.run === undefined ? uri : { folder: folderUri(known.project), run: text.run };
  return new vscode.CodeLens(range, {
    title: text.title,
    tooltip: text.tooltip,
    command: text.command,
    arguments: [target],
  });
}
