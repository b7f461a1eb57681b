/** All subcommands, in the order that help lists them. */
import { catalog } from './catalog.ts';
import type { Command } from './command.ts';
import { diff } from './diff.ts';
import { exportCommand } from './export.ts';
import { fairness } from './fairness.ts';
import { importCommand } from './import.ts';
import { ls } from './ls.ts';
import { metrics } from './metrics.ts';
import { models } from './models.ts';
import { profile } from './profile.ts';
import { publish } from './publish.ts';
import { recover } from './recover.ts';
import { restore } from './restore.ts';
import { review } from './review.ts';
import { rm } from './rm.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';
import { stop } from './stop.ts';
import { trash } from './trash.ts';

export const commands: readonly Command[] = [
  run,
  ls,
  show,
  metrics,
  diff,
  stop,
  exportCommand,
  importCommand,
  catalog,
  models,
  profile,
  fairness,
  review,
  publish,
  rm,
  restore,
  trash,
  recover,
  serve,
];
