/** Every source of randomness has a seed, and a run that was repeated gave the same. */
import { formatNumber } from '../../base/format.ts';
import { t } from '../../base/l10n.ts';
import type { ProbeAnswer, ProofLink } from '../../protocol/probeAnswer.ts';
import { finishedRuns, lineLink, listed, runLink } from '../basis.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';
import { randomSources, type RandomSource } from '../randomSources.ts';
import { repeatedRuns, type RepeatedRuns } from '../repeatedRuns.ts';

export const seeded: Probe = {
  name: 'seeded',
  look: async (subject) => {
    const { script } = subject;
    const isPython = script.path.endsWith('.py');
    const sources = isPython ? randomSources([script, ...(await subject.modules())]) : [];
    const missing = sources.filter(({ seed }) => seed === 'missing');
    const repeated = repeatedRuns(finishedRuns(await subject.runs(), script.sha256));
    const links = [...(repeated?.runs.map((run) => runLink(run)) ?? []), ...missing.map(linkOf)];
    if (missing.length > 0) return unseeded(missing, repeated, links);
    if (repeated !== undefined) return byRuns(repeated, sources, links);
    if (!isPython)
      return cannotTell(t('because only Python is read. Run it twice with the same parameters.'));
    const unread = sources.filter(({ seed }) => seed === 'unread');
    return unread.length > 0
      ? cannotTell(
          t(
            'because the arguments of {0} are made elsewhere. Run it twice with the same parameters.',
            namesOf(unread),
          ),
          ...unread.map(linkOf),
        )
      : cannotTell(
          sources.length === 0
            ? t(
                'because no two runs of this text had the same parameters and data; nothing random was found in it. Run it again with the same parameters.',
              )
            : t(
                'because no two runs of this text had the same parameters and data; seeds are set. Run it again with the same parameters.',
              ),
          ...sources.map(linkOf),
        );
  },
};

function unseeded(
  missing: readonly RandomSource[],
  repeated: RepeatedRuns | undefined,
  links: readonly ProofLink[],
): ProbeAnswer {
  const names = namesOf(missing);
  return repeated !== undefined && repeated.differing.length === 0
    ? cannotTell(t('because nothing seeds {0}, though two runs agree. Set a seed.', names), ...links)
    : no(t('Nothing seeds {0}.', names), ...links);
}

function byRuns(
  { compared, differing, isExact, isSameCode }: RepeatedRuns,
  sources: readonly RandomSource[],
  links: readonly ProofLink[],
): ProbeAnswer {
  const [first] = differing;
  if (first !== undefined) {
    const [one, other] = first.values;
    const values = t('{0}: {1} and {2}', first.key, formatNumber(one), formatNumber(other));
    return isSameCode
      ? no(t('Two runs with the same text, parameters and data differ ({0}).', values), ...links)
      : cannotTell(
          t(
            'because two runs differ ({0}), but code around the script may have changed between them. Commit, then run it twice.',
            values,
          ),
          ...links,
        );
  }
  const how = isExact ? t('exactly') : t('within rounding');
  return sources.length === 0
    ? yes(
        t('Two runs agree {0} on {1}; nothing random was found in the text.', how, listed(compared, 3)),
        ...links,
      )
    : yes(t('Seeds are set, and two runs agree {0} on {1}.', how, listed(compared, 3)), ...links);
}

function namesOf(sources: readonly RandomSource[]): string {
  return listed([...new Set(sources.map(({ what }) => what))]);
}

function linkOf({ path, line }: RandomSource): ProofLink {
  return lineLink(path, line);
}
