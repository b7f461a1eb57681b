/** Opens the catalog of a folder for one subcommand: the same answers as the editor's, in this process. */
import { readFile, mkdir } from 'node:fs/promises';
import { setImmediate as pause } from 'node:timers/promises';
import { Emitter } from '../base/emitter.ts';
import { codeOf, UserError } from '../base/errors.ts';
import { formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';
import { writeProblem } from '../base/writeProblem.ts';
import { catalogAnswersOf, datasetDetails } from '../indexer/catalogAnswers.ts';
import { CatalogSession } from '../indexer/catalogSession.ts';
import { UsageSource } from '../indexer/usageSource.ts';
import type { DatasetHost } from '../project/datasetActions.ts';
import { writeFileAtomic } from '../storage/atomicFile.ts';
import { YamlEdit } from '../storage/yamlEdit.ts';
import type { DatasetDetail } from '../protocol/catalogThread.ts';
import type { Call } from './command.ts';
import { foreignRecords } from './foreignRecords.ts';
import { openRuns } from './openRuns.ts';

export interface FolderCatalog extends DatasetHost {
  /** By name, of those that there are. */
  details(names: readonly string[]): Promise<ReadonlyMap<string, DatasetDetail>>;
  /** Hashes what is new or changed, of these datasets or of all; an interrupt ends it. */
  read(names: readonly string[] | null): Promise<void>;
  dispose(): void;
}

export async function openCatalog(call: Call): Promise<FolderCatalog> {
  const { layout, config, terminal } = call;
  const runs = await openRuns(call);
  const changed = new Emitter<null>();
  const isSeen = terminal.columns !== undefined && !call.json;
  let isShown = false;
  const session = new CatalogSession({
    layout,
    now: terminal.now,
    pause,
    changed: () => changed.fire(null),
    reading: (reading) => {
      if (!isSeen || (reading === null && !isShown)) return;
      isShown = reading !== null;
      const line =
        reading === null
          ? ' '.repeat(60)
          : t('Reading {0}: {1} of {2}', reading.name, formatSize(reading.done), formatSize(reading.total));
      void terminal.tell(`\r${line}${reading === null ? '\r' : ' '}`);
    },
    log: (line) => void terminal.tell(`cairn: ${line}\n`),
  });
  await session.allow({ outside: call.flags.has('outside'), network: call.flags.has('network') });
  const foreign = foreignRecords(call, runs);
  const usage = new UsageSource({
    layout,
    foreign,
    ask: (question) => Promise.resolve(runs.ask(question)),
    catalog: async () => await session.catalog(),
    models: async () => await session.models(),
    pause,
  });
  const parts: Parameters<typeof datasetDetails>[0] = {
    catalog: session,
    runs: (question) => Promise.resolve(runs.ask(question)),
  };
  const catalog = catalogAnswersOf({
    ...parts,
    usage: async () => await usage.read(),
    unusedDays: () => Promise.resolve(config.features?.unusedAfter ?? 90),
    now: terminal.now,
  });
  const interrupts = terminal.onInterrupt(() => session.cancel());
  return {
    store: { catalog, onDidChangeCatalog: changed.event },
    details: async (names) => await datasetDetails(parts, names),
    read: async (names) => {
      await (
        await session.read(names)
      ).done;
      await session.searched();
    },
    editCatalog: async (_, change) => {
      await rewrite(layout.datasets, layout.root, change);
      await session.look();
    },
    dispose: () => {
      interrupts.dispose();
      session.dispose();
      changed.dispose();
      foreign.dispose();
      runs.dispose();
    },
  };
}

async function rewrite(file: string, root: string, change: (edit: YamlEdit) => void): Promise<void> {
  try {
    await mkdir(root, { recursive: true });
    const before = await readFile(file, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return '';
      throw error;
    });
    const edit = new YamlEdit(before, { where: 'datasets.yaml', example: 'loans' });
    change(edit);
    if (edit.text() !== before) writeFileAtomic(file, edit.text());
  } catch (error) {
    if (error instanceof UserError) throw error;
    const message = t('{0} could not be written: {1}', file, writeProblem(error));
    throw new UserError('readOnly', message, undefined, { cause: error });
  }
}
