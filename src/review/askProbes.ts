/** Asks probes about a script. One that throws or takes too long cannot tell, and holds up no other. */
import { messageOf } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { ProbeAnswer } from '../protocol/probeAnswer.ts';
import { cannotTell, type Probe } from './probe.ts';
import type { ProbeSubject } from './probeSubject.ts';

export interface AskOptions {
  /** ms that each may take. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

/** By the names of the probes, in their order. Never rejects. */
export async function askProbes(
  probes: readonly Probe[],
  subject: ProbeSubject,
  { timeout = defaultTimeout, signal }: AskOptions = {},
): Promise<Record<string, ProbeAnswer>> {
  const end = new AbortController();
  const interrupted = interruption(signal, end.signal);
  try {
    return Object.fromEntries(
      await Promise.all(
        probes.map(
          async (probe) => [probe.name, await ask(probe, subject, { timeout, interrupted })] as const,
        ),
      ),
    );
  } finally {
    end.abort();
  }
}

/** One listener for all probes: Node takes many for a leak. */
async function interruption(signal: AbortSignal | undefined, end: AbortSignal): Promise<ProbeAnswer> {
  await new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true, signal: end });
  });
  return cannotTell(t('because it was interrupted. Ask again.'));
}

const defaultTimeout = 10_000;

async function ask(
  probe: Probe,
  subject: ProbeSubject,
  { timeout, interrupted }: { readonly timeout: number; readonly interrupted: Promise<ProbeAnswer> },
): Promise<ProbeAnswer> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ProbeAnswer>((resolve) => {
    timer = setTimeout(() => {
      resolve(cannotTell(t('because it took longer than {0} s. Look yourself.', timeout / 1000)));
    }, timeout);
  });
  try {
    return await Promise.race([interrupted, late, looked(probe, subject, stop.signal)]);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function looked(probe: Probe, subject: ProbeSubject, signal: AbortSignal): Promise<ProbeAnswer> {
  try {
    return await probe.look(subject, signal);
  } catch (error) {
    return cannotTell(t('because looking failed: {0}', messageOf(error)));
  }
}
