/** What every command does; the compiler sees to it that none is missing. Loaded when the first command is called. */
import type { Cairn } from '../cairn.ts';
import type { CommandId } from '../ui/contributions.ts';
import { catalogCommands } from './catalog.ts';
import { commentCommands } from './comments.ts';
import { configCommands } from './config.ts';
import { fairnessCommands } from './fairness.ts';
import { featureCommands } from './features.ts';
import type { Handler } from './handler.ts';
import { listCommands } from './list.ts';
import { modelCommands } from './models.ts';
import { notebookCommands } from './notebook.ts';
import { publishCommands } from './publish.ts';
import { reviewCommands } from './reviews.ts';
import { runCommands } from './runs.ts';
import { scriptCommands } from './scripts.ts';
import { serverCommands } from './server.ts';
import { sharingCommands } from './sharing.ts';
import { statusCommands } from './status.ts';
import { trashCommands } from './trash.ts';

export function handlersOf(cairn: Cairn): Record<CommandId, Handler> {
  return {
    ...runCommands(cairn),
    ...listCommands(cairn),
    ...trashCommands(cairn),
    ...scriptCommands(cairn),
    ...sharingCommands(cairn),
    ...serverCommands(cairn),
    ...publishCommands(cairn),
    ...modelCommands(cairn),
    ...notebookCommands(cairn),
    ...statusCommands(cairn),
    ...featureCommands(cairn),
    ...fairnessCommands(cairn),
    ...reviewCommands(cairn),
    ...commentCommands(cairn),
    ...catalogCommands(cairn),
    ...configCommands(cairn),
  };
}
