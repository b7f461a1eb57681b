/** A lock file pins the packages that the script needs, and the best run had just these. */
import { t } from '../../base/l10n.ts';
import type { ProbeAnswer, ProofLink } from '../../protocol/probeAnswer.ts';
import { bestRun, finishedRuns, listed, runLink } from '../basis.ts';
import { lockedPackages, packageName, type LockedPackages } from '../lockedPackages.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';
import type { ProbeSubject } from '../probeSubject.ts';
import { thirdParty } from '../thirdParty.ts';

export const environment: Probe = {
  name: 'environment',
  look: async (subject) => {
    const files = (await subject.lockFiles()).flatMap(({ path, text }) => {
      const locked = lockedPackages(path, text);
      return locked === undefined ? [] : [{ path, locked }];
    });
    const lock = files.find(({ locked }) => locked.loose.length === 0 && locked.pinned.size > 0);
    if (lock !== undefined) return await against(lock.path, lock.locked, subject);
    const [list] = files.filter(({ locked }) => locked.loose.length > 0);
    if (list !== undefined)
      return no(
        t(
          '{0} does not pin {1}. Give exact versions, or use a lock file.',
          list.path,
          listed(list.locked.loose),
        ),
        fileLink(list.path),
      );
    const { script } = subject;
    const needed = script.path.endsWith('.py')
      ? thirdParty([script, ...(await subject.modules())])
      : undefined;
    if (needed?.length === 0) return await withoutPackages(subject);
    return no(
      needed === undefined
        ? t('There is no lock file.')
        : t('There is no lock file, and it needs {0}.', listed(needed)),
    );
  },
};

async function against(
  file: string,
  { pinned }: LockedPackages,
  subject: ProbeSubject,
): Promise<ProbeAnswer> {
  const run = bestRun(finishedRuns(await subject.runs(), subject.script.sha256));
  const had = run && (await subject.packages(run));
  if (run === undefined || had === undefined)
    return yes(
      t('{0} pins {1} packages; no run of this text recorded which it had.', file, pinned.size),
      fileLink(file),
    );
  const links = [fileLink(file), runLink(run)];
  const both = [...had].flatMap(([name, version]) => {
    const wanted = pinned.get(packageName(name));
    return wanted === undefined ? [] : [{ name, version, wanted }];
  });
  if (both.length === 0)
    return cannotTell(t('because {0} pins none of the packages that {1} had.', file, run.name), ...links);
  const other = both.filter(({ version, wanted }) => !wanted.some((one) => isSame(one, version)));
  if (other.length === 0)
    return yes(t('{0} had the {1} packages that {2} pins.', run.name, both.length, file), ...links);
  const differing = other.map(({ name, version, wanted }) =>
    t('{0} {1}, not {2}', name, version, wanted.join(', ')),
  );
  return no(t('{0} did not run with what {1} pins: {2}.', run.name, file, listed(differing, 3)), ...links);
}

/** `2.1.0+cu118` is 2.1.0, built for something. */
function isSame(pinned: string, had: string): boolean {
  const bare = (version: string) => version.replace(/\+.*$/, '');
  return pinned === had || (!pinned.includes('+') && pinned === bare(had)) || bare(pinned) === had;
}

async function withoutPackages(subject: ProbeSubject): Promise<ProbeAnswer> {
  const run = bestRun(finishedRuns(await subject.runs(), subject.script.sha256));
  const version = run?.interpreter?.version;
  return run === undefined || version === undefined
    ? cannotTell(
        t('because it imports no packages, and no run of this text recorded its Python. Run it once.'),
      )
    : yes(
        t('It imports nothing besides Python itself, and {0} recorded {1}.', run.name, version),
        runLink(run),
      );
}

function fileLink(path: string): ProofLink {
  return { kind: 'file', path, label: path };
}
