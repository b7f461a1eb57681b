/** Commands on the list of runs as a whole: filter, group, sort, refresh, and what could not be read. */
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import type { GroupBy } from '../../project/runStore.ts';
import type { KnownNames } from '../../protocol/indexThread.ts';
import type { Cairn } from '../cairn.ts';
import { commands, foreignCommands } from '../ui/contributions.ts';
import { askFilter } from './filterPick.ts';
import type { Handler } from './handler.ts';
import { pickBy } from './pickBy.ts';

export function listCommands(cairn: Cairn) {
  return {
    [commands.runsFilter]: async () => {
      const { filter, recentFilters } = cairn.state;
      const next = await askFilter({ filter, recent: recentFilters, names: allNames(cairn) });
      if (next !== undefined) await cairn.state.setFilter(next);
    },
    [commands.runsClearFilter]: async () => await cairn.state.setFilter(''),
    [commands.runsGroupBy]: async () => await chooseGroup(cairn),
    [commands.runsSort]: async () => await chooseOrder(cairn),
    [commands.runsRefresh]: async () => {
      await Promise.all(cairn.projects.all.map(async (project) => await project.store.refresh()));
      cairn.tree.reload();
    },
    [commands.runsShowMore]: async () => {
      const more = cairn.view.selectedMore;
      if (more?.kind === 'more') await cairn.tree.showMore(more);
      else if (more !== undefined) await cairn.tree.showMoreOfServer(more);
    },
    [commands.runsRecover]: async () => {
      const recoveries = await Promise.all(
        cairn.projects.all.map(async (project) => await project.recover()),
      );
      const done = recoveries
        .flatMap(({ recovered }) => recovered)
        .filter(({ outcome }) => outcome === 'adopted' || outcome === 'closed');
      cairn.toast.problems(
        t('Not every run could be looked at.'),
        recoveries.flatMap(({ problems }) => problems),
      );
      cairn.toast.info(
        done.length === 0
          ? t('There was nothing to finish.')
          : t('Runs taken over or closed: {0}.', done.length),
      );
    },
    [commands.runsShowProblems]: async () => await showProblems(cairn),
  } satisfies Partial<Record<string, Handler>>;
}

export async function allNames(cairn: Cairn): Promise<KnownNames> {
  const known = await Promise.all(cairn.projects.all.map(async (project) => await project.store.names()));
  const all = (key: keyof KnownNames) => [...new Set(known.flatMap((names) => names[key]))];
  return {
    params: all('params'),
    metrics: all('metrics'),
    tags: all('tags'),
    experiments: all('experiments'),
    scripts: all('scripts'),
    users: all('users'),
    hosts: all('hosts'),
    datasetNames: all('datasetNames'),
    datasetDigests: all('datasetDigests'),
    datasetContexts: all('datasetContexts'),
  };
}

async function chooseGroup(cairn: Cairn): Promise<void> {
  const by = await pickBy<GroupBy>(t('Group runs by'), cairn.state.groupBy, [
    { label: t('$(file-code) Script'), by: 'script' },
    { label: t('$(beaker) Experiment'), by: 'experiment' },
    { label: t('$(list-flat) One list'), by: 'none' },
  ]);
  if (by !== undefined) await cairn.state.setGroupBy(by);
}

async function chooseOrder(cairn: Cairn): Promise<void> {
  const orders: (readonly [label: string, orderBy: string])[] = [
    [t('Newest first'), ''],
    [t('Oldest first'), 'started asc'],
    [t('Best objective first'), 'objective'],
    [t('Name'), 'name asc'],
    [t('Status'), 'status asc'],
    [t('Longest first'), 'duration desc'],
    [t('Shortest first'), 'duration asc'],
  ];
  const { metrics } = await allNames(cairn);
  const byMetric = metrics.flatMap((key): (readonly [string, string])[] => [
    [t('{0}, highest first', key), `metrics.${keyText(key)} desc`],
    [t('{0}, lowest first', key), `metrics.${keyText(key)} asc`],
  ]);
  const item = ([label, orderBy]: readonly [string, string]) => ({
    label,
    orderBy,
    ...(orderBy === cairn.state.orderBy && { description: t('now') }),
  });
  const picked = await vscode.window.showQuickPick([...orders, ...byMetric].map(item), {
    title: t('Sort runs by'),
  });
  if (picked !== undefined) await cairn.state.setOrder(picked.orderBy);
}

async function showProblems(cairn: Cairn): Promise<void> {
  const items = (
    await Promise.all(
      cairn.projects.all.map(async (project) =>
        (await project.store.problems()).map(({ where, message }) => ({
          label: `$(warning) ${where}`,
          detail: message,
          file: path.resolve(project.layout.root, where),
        })),
      ),
    )
  ).flat();
  if (items.length === 0) {
    cairn.toast.info(t('Every file could be read.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Files that could not be read'),
    matchOnDetail: true,
  });
  if (picked !== undefined)
    await vscode.commands.executeCommand(foreignCommands.open, vscode.Uri.file(picked.file));
}

/** Keys with spaces and the like are written between backquotes, as in a filter. */
function keyText(key: string): string {
  return /^[\w./-]+$/.test(key) ? key : `\`${key}\``;
}
