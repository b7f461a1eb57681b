/** Which columns of predictions say what: known from before, told by the run, or proposed and asked. */
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../base/errors.ts';
import { t } from '../../../base/l10n.ts';
import { needsBins, proposeColumns, type ColumnFacts } from '../../../fairness/proposeColumns.ts';
import { fairnessSubject } from '../../../project/fairnessSubject.ts';
import type { Project } from '../../../project/project.ts';
import type { FairnessColumns } from '../../../protocol/fairnessPage.ts';
import type { RunDetail } from '../../../protocol/runShape.ts';
import { predictionsFile } from '../../../runs/artifactPath.ts';
import { lateProgress } from '../../ui/lateProgress.ts';
import { joinItems, withJoined } from './askJoin.ts';
import { itemOf, options } from './columnItems.ts';
import type { KnownColumns } from './knownColumns.ts';

export interface ToAsk {
  readonly project: Project;
  readonly name: string;
  readonly known: KnownColumns;
  /** Even when they are known. */
  readonly isAsked: boolean;
}

/** False when the person went away. Rejects with the UserErrors of the data process. */
export async function askColumns({ project, name, known, isAsked }: ToAsk): Promise<boolean> {
  const { run, file } = fairnessSubject(name);
  const detail = run === undefined ? undefined : await project.store.detail(run);
  if (run !== undefined && detail === undefined)
    throw new UserError('gone', t('The run {0} is not there any more.', run));
  const script = keyOf(project, detail);
  const before = known.of(name) ?? (script === undefined ? undefined : known.of(script));
  if (!isAsked && known.of(name) !== undefined) return true;
  const facts = await factsOf(project, path.resolve(project.folder, file));
  const absolute = path.resolve(project.folder, file);
  const told = detail?.predictions.find(
    (one) => predictionsFile(one.path, detail, project.layout) === absolute,
  );
  const proposed = proposeColumns(facts, told);
  const isThere = (column: string) => facts.some((one) => one.name === column);
  const fits =
    before &&
    [before.label, before.prediction, before.score, before.id, ...ownGroups(before)].every(
      (column) => column === undefined || isThere(column),
    );
  const isTold =
    told !== undefined &&
    proposed.label === told.label &&
    (proposed.prediction ?? proposed.score) !== undefined &&
    told.groups.length > 0 &&
    told.groups.every(isThere);
  const columns =
    !isAsked && fits
      ? before
      : !isAsked && isTold
        ? { ...columnsOf({ ...proposed, label: told.label }, facts, project), ...rowsTold(told, isThere) }
        : await ask(facts, before && fits ? fromBefore(before) : proposed, {
            project,
            before: fits ? before : undefined,
          });
  if (columns === undefined) return false;
  await known.keep([name, ...(script === undefined ? [] : [script])], columns);
  return true;
}

/** Under which columns of a report are remembered: its own name, and its script. */
export async function memoryKeys(project: Project, name: string): Promise<string[]> {
  const { run } = fairnessSubject(name);
  const script = keyOf(project, run === undefined ? undefined : await project.store.detail(run));
  return [name, ...(script === undefined ? [] : [script])];
}

/** What the run said of its rows, as far as the file has these columns. */
function rowsTold(
  { weight, id, split }: RunDetail['predictions'][number],
  isThere: (column: string) => boolean,
): Pick<FairnessColumns, 'weight' | 'id' | 'split'> {
  return {
    ...(weight !== undefined && isThere(weight) && { weight }),
    ...(id !== undefined && isThere(id) && { id }),
    ...(split !== undefined && isThere(split.column) && { split }),
  };
}

type Proposed = ReturnType<typeof proposeColumns>;

/** A script is remembered by folder and path. */
function keyOf(project: Project, detail: RunDetail | undefined): string | undefined {
  const script = detail?.script ?? undefined;
  return script === undefined ? undefined : `script ${path.join(project.folder, script)}`;
}

export async function factsOf(project: Project, file: string): Promise<ColumnFacts[]> {
  const profiles = await project.profiles();
  const profile = await lateProgress({
    title: t('Looking at the columns of {0}', path.basename(file)),
    work: async (asking) => await profiles.of({ files: [file], hash: null, format: null }, asking),
  });
  return profile.columns.map(({ name, kind, distinct }) => ({ name, kind, distinct }));
}

function fromBefore({ label, prediction, score, groups }: FairnessColumns): Proposed {
  return { label, prediction, score, groups: ownGroups({ groups }) };
}

/** Those that stand in the predictions. */
function ownGroups({ groups }: Pick<FairnessColumns, 'groups'>): string[] {
  return groups.filter(({ joined }) => joined !== true).map(({ column }) => column);
}

async function ask(
  facts: readonly ColumnFacts[],
  proposed: Proposed,
  { project, before }: { readonly project: Project; readonly before: FairnessColumns | undefined },
): Promise<FairnessColumns | undefined> {
  const label = await pickOne(facts, { title: t('Which column is true? (1 of 4)'), first: proposed.label });
  if (label?.column === undefined) return undefined;
  const rest = facts.filter(({ name }) => name !== label.column);
  const prediction = await pickOne(rest, {
    title: t('Which column did the model decide? (2 of 4)'),
    first: proposed.prediction,
    none: t('None: only scores'),
  });
  if (prediction === undefined) return undefined;
  const numbers = rest.filter(({ name, kind }) => kind === 'number' && name !== prediction.column);
  const needsScore = prediction.column === undefined;
  const score = await pickOne(numbers, {
    title: t('Which column did the model score? (3 of 4)'),
    first: proposed.score,
    ...(!needsScore && { none: t('None: only decisions') }),
  });
  if (score === undefined) return undefined;
  const taken = new Set([label.column, prediction.column, score.column]);
  const joined = await joinItems(project, facts, { before, hasGroups: proposed.groups.length > 0 });
  const groups = await vscode.window.showQuickPick(
    [
      ...facts
        .filter(({ name, kind }) => !taken.has(name) && kind !== 'nested')
        .map((column) => ({ ...itemOf(column), picked: proposed.groups.includes(column.name) })),
      ...joined,
    ],
    { ...options, title: t('Which columns are groups of people? (4 of 4)'), canPickMany: true },
  );
  if (groups === undefined) return undefined;
  if (groups.length === 0)
    throw new UserError('groups', t('A fairness report needs a column of groups, such as sex or age.'));
  const chosen = { label: label.column, prediction: prediction.column, score: score.column };
  const own = groups.filter((item) => !('of' in item)).map(({ label: name }) => name);
  return withJoined(
    columnsOf({ ...chosen, groups: own }, facts, project),
    groups.filter((item) => 'of' in item),
  );
}

function columnsOf(
  { label, prediction, score, groups }: Proposed & { readonly label: string },
  facts: readonly ColumnFacts[],
  project: Project,
): FairnessColumns {
  const policy = project.config.fairness;
  const crossed = Math.max(1, ...(policy?.attributes ?? []).map((one) => [one].flat().length));
  return {
    label,
    ...(prediction !== undefined && { prediction }),
    ...(score !== undefined && { score }),
    ...(score !== undefined && prediction === undefined && { threshold: 0.5 }),
    ...(policy?.favourable !== undefined && { positive: policy.favourable }),
    groups: groups.map((column) => {
      const fact = facts.find(({ name }) => name === column);
      return { column, ...(fact && needsBins(fact) && { bins: { kind: 'quantile' as const, count: 4 } }) };
    }),
    cross: Math.min(3, groups.length, Math.max(2, crossed)),
  };
}

interface OneColumn {
  readonly title: string;
  readonly first: string | undefined;
  readonly none?: string;
}

/** The proposed one first. */
async function pickOne(
  facts: readonly ColumnFacts[],
  { title, first, none }: OneColumn,
): Promise<{ readonly column: string | undefined } | undefined> {
  const items = facts.map((fact) => ({ ...itemOf(fact), column: fact.name }));
  const other = none === undefined ? [] : [{ label: none, description: '', column: undefined }];
  const sorted = [...items, ...other].sort((a, b) => Number(b.column === first) - Number(a.column === first));
  const picked = await vscode.window.showQuickPick(sorted, { ...options, title });
  return picked && { column: picked.column };
}
