/** Goes on after a connection broke: again and again while something arrives in between, else a few times. */
import { setTimeout as wait } from 'node:timers/promises';
import { ServerError } from '../sources/mlflowServer/serverError.ts';

export interface Patience {
  /** ms before each attempt after the first. */
  readonly pauses: readonly number[];
  /** A number that grows with everything that arrives. */
  readonly arrived: () => number;
  /** Called before a pause. */
  readonly onPause: (error: ServerError, ms: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** `attempt` must do only what is left to do. Rejects with what the last one rejected with. */
export async function patiently<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const { pauses, arrived, onPause, signal } = patience;
  let tried = 0;
  for (let before = arrived(); ;) {
    try {
      return await attempt();
    } catch (error) {
      if (arrived() > before) tried = 0;
      before = arrived();
      const pause = pauses[tried];
      // Where nothing has ever answered, the address is wrong, not the line.
      const isHopeless = before === 0 && error instanceof ServerError && error.code === 'serverUnreachable';
      if (!(error instanceof ServerError) || !error.passes || isHopeless || pause === undefined) throw error;
      tried += 1;
      onPause(error, pause);
      await wait(pause, undefined, { signal });
    }
  }
}

export const usualPauses: readonly number[] = [500, 2000, 5000, 10_000];
