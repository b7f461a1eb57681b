/** `cairn catalog unused`: features that no run used, not for long, or no champion, each with why and where to edit. */
import { counted } from '../base/counted.ts';
import { missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import type { Catalog } from '../catalog/readCatalog.ts';
import type { CatalogUnused } from '../protocol/catalogShape.ts';
import type { Call } from './command.ts';
import { readUsage } from './featureUsage.ts';
import { textTable } from './textTable.ts';

export async function printUnused(call: Call, catalog: Catalog): Promise<void> {
  const { json, terminal, config } = call;
  const days = config.features?.unusedAfter ?? 90;
  const usage = catalog.features.size === 0 ? undefined : await readUsage(call, catalog);
  const result: CatalogUnused = {
    days,
    features: (usage?.unused(days, terminal.now()) ?? []).map(({ name, reasons }) => {
      const entry = catalog.features.get(name);
      const { line } = catalog.featureAt([name]);
      return {
        ...{ name, owner: entry?.owner ?? null, reasons, lastUsed: usage?.of(name).lastUsed ?? null },
        ...{ place: `.cairn/features.yaml:${String(line)}`, function: entry?.function ?? null },
      };
    }),
  };
  if (json) {
    await terminal.print(`${JSON.stringify(result)}\n`);
    return;
  }
  const rows = result.features.map(({ name, owner, reasons, place, function: made }) => [
    name,
    owner ?? missing,
    reasons.map(reasonText).join(', '),
    made === null ? place : `${place} ${made}`,
  ]);
  if (rows.length > 0) await terminal.print(`${textTable(rows)}\n`);
}

function reasonText({ why, days }: CatalogUnused['features'][number]['reasons'][number]): string {
  if (why === 'never') return t('no run used it');
  return why === 'old'
    ? counted(days ?? 0, t('not used for a day'), (n) => t('not used for {0} days', n))
    : t('no champion uses it');
}
