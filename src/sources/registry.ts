/** Every kind of foreign records that is understood. Their folders are independent of each other. */
import { dvclive } from './dvclive/dvclive.ts';
import { logs } from './logs/logs.ts';
import { mlflowDatabase } from './mlflowDatabase/mlflowDatabase.ts';
import { mlflowFiles } from './mlflowFiles/mlflowFiles.ts';
import type { SourceKind } from './source.ts';
import { tensorboard } from './tensorboard/tensorboard.ts';

export const sourceKinds: readonly SourceKind[] = [mlflowFiles, mlflowDatabase, tensorboard, dvclive, logs];
