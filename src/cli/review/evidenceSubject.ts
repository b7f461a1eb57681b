/** Gathers what probes ask of a script, each part once and only when it is asked for. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { readCatalog } from '../../catalog/readCatalog.ts';
import { ModelRegistry } from '../../models/modelRegistry.ts';
import type { DatasetDetail } from '../../protocol/catalogThread.ts';
import type { RunDetail } from '../../protocol/runShape.ts';
import type { ProbeSubject, SubjectFeature, SubjectVersion } from '../../review/probeSubject.ts';
import { pythonFacts } from '../../review/pythonCalls.ts';
import { runsTests } from '../../review/testResults.ts';
import { baselineValues } from '../../runs/compare/baselineValues.ts';
import { runDir, runPaths } from '../../storage/layout.ts';
import type { Call } from '../command.ts';
import { readUsage } from '../featureUsage.ts';
import { openCatalog } from '../openCatalog.ts';
import { openRuns, type FolderRuns } from '../openRuns.ts';
import { EvidenceFiles } from './evidenceFiles.ts';

export interface OpenSubject {
  readonly subject: ProbeSubject;
  /** Of the text, as a sign-off is bound to it. */
  readonly sha256: string;
  dispose(): void;
}

/** `script`: from the workspace folder. Throws UserError `script`. */
export function openSubject(call: Call, script: string): OpenSubject {
  const { layout, config } = call;
  const files = new EvidenceFiles(layout.folder);
  const read = files.script(script);
  if (read === undefined) throw new UserError('script', t('There is no script {0}.', script));
  const closers: (() => void)[] = [];
  let isClosed = false;
  /** Also what is opened after nobody waits for it any more. */
  const opened = <T extends { dispose(): void }>(thing: T): T => {
    if (isClosed) thing.dispose();
    else closers.push(() => thing.dispose());
    return thing;
  };
  const index = once(async () => opened(await openRuns(call)));
  const runs = once(async () => runsOf(await index(), script));
  const catalog = once(async () => await readCatalog(layout));
  const subject: ProbeSubject = {
    ...{ folder: layout.folder, script: read.script, config, runs },
    modules: once(() => files.modules(script)),
    tests: once(() => files.tests()),
    testReports: once(() => files.reports()),
    lockFiles: once(() => files.locks(script)),
    testRuns: once(async () => testRuns(await index())),
    baseline: async (run) => baselineOf(await index(), run),
    datasets: once(async () =>
      (await catalog()).datasets.size === 0
        ? []
        : await datasetsOf(opened(await openCatalog(call)), await runs()),
    ),
    features: once(async () => await featuresOf(call, await catalog(), await runs(), read.script)),
    versions: once(() => versionsOf(new ModelRegistry(layout.models))),
    packages: async (run) => await packagesOf(runPaths(runDir(layout, run.id)).packages),
  };
  return {
    subject,
    sha256: read.textSha256,
    dispose: () => {
      isClosed = true;
      for (const close of closers.splice(0)) close();
    },
  };
}

function once<T>(make: () => T | Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => await (made ??= Promise.resolve().then(make));
}

function runsOf(index: FolderRuns, script: string): RunDetail[] {
  const { runs } = index.shapes({ group: { by: 'script', key: script }, limit: mostRuns });
  return details(
    index,
    runs.map(({ id }) => id),
  );
}

function details(index: FolderRuns, ids: readonly string[]): RunDetail[] {
  return ids.flatMap((id) => index.detail(id) ?? []);
}

/** By what their commands look like, before any of their files is read. */
function testRuns(index: FolderRuns): RunDetail[] {
  const ids = index.ask(({ table }) => {
    const command = table.facts.column('record.command');
    return [...table.entries()]
      .filter(({ n, place }) => place === undefined && /test/i.test(command(n) ?? ''))
      .sort((a, b) => b.started - a.started)
      .slice(0, mostRuns)
      .map(({ id }) => id);
  });
  return details(index, ids).filter(({ command }) => runsTests(command));
}

function baselineOf(index: FolderRuns, run: RunDetail): Awaited<ReturnType<ProbeSubject['baseline']>> {
  const id = index.ask((runs) => {
    const entry = runs.table.byId(run.id);
    return entry && baselineValues(runs)(entry.n);
  });
  const found = id === undefined ? undefined : index.detail(id);
  return found && { run: found, runs: found.script === null ? [found] : runsOf(index, found.script) };
}

/** Those that runs of the script read, with what is on disk. */
async function datasetsOf(
  open: Awaited<ReturnType<typeof openCatalog>>,
  runs: readonly RunDetail[],
): Promise<DatasetDetail[]> {
  const ids = new Set(runs.map(({ id }) => id));
  const names = (await open.store.catalog.catalogDatasets({})).map(({ name }) => name);
  const read = [...(await open.details(names)).values()].filter(({ versions, otherRuns }) =>
    [...versions.flatMap((version) => version.runs), ...otherRuns].some(({ id }) => ids.has(id)),
  );
  // What takes longer to read than a probe may take is left to whoever reads it before.
  const small = read.filter(({ disk }) => disk.size <= mostBytes).map(({ name }) => name);
  if (small.length > 0) await open.read(small);
  return [...(await open.details(read.map(({ name }) => name))).values()];
}

async function featuresOf(
  call: Call,
  catalog: Awaited<ReturnType<typeof readCatalog>>,
  runs: readonly RunDetail[],
  { text, sha256 }: ProbeSubject['script'],
): Promise<SubjectFeature[]> {
  if (catalog.features.size === 0) return [];
  const usage = await readUsage(call, catalog);
  const now = runs.filter(({ scriptHash }) => scriptHash === sha256);
  // Of an older text only what the newest run says.
  const asked = now.length > 0 ? now : runs.slice(0, 1);
  const used = new Set(
    asked.length > 0
      ? asked.flatMap(({ id }) => usage.ofRun(id))
      : pythonFacts(text).texts.map(({ value }) => value),
  );
  const unused = new Map(
    usage
      .unused(call.config.features?.unusedAfter ?? usualDays, call.terminal.now())
      .map(({ name, reasons }) => [name, reasons] as const),
  );
  return [...catalog.features].map(([name, { owner, description, deprecated, dataset }]) => ({
    ...{ name, owner: owner ?? null, description: description ?? null },
    ...{ deprecated: deprecated ?? null, dataset: dataset ?? null },
    unused: unused.get(name) ?? [],
    isUsedHere: used.has(name),
  }));
}

function versionsOf(registry: ModelRegistry): SubjectVersion[] {
  return [...registry.all().models.values()].flatMap(({ name, versions }) =>
    versions.map(({ version, run, parameters }) => ({
      ...{ model: name, version, run: run ?? null, parameters: parameters ?? null },
    })),
  );
}

/** Lines of `name==version`. */
async function packagesOf(file: string): Promise<ReadonlyMap<string, string> | undefined> {
  const text = await fs.readFile(path.resolve(file), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, version] = /^([\w.-]+)==(\S+)/.exec(line) ?? [];
      return name === undefined || version === undefined ? [] : [[name, version] as const];
    }),
  );
}

/** The newest; each costs reading its files. */
const mostRuns = 200;
const mostBytes = 2e9;
const usualDays = 90;
