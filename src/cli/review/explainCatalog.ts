/** What a page about a script says of its data, its features, and the models that were made with it. */
import { formatDuration } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { FeatureUsage } from '../../catalog/featureUsage.ts';
import type { Catalog } from '../../catalog/readCatalog.ts';
import type { DatasetDetail } from '../../protocol/catalogThread.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import type { RegisteredModel } from '../../records/modelVersion.ts';
import { code, plain } from '../../review/markdownText.ts';
import type { Call } from '../command.ts';
import { runLink } from './explainRuns.ts';
import { diskText } from '../listedDatasets.ts';

/** Of the catalog, then what runs named besides. */
export function dataLines(
  { terminal }: Call,
  runs: readonly RunDetail[],
  datasets: readonly DatasetDetail[],
): string[] {
  const lines = datasets.map((dataset) => {
    const { name, owner, description, freshness, disk, behind } = dataset;
    const facts = [
      diskText(dataset),
      owner === null ? t('nobody owns it') : t('owned by {0}', plain(owner)),
      ...(freshness === null
        ? []
        : [
            disk.isStale
              ? t('older than it may be ({0})', formatDuration(freshness))
              : t('may be {0} old', formatDuration(freshness)),
          ]),
      ...(disk.modified === null
        ? []
        : [t('changed {0}', new Date(Math.min(disk.modified, terminal.now())).toISOString().slice(0, 10))]),
    ];
    const more = [...(description === null ? [] : [description]), ...behind].map((text) => ` ${plain(text)}`);
    return `- **${plain(name)}**: ${facts.join(', ')}.${more.join('')}`;
  });
  const known = new Set(datasets.flatMap(({ name, location }) => [name, location]));
  const others = new Map(
    runs
      .slice(0, 1)
      .flatMap((run) => run.datasets)
      .filter(({ name, location }) => !known.has(name) && !(location !== null && known.has(location)))
      .map(({ name, role, location }) => [
        name,
        [role, location].filter((part) => part !== null && part !== name).join(', '),
      ]),
  );
  for (const [name, words] of others)
    lines.push(
      `- **${plain(name)}**${words === '' ? '' : ` (${plain(words)})`}: ${t('not in the catalog.')}`,
    );
  if (lines.length > 0) return lines;
  return runs.length === 0
    ? [t('Its runs would tell, and there are none.')]
    : [
        t(
          'Its runs named none: {0}, or {1} in the script, tells.',
          code('cairn catalog add PATH'),
          code('cairn.dataset()'),
        ),
      ];
}

export function featureLines(
  catalog: Catalog,
  usage: FeatureUsage | undefined,
  run: RunDetail | undefined,
): string[] {
  if (usage === undefined)
    return [t('None are in the catalog: .cairn/features.yaml describes them, each with an owner.')];
  if (run === undefined) return [t('Its runs would tell which it uses, and there are none.')];
  const names = usage.ofRun(run.id);
  if (names.length === 0) return [t('Nothing is known of which it uses: no run named any.')];
  return names.map((name) => {
    const entry = catalog.features.get(name);
    const evidence = usage.of(name).runs.find((use) => use.run === run.id)?.evidence ?? [];
    const how = evidence.map(({ by, where }) => (where === null ? by : `${by} ${where}`)).join(' + ');
    const owner = entry?.owner === undefined ? t('nobody owns it') : t('owned by {0}', plain(entry.owner));
    const facts = [
      owner,
      ...(entry?.deprecated === undefined ? [] : [t('deprecated')]),
      ...(how === '' ? [] : [t('known from {0}', plain(how))]),
    ];
    return `- **${plain(name)}**: ${facts.join(', ')}.${entry?.description === undefined ? '' : ` ${plain(entry.description)}`}`;
  });
}

export function modelLines(
  call: Call,
  models: ReadonlyMap<string, RegisteredModel>,
  { runs, script }: { readonly runs: readonly RunDetail[]; readonly script: string },
): string[] {
  const ids = new Map(runs.map((run) => [run.id, runLink(call, run)]));
  const lines = [...models.values()].flatMap(({ name, versions, aliases }) =>
    versions
      .filter((version) => version.script?.path === script || ids.has(version.run ?? ''))
      .map(({ version, run, runName }) => {
        const called = Object.entries(aliases).flatMap(([alias, at]) => (at === version ? [alias] : []));
        const from = ids.get(run ?? '') ?? (runName && plain(runName));
        return `- **${plain(name)}** v${String(version)}${called.length === 0 ? '' : ` (${plain(called.join(', '))})`}${from === undefined ? '' : `: ${t('from the run {0}', from)}`}`;
      }),
  );
  if (lines.length > 0) return lines;
  return [t('No model of it is registered: {0} does that.', code('cairn models register RUN NAME'))];
}
