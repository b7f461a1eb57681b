/** Makes the folder of a new run; what stands in the way becomes a sentence. */
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { codeOf, UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { RunRecord } from '../records/run.ts';
import { ignoreWhatMachinesWrite } from '../storage/gitignore.ts';
import { runDir, runPaths, type Layout } from '../storage/layout.ts';
import type { LaunchHost } from './launchRequest.ts';
import type { Recorded } from './launchRecord.ts';
import { newRunId } from './runIds.ts';

export interface RunFolder {
  readonly id: string;
  readonly name: string;
  readonly dir: string;
}

/** Rejects with UserError `readOnly` or `diskFull` and leaves nothing behind. */
export async function makeRunFolder(
  layout: Layout,
  recorded: Recorded['record'],
  host: Pick<LaunchHost, 'clock' | 'random'>,
): Promise<RunFolder> {
  let dir: string | undefined;
  try {
    await mkdir(layout.runs, { recursive: true });
    ignoreWhatMachinesWrite(layout.root);
    const fresh = await makeFreshFolder(layout, host);
    dir = fresh.dir;
    const name = recorded.name ?? fresh.name;
    const record: RunRecord = { ...recorded, id: fresh.id, name };
    const paths = runPaths(dir);
    await Promise.all([
      mkdir(paths.artifacts),
      mkdir(paths.source),
      writeFile(paths.inbox, ''),
      writeFile(paths.output, ''),
    ]);
    await writeRecord(paths.run, record);
    return { id: fresh.id, name, dir };
  } catch (error) {
    if (dir !== undefined) await removeRunFolder(dir);
    throw asSentence(error, layout);
  }
}

/** Takes back a folder whose run never began. */
export async function removeRunFolder(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

/** As storage/atomicFile, but without holding up the program that launches. */
async function writeRecord(file: string, record: RunRecord): Promise<void> {
  const draft = `${file}.tmp`;
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

async function makeFreshFolder(
  layout: Layout,
  host: Pick<LaunchHost, 'clock' | 'random'>,
): Promise<RunFolder> {
  for (let attempt = 0; ; attempt++) {
    const { id, name } = newRunId(host.clock.now(), host.random);
    const dir = runDir(layout, id);
    try {
      await mkdir(dir);
      return { id, name, dir };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt === 20) throw error;
    }
  }
}

function asSentence(error: unknown, layout: Layout): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserError(
      'diskFull',
      t('The run was not started, because the disk is full.'),
      t('Make room, for instance by emptying the trash of Cairn, and run again.'),
      { cause: error },
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    const inTheWay = code === 'EEXIST' ? layout.runs : layout.root;
    return new UserError(
      'readOnly',
      t('The run was not started, because {0} is a file where a folder is needed.', inTheWay),
      t('Move it away.'),
      { cause: error },
    );
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new UserError(
      'readOnly',
      t('The run was not started, because {0} cannot be written.', layout.root),
      t('Check the permissions of the folder.'),
      { cause: error },
    );
  }
  if (code === 'ENOENT') {
    return new UserError('readOnly', t('The folder {0} does not exist.', layout.folder), undefined, {
      cause: error,
    });
  }
  return error;
}
