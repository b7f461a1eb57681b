/** `cairn models show`: one version with what made it, how it does, and where its evidence is stale. */
import { counted } from '../base/counted.ts';
import { formatCount, formatNumber, formatSize, missing } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { readCatalog } from '../catalog/readCatalog.ts';
import { describeModel } from '../indexer/describeModel.ts';
import type { ModelDetail, VersionDetail } from '../protocol/modelShape.ts';
import { fromJsonNumber } from '../protocol/jsonNumber.ts';
import type { Call } from './command.ts';
import { namedVersion, shapesOf, tellProblems } from './modelList.ts';
import { modelFileName } from '../models/modelFileName.ts';
import { policyStamp } from '../storage/policyStamp.ts';
import { ModelRegistry } from '../models/modelRegistry.ts';
import { openRuns } from './openRuns.ts';
import { cellText, textTable } from './textTable.ts';

export async function showModel(call: Call, word: string): Promise<number> {
  const { layout, config, json, terminal } = call;
  const registry = new ModelRegistry(layout.models);
  const { name, version } = namedVersion(registry, word);
  const runs = await openRuns(call);
  const names = new Map(runs.list().map(({ id, name }) => [id, name]));
  runs.dispose();
  const around = {
    layout,
    catalog: await readCatalog(layout),
    nameOfRun: (id: string) => names.get(id),
    objective: config.objective?.metric,
    policy: config.fairness && policyStamp(config.fairness),
    // Hashing all data takes too long here.
    disk: () => undefined,
  };
  const found = await describeModel(registry.get(name), { version, outside: true }, around);
  const problems = registry.all().problems.filter(({ where }) => where === modelFileName(name));
  const detail: ModelDetail = { ...found, problems: shapesOf(problems) };
  if (json) await terminal.print(`${JSON.stringify(detail)}\n`);
  else if (detail.shown !== null) await terminal.print(`${textOf(detail, detail.shown)}\n`);
  return await tellProblems(call, problems);
}

function textOf(model: ModelDetail, shown: VersionDetail): string {
  const head = [`${model.name}/${String(shown.version)}`, ...shown.aliases.map((alias) => `@${alias}`)].join(
    ' ',
  );
  const [nameColumn, ...others] = [shown.version, model.champion?.version, model.before?.version];
  const columns = others.filter((version, at) => version !== undefined && others.indexOf(version) === at);
  const rivals = [model.champion, model.before].filter((one) => one !== null);
  const metrics = shown.metrics.map(({ key, value }) => [
    `  ${cellText(key)}`,
    formatNumber(fromJsonNumber(value)),
    ...columns.map((version) => {
      const other = rivals.find((rival) => rival.version === version)?.metrics.find((one) => one.key === key);
      return other === undefined ? missing : formatNumber(fromJsonNumber(other.value));
    }),
  ]);
  const metricHead = ['  ', `v${String(nameColumn)}`, ...columns.map((version) => `v${String(version)}`)];
  const moves = model.history.map(({ alias, from, to, at, by, reason }) => [
    `  ${alias}`,
    `${wordOf(from)} → ${wordOf(to)}`,
    at ?? missing,
    cellText([by, reason].filter((part) => part !== null).join(': ')),
  ]);
  return [
    head,
    textTable(factsOf(shown)),
    ...(metrics.length > 0
      ? [textTable([metricHead, ...metrics], ['left', ...metricHead.slice(1).map(() => 'right' as const)])]
      : []),
    ...(typeof shown.judged?.says !== 'string' ? [] : [`${t('fairness')}: ${cellText(shown.judged.says)}`]),
    ...shown.stale.map(({ sentence }) => `! ${cellText(sentence)}`),
    ...(moves.length > 0 ? [textTable(moves)] : []),
  ].join('\n');
}

function factsOf(shown: VersionDetail): string[][] {
  const { artifact, environment, script } = shown;
  const data = shown.datasets.map(({ name, version, digest }) =>
    [name, version === null ? digest : `v${String(version)}`].filter((part) => part !== null).join(' '),
  );
  const facts: (readonly [string, string | null])[] = [
    [t('description'), shown.description],
    [t('run'), shown.run === null ? null : `${shown.runName ?? ''} ${shown.run}`.trim()],
    [t('registered'), [shown.created, shown.by].filter((part) => part !== null).join(' ')],
    [t('script'), script === null ? null : `${script.path} ${(script.sha256 ?? '').slice(0, 12)}`.trim()],
    [
      t('commit'),
      shown.commit === null
        ? null
        : `${shown.commit}${shown.uncommitted ? ` +${String(shown.uncommitted)}` : ''}`,
    ],
    [t('data'), data.join(', ')],
    [t('features'), shown.features.length === 0 ? null : shown.features.map(({ name }) => name).join(', ')],
    [
      t('artifact'),
      artifact === null
        ? null
        : [
            shown.path ?? artifact.location,
            artifact.size === null ? null : formatSize(artifact.size),
            artifact.sha256,
          ]
            .filter((part) => part !== null)
            .join(', '),
    ],
    [t('parameters'), shown.parameters === null ? null : formatCount(shown.parameters)],
    [
      t('environment'),
      environment === null
        ? null
        : [
            environment.interpreter,
            counted(environment.packages ?? 0, t('1 package'), (n) => t('{0} packages', n)),
          ]
            .filter((part) => part !== null)
            .join(', '),
    ],
  ];
  return facts.flatMap(([key, value]) =>
    value === null || value === '' ? [] : [[`  ${key}`, cellText(value)]],
  );
}

function wordOf(version: number | null): string {
  return version === null ? t('none') : `v${String(version)}`;
}
