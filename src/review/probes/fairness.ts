/** The best run was judged by group, by the policy as it is now, and keeps to it. */
import { t } from '../../base/l10n.ts';
import { runLink, withBasis } from '../basis.ts';
import { cannotTell, no, yes, type Probe } from '../probe.ts';

export const fairness: Probe = {
  name: 'fairness',
  look: async (subject) =>
    await withBasis(subject, (run) => {
      if (subject.config.fairness === undefined)
        return cannotTell(t('because config.yaml sets no limits. Add them under fairness.'));
      const stand = run.fairness;
      const link = { kind: 'fairness', run: run.id, label: t('fairness of {0}', run.name) } as const;
      if (stand === null)
        return cannotTell(
          t(
            'because {0} was not judged. Judge its predictions with cairn fairness --policy --keep.',
            run.name,
          ),
          runLink(run),
        );
      if (stand.isStale)
        return cannotTell(
          t('because the limits have changed since {0} was judged. Judge it again.', run.name),
          link,
        );
      const says = stand.says ?? '';
      if (stand.verdict === 'exceeds') return no(says === '' ? t('It exceeds a limit.') : says, link);
      if (stand.verdict === 'notEnough')
        return cannotTell(t('because there are too few rows to tell: {0}', says), link);
      return yes(
        stand.until === null
          ? t('{0} is within the limits.', run.name)
          : t('{0} is within the limits, with an exception until {1}.', run.name, stand.until),
        link,
      );
    }),
};
