/** What a script is asked, and how a team changes it: items have ids that answers are kept under, whatever the words become. */
import { matchesGlob } from 'node:path';
import { t } from '../base/l10n.ts';
import type { ReviewPolicy } from '../records/reviewPolicy.ts';
import type { Checklist, ChecklistItem } from './checklistItem.ts';
import { defaultChecklist } from './defaultChecklist.ts';

/** The checklist of one script: that of Cairn with what config.yaml changes for its path. Groups without items are left out. */
export function checklistFor(script: string, policy: ReviewPolicy | undefined): Checklist {
  const groups = new Map<string, { title: string; items: Map<string, ChecklistItem> }>();
  const group = (id: string, title = id) => {
    const found = groups.get(id) ?? { title, items: new Map<string, ChecklistItem>() };
    groups.set(id, found);
    return found;
  };
  if (policy?.default !== false)
    for (const { id, title, items } of defaultChecklist())
      for (const item of items) group(id, title).items.set(item.id, item);
  for (const [id, title] of Object.entries(policy?.groups ?? {})) group(id).title = title;
  for (const { paths, group: place, off, ...change } of policy?.items ?? []) {
    if (paths !== undefined && !paths.some((glob) => matchesGlob(script, glob))) continue;
    const known = [...groups].find(([, { items }]) => items.has(change.id));
    const before = known?.[1].items.get(change.id);
    if (off === true || (place !== undefined && place !== known?.[0])) known?.[1].items.delete(change.id);
    if (off === true) continue;
    const target = place === undefined ? (known?.[1] ?? group('team', t('Team'))) : group(place);
    target.items.set(change.id, changed(before, change));
  }
  return [...groups].flatMap(([id, { title, items }]) =>
    items.size === 0 ? [] : [{ id, title, items: [...items.values()] }],
  );
}

/** What config.yaml may name as `probe`: each answers an item of Cairn's own checklist. */
export function probeNames(): string[] {
  return defaultChecklist().flatMap(({ items }) => items.flatMap(({ probe }) => probe ?? []));
}

type Change = Omit<NonNullable<ReviewPolicy['items']>[number], 'paths' | 'group' | 'off'>;

function changed(
  before: ChecklistItem | undefined,
  { id, text, why, required, probe }: Change,
): ChecklistItem {
  const { probe: known, ...rest } = before ?? { id, text: id, why: '' };
  // A probe that is set to null is left to people.
  const answers = probe === undefined ? known : (probe ?? undefined);
  return {
    ...rest,
    ...(text !== undefined && { text }),
    ...(why !== undefined && { why }),
    ...(required !== undefined && { isRequired: required }),
    ...(answers !== undefined && { probe: answers }),
  };
}
