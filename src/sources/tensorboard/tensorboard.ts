/** TensorBoard event files, as TensorFlow, Keras, PyTorch, Lightning and tensorboardX write them: each folder with some is a run. */
import path from 'node:path';
import { systemClock, type Clock } from '../../base/clock.ts';
import { SingleRun } from '../singleRun.ts';
import type { SourceKind } from '../source.ts';
import { isEventFileName } from './eventFileName.ts';
import { EventFolder } from './eventFolder.ts';

export const tensorboard = tensorboardAt(systemClock);

export function tensorboardAt(clock: Clock): SourceKind {
  return {
    id: 'tensorboard',
    label: 'TensorBoard',
    ownsFolder: false,
    find: (folder, entries) =>
      entries.some((entry) => entry.isFile() && isEventFileName(entry.name))
        ? [{ location: folder, group: path.dirname(folder) }]
        : [],
    open: (location) => new SingleRun(new EventFolder(location), clock),
  };
}
