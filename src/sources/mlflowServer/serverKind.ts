/** An MLflow tracking server as a source of runs: connected by a person, never found. */
import { createHash } from 'node:crypto';
import type { SourceKind } from '../source.ts';
import { MlflowServer } from './mlflowServer.ts';
import { serverAddress } from './serverAddress.ts';
import { ServerConnection } from './serverConnection.ts';

export const serverKind: SourceKind & Required<Pick<SourceKind, 'remote'>> = {
  id: 'mlflowserver',
  label: 'MLflow',
  ownsFolder: false,
  find: () => [],
  open: (location) => new MlflowServer(new ServerConnection({ address: serverAddress(location) })),
  remote: {
    groupOf: (location) => `MLflow · ${serverAddress(location).label}`,
    idOf: (location, run) => `${prefixOf(location)}${run}`,
  },
};

/** The server's own id of a run that is listed under `id`; undefined: not one of this server. */
export function runOnServer(location: string, id: string): string | undefined {
  const prefix = prefixOf(location);
  return id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
}

/** The run's own id stays readable in it, so that one is found again after a reload. */
function prefixOf(location: string): string {
  return `${serverKind.id}-${createHash('sha256').update(location).digest('hex').slice(0, 8)}-`;
}
