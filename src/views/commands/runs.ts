/** Commands on runs that are there: open, stop, compare, and what a person may change of them. */
import * as vscode from 'vscode';
import path from 'node:path';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { lostComparePage } from '../../protocol/compare/comparePage.ts';
import { lostDatasetPage } from '../../protocol/datasetPage.ts';
import { lostFairnessPage } from '../../protocol/fairnessPage.ts';
import { lostReviewPage } from '../../protocol/reviewPage.ts';
import { lostModelPage } from '../../protocol/modelPage.ts';
import { lostPage } from '../../protocol/runPage.ts';
import type { Cairn } from '../cairn.ts';
import { importRuns, requireOwn } from '../importing.ts';
import { useAsBaseline } from './baseline.ts';
import { requireTrust } from '../launching/launcher.ts';
import { joinPairs, parsePairs } from '../launching/words.ts';
import { isLive } from '../trees/rowText.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';
import { runTarget, runTargets, type RunTarget } from './targets.ts';

export function runCommands(cairn: Cairn) {
  const one = (
    title: string,
    act: (target: RunTarget) => Promise<unknown>,
    fits?: (row: RunTarget['row']) => boolean,
  ): Handler => {
    return async (arg) => {
      const target = await runTarget(cairn, arg, { title, ...(fits && { fits }) });
      return target && (await act(target));
    };
  };
  const many = (title: string, act: (targets: readonly RunTarget[]) => Promise<unknown>): Handler => {
    return async (...args) => {
      const targets = await runTargets(cairn, args, { title });
      return targets.length > 0 ? await act(targets) : undefined;
    };
  };
  const star = (on: boolean) => async (targets: readonly RunTarget[]) => {
    for (const { row } of targets) requireOwn(row);
    await Promise.all(targets.map(async ({ project, row }) => await project.edit(row.id, { star: on })));
  };

  return {
    [commands.runsOpen]: one(t('Open run'), async ({ project, row }) => {
      await cairn.pages.openRun(project, row.id);
    }),
    [commands.runsReopenPage]: async (arg) => await reopenPage(cairn, arg),
    [commands.runsImport]: importForeign(cairn),
    [commands.runsOpenOutput]: one(t('Open output'), async ({ project, row }) => {
      requireOwn(row);
      cairn.terminals.show(project, row, { preserveFocus: false });
      await Promise.resolve();
    }),
    [commands.runsOpenScript]: one(
      t('Open script as it was'),
      async (target) => await openScript(cairn, target),
      ({ script }) => script !== null,
    ),
    [commands.runsStop]: stopRuns(cairn),
    [commands.runsCompare]: async (...args) => {
      const targets = await runTargets(cairn, args, { title: t('Compare') });
      await compare(cairn, targets);
    },
    [commands.runsCopyId]: many(
      t('Copy ID'),
      async (targets) => await vscode.env.clipboard.writeText(targets.map(({ row }) => row.id).join('\n')),
    ),
    [commands.runsStar]: many(t('Star'), star(true)),
    [commands.runsUnstar]: many(t('Remove star'), star(false)),
    [commands.runsRename]: one(t('Rename'), rename),
    [commands.runsNote]: one(t('Edit note'), editNote),
    [commands.runsTag]: one(t('Edit tags'), editTags),
    [commands.runsBaseline]: one(t('Use as baseline'), useAsBaseline),
  } satisfies Partial<Record<string, Handler>>;
}

/** The argument is what a page wrote into its link. */
async function reopenPage({ projects, pages }: Cairn, arg: unknown): Promise<void> {
  const run = lostPage.safeParse(arg).data;
  const compared = lostComparePage.safeParse(arg).data?.state;
  const model = lostModelPage.safeParse(arg).data;
  const dataset = lostDatasetPage.safeParse(arg).data;
  const fairness = lostFairnessPage.safeParse(arg).data;
  const review = lostReviewPage.safeParse(arg).data;
  const lost = run ?? compared ?? model ?? dataset ?? fairness ?? review;
  const project = projects.byFolder(lost?.folder ?? '');
  if (project === undefined) return;
  if (run) await pages.reopenRun(project, run);
  else if (review) await pages.reopenReview(project, review);
  else if (fairness) await pages.reopenFairness(project, fairness);
  else if (dataset) await pages.reopenDataset(project, dataset);
  else if (model) await pages.reopenModel(project, model);
  else if (compared) await pages.reopenCompare(project, compared);
}

/** The first stop is graceful; asking again for a run that is stopping kills it. */
function stopRuns(cairn: Cairn): Handler {
  const asked = new Set<string>();
  return async (...args) => {
    requireTrust();
    const fits = (row: RunTarget['row']) => row.place === null && (isLive(row) || row.status === 'unknown');
    const targets = (await runTargets(cairn, args, { title: t('Stop'), fits })).filter(({ row }) =>
      fits(row),
    );
    await Promise.all(
      targets.map(async ({ project, row }) => {
        const kind = asked.has(row.id) ? 'now' : 'graceful';
        asked.add(row.id);
        cairn.log.info(t('Stopping {0} ({1})', row.name, kind));
        await project.stop(row.id, kind);
      }),
    );
  };
}

/** Makes runs of other tools runs of Cairn's own, and shows the first. */
function importForeign(cairn: Cairn): Handler {
  return async (...args) => {
    requireTrust();
    const fits = (row: RunTarget['row']) => row.place !== null;
    const targets = (await runTargets(cairn, args, { title: t('Import'), fits })).filter(({ row }) =>
      fits(row),
    );
    const opened: RunTarget['project'][] = [...new Set(targets.map(({ project }) => project))];
    for (const project of opened) {
      const ids = targets.filter((target) => target.project === project).map(({ row }) => row.id);
      const [first] = await importRuns(project, ids);
      if (first !== undefined && project === opened[0]) await cairn.pages.openRun(project, first);
    }
  };
}

/** On the compare page of their folder. */
export async function compare(cairn: Cairn, targets: readonly RunTarget[]): Promise<void> {
  const [first] = targets;
  if (first === undefined) return;
  const { project } = first;
  if (targets.some((target) => target.project !== project))
    throw new UserError('folders', t('The runs are in different folders.'), t('Select runs of one folder.'));
  const runs = targets.map(({ row }) => row.id);
  // Those of a server are not here before somebody looks at them.
  await project.store.server.hold(runs);
  await cairn.pages.compare(project, { filter: null, runs });
}

async function openScript(cairn: Cairn, { project, row }: RunTarget): Promise<void> {
  if (row.script === null)
    throw new UserError('noScript', t('{0} was a command line, not a script.', row.name));
  await cairn.documents.open(project, row.id, 'script', path.basename(row.script));
}

async function rename({ project, row }: RunTarget): Promise<void> {
  requireOwn(row);
  const name = await vscode.window.showInputBox({
    title: t('Rename {0}', row.name),
    value: row.name,
    validateInput: (text) =>
      text.trim() === ''
        ? t('A name is needed.')
        : text.length > 200
          ? t('At most 200 characters.')
          : undefined,
  });
  if (name !== undefined && name.trim() !== row.name) await project.edit(row.id, { name: name.trim() });
}

async function editNote({ project, row }: RunTarget): Promise<void> {
  requireOwn(row);
  const detail = await project.store.detail(row.id);
  const note = await vscode.window.showInputBox({
    title: t('Note on {0}', row.name),
    value: detail?.note ?? '',
    prompt: t('Empty removes the note.'),
    validateInput: (text) => (text.length > 20_000 ? t('At most 20 000 characters.') : undefined),
  });
  if (note !== undefined) await project.edit(row.id, { note });
}

async function editTags({ project, row }: RunTarget): Promise<void> {
  requireOwn(row);
  const before = (await project.store.detail(row.id))?.tags ?? {};
  const line = await vscode.window.showInputBox({
    title: t('Tags of {0}', row.name),
    value: joinPairs(before),
    prompt: t('Pairs like stage=smoke; a pair that is taken out is removed.'),
    validateInput: (text) => {
      const parsed = parsePairs(text);
      return parsed.ok ? undefined : parsed.message;
    },
  });
  const after = line === undefined ? undefined : parsePairs(line);
  if (after?.ok !== true) return;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after.value, key));
  await project.edit(row.id, {
    tags: Object.fromEntries([...removed.map((key) => [key, null] as const), ...Object.entries(after.value)]),
  });
}
