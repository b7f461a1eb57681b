/** The link by which a page that lost its host asks for another one in its place, showing the same. */
import type { LostPage, RunPageState } from '../../../src/protocol/runPage.ts';
import { commandLink } from '../../heartbeat.ts';

export function reopenLink(command: string, state: RunPageState): string {
  const lost: LostPage = { folder: state.folder, run: state.run, state };
  return commandLink(command, lost);
}
