import assert from 'node:assert/strict';
import { askProbes } from '../../../src/review/askProbes.ts';
import { probeNames } from '../../../src/review/checklist.ts';
import { defaultChecklist } from '../../../src/review/defaultChecklist.ts';
import { yes, type Probe } from '../../../src/review/probe.ts';
import { probes } from '../../../src/review/probes.ts';
import { subjectOf } from './probes/subject.ts';

const good: Probe = { name: 'good', look: () => Promise.resolve(yes('It is.')) };
const throwing: Probe = {
  name: 'throwing',
  look: ({ script }) => {
    throw new Error(`cannot read ${script.path}`);
  },
};

/** Ends when it is told to, and says so. */
function hanging(): { readonly probe: Probe; readonly told: Promise<void> } {
  let end: () => void = () => assert.fail('not asked');
  const told = new Promise<void>((resolve) => {
    end = resolve;
  });
  const look: Probe['look'] = async (_, signal) =>
    await new Promise(() => {
      signal.addEventListener('abort', () => end());
    });
  return { probe: { name: 'hanging', look }, told };
}

describe('asking probes', () => {
  it('has one for each that the checklist names, by its name', () => {
    const named = defaultChecklist().flatMap(({ items }) => items.flatMap(({ probe }) => probe ?? []));
    assert.deepEqual(probes.map(({ name }) => name).sort(), named.sort());
    assert.deepEqual(named.sort(), probeNames().sort());
  });

  it('makes unknown of one that throws, with the reason, and asks the others', async () => {
    assert.deepEqual(await askProbes([throwing, good], subjectOf({})), {
      throwing: { answer: 'unknown', text: 'because looking failed: cannot read nothing_random.py' },
      good: { answer: 'yes', text: 'It is.' },
    });
  });

  it('makes unknown of one that takes too long, and tells it to end', async () => {
    const { probe, told } = hanging();
    const answers = await askProbes([probe], subjectOf({}), { timeout: 20 });
    assert.deepEqual(answers, {
      hanging: { answer: 'unknown', text: 'because it took longer than 0.02 s. Look yourself.' },
    });
    await told;
  });

  it('ends at once when it is interrupted, before or while it asks', async () => {
    const stop = new AbortController();
    const { probe, told } = hanging();
    const asked = askProbes([probe], subjectOf({}), { signal: stop.signal, timeout: 600_000 });
    stop.abort();
    const interrupted = { answer: 'unknown', text: 'because it was interrupted. Ask again.' };
    assert.deepEqual(await asked, { hanging: interrupted });
    await told;
    const late = await askProbes([hanging().probe], subjectOf({}), { signal: stop.signal, timeout: 600_000 });
    assert.deepEqual(late, { hanging: interrupted });
  });

  it('is not taken for a leak of listeners, however many there are', async () => {
    const warned: string[] = [];
    const listen = (warning: Error) => warned.push(warning.message);
    process.on('warning', listen);
    try {
      const many = Array.from({ length: 30 }, (_, at) => ({ ...good, name: `good-${at}` }));
      await askProbes(many, subjectOf({}), { signal: new AbortController().signal });
      // Warnings are told of in the next round.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('warning', listen);
    }
    assert.deepEqual(warned, []);
  });

  it('makes unknown of what cannot be gathered', async () => {
    const runs = () => Promise.reject(new Error('The disk is gone.'));
    const answers = await askProbes(probes, { ...subjectOf({}), runs });
    assert.equal(answers['committed']?.text, 'because looking failed: The disk is gone.');
    assert.equal(answers['secrets']?.answer, 'yes');
  });
});
