/** DVCLive's output folders, whatever they are called. */
import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import { systemClock, type Clock } from '../../base/clock.ts';
import { codeOf } from '../../base/errors.ts';
import { rolesOf } from '../logColumns.ts';
import { readAt, withPlainFile } from '../plainFile.ts';
import { SingleRun } from '../singleRun.ts';
import type { SourceKind } from '../source.ts';
import { DvcliveFolder } from './dvcliveFolder.ts';

export const dvclive = dvcliveAt(systemClock);

export function dvcliveAt(clock: Clock): SourceKind {
  return {
    id: 'dvclive',
    label: 'DVCLive',
    ownsFolder: false,
    ownFiles: ['metrics.json'],
    find: (folder, entries) =>
      isDvclive(folder, entries) ? [{ location: folder, group: path.dirname(folder) }] : [],
    open: (location) => new SingleRun(new DvcliveFolder(location, () => clock.now()), clock),
  };
}

function isDvclive(folder: string, entries: readonly Dirent[]): boolean {
  const hasFile = (name: string) => entries.some((entry) => entry.name === name && entry.isFile());
  if (entries.some((entry) => entry.name === 'plots' && entry.isDirectory()))
    if (holdsMetric(path.join(folder, 'plots', 'metrics'), mostDepth)) return true;
  return path.basename(folder) === 'dvclive' && (hasFile('metrics.json') || hasFile('params.yaml'));
}

/** Whether the first .tsv file below begins as DVCLive's do. */
function holdsMetric(folder: string, depth: number): boolean {
  const entries = entriesOf(folder);
  const file = entries.find((entry) => entry.isFile() && entry.name.endsWith('.tsv'));
  if (file !== undefined) return hasStepColumn(path.join(folder, file.name));
  if (depth === 0) return false;
  const folders = entries.filter((entry) => entry.isDirectory()).slice(0, mostFolders);
  return folders.some(({ name }) => holdsMetric(path.join(folder, name), depth - 1));
}

function hasStepColumn(file: string): boolean {
  const read = withPlainFile(file, (fd) => {
    const bytes = Buffer.alloc(headerBytes);
    return bytes.toString('utf8', 0, readAt(fd, bytes, 0));
  });
  if (!read.ok) return false;
  const [header = ''] = read.value.split(/\r?\n/, 1);
  return rolesOf(header.split('\t')).step >= 0;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return fs.lstatSync(folder).isDirectory() ? fs.readdirSync(folder, { withFileTypes: true }) : [];
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return [];
  }
}

const headerBytes = 512;
const mostDepth = 3;
const mostFolders = 20;
