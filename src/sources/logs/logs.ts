/** Logs without a tool of their own: Lightning's CSVLogger, Hugging Face's trainer_state.json, Keras' CSVLogger, JSON lines. */
import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import { systemClock, type Clock } from '../../base/clock.ts';
import { codeOf } from '../../base/errors.ts';
import { readAt, stampOf, withPlainFile } from '../plainFile.ts';
import { SingleRun } from '../singleRun.ts';
import type { FoundSource, SourceKind } from '../source.ts';
import { LogFile } from './logFile.ts';
import { isLogName, looksLikeLog } from './looksLikeLog.ts';
import { isCheckpointName, stateName, TrainerFolder } from './trainerFolder.ts';

export const logs = logsAt(systemClock);

/** Where the location is a folder, it is the output of a Trainer; else it is one log. */
export function logsAt(clock: Clock): SourceKind {
  return {
    id: 'logs',
    label: 'Logs',
    ownsFolder: false,
    find: (folder, entries) => [...trainersIn(folder, entries), ...filesIn(folder, entries)],
    open(location) {
      if (isFolder(location)) return new SingleRun(new TrainerFolder(location), clock);
      const folder = path.dirname(location);
      const isVersion = isLightning(folder, path.basename(location));
      const name = isVersion ? path.basename(folder) : path.basename(location);
      const params = isVersion ? path.join(folder, 'hparams.yaml') : undefined;
      return new SingleRun(new LogFile({ path: location, name, params, now: () => clock.now() }), clock);
    },
  };
}

/** The output folder stands for its checkpoints. */
function trainersIn(folder: string, entries: readonly Dirent[]): FoundSource[] {
  if (isCheckpointName(path.basename(folder))) return [];
  const checkpoints = entries.filter((entry) => entry.isDirectory() && isCheckpointName(entry.name));
  const has =
    entries.some((entry) => entry.isFile() && entry.name === stateName) ||
    checkpoints.slice(0, mostCheckpoints).some(({ name }) => stampOf(path.join(folder, name, stateName)).ok);
  return has ? [{ location: folder, group: path.dirname(folder) }] : [];
}

function filesIn(folder: string, entries: readonly Dirent[]): FoundSource[] {
  // Whatever else lies beside a Trainer's state says the same once more.
  if (isCheckpointName(path.basename(folder)) || entries.some(({ name }) => name === stateName)) return [];
  return entries
    .filter((entry) => entry.isFile() && isLogName(entry.name))
    .slice(0, mostFiles)
    .filter(({ name }) => isLog(path.join(folder, name)))
    .map(({ name }) => ({
      location: path.join(folder, name),
      group: isLightning(folder, name) ? path.dirname(folder) : folder,
    }));
}

/** lightning_logs/version_0/metrics.csv, or metrics.csv beside hparams.yaml: the folder is the run. */
function isLightning(folder: string, name: string): boolean {
  if (name !== 'metrics.csv') return false;
  return /^version_\d+$/.test(path.basename(folder)) || stampOf(path.join(folder, 'hparams.yaml')).ok;
}

function isLog(file: string): boolean {
  const read = withPlainFile(file, (fd, { size }) => {
    const bytes = Buffer.alloc(Math.min(size, sampleBytes));
    return looksLikeLog(bytes.toString('utf8', 0, readAt(fd, bytes, 0)), size <= sampleBytes);
  });
  return read.ok && read.value;
}

function isFolder(location: string): boolean {
  try {
    return fs.lstatSync(location).isDirectory();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return false;
  }
}

const sampleBytes = 16 * 1024;
/** In one folder; each of them is looked into. */
const mostFiles = 200;
const mostCheckpoints = 5;
