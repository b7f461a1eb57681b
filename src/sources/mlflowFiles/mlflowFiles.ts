/** MLflow's file store, usually a folder `mlruns`: also of versions that MLflow itself refuses to open by now. */
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { PlainFolder } from '../plainFolder.ts';
import type { SourceKind } from '../source.ts';
import { MlrunsFolder } from './mlrunsFolder.ts';
import { metaName } from './runLook.ts';

export const mlflowFiles: SourceKind = {
  id: 'mlruns',
  label: 'MLflow',
  ownsFolder: true,
  find: (folder, entries) => (isStore(folder, entries) ? [{ location: folder, group: folder }] : []),
  open: (location) => new MlrunsFolder(location),
};

/**
 * Experiments are folders named by numbers. Their meta.yaml, or that of a run in a folder that is called `mlruns`, tells
 * a store from folders of numbers and from the artifacts of a database, which lie in such folders too.
 */
function isStore(folder: string, entries: readonly Dirent[]): boolean {
  const experiments = entries.filter((entry) => entry.isDirectory() && /^\d{1,20}$/.test(entry.name));
  if (experiments.length === 0) return false;
  const plain = new PlainFolder(folder, () => undefined);
  const some = experiments.slice(0, mostAsked).map(({ name }) => name);
  if (some.some((name) => /^experiment_id:/m.test(plain.text(`${name}/${metaName}`, mostBytes) ?? '')))
    return true;
  if (path.basename(folder) !== 'mlruns') return false;
  return some.some((experiment) =>
    plain
      .entries(experiment)
      .slice(0, mostAsked)
      .some(
        (entry) => entry.isDirectory() && plain.stats(`${experiment}/${entry.name}/${metaName}`)?.isFile(),
      ),
  );
}

const mostAsked = 20;
const mostBytes = 64 * 1024;
