/** The features that the script uses are in the catalog, with words about each and somebody who answers for it. */
import { t } from '../../base/l10n.ts';
import { listed } from '../basis.ts';
import { no, yes, type Probe } from '../probe.ts';
import { featureLink, noFeatures, usedFeatures } from '../usedFeatures.ts';

export const featureOwners: Probe = {
  name: 'featureOwners',
  look: async (subject) => {
    const { used, unknown } = await usedFeatures(subject);
    if (used.length + unknown.length === 0) return noFeatures();
    const alone = used.filter(({ owner }) => owner === null).map(({ name }) => name);
    const bare = used.filter(({ description }) => description === null).map(({ name }) => name);
    const wrong = [
      ...(unknown.length > 0 ? [t('Not in the catalog: {0}.', listed(unknown))] : []),
      ...(alone.length > 0 ? [t('Nobody owns {0}.', listed(alone))] : []),
      ...(bare.length > 0 ? [t('Nothing is written about {0}.', listed(bare))] : []),
    ];
    if (wrong.length > 0) return no(wrong.join(' '), ...[...new Set([...alone, ...bare])].map(featureLink));
    return yes(
      used.length === 1
        ? t('Its only feature is documented and owned.')
        : t('All {0} features are documented and owned.', used.length),
      ...used.map(({ name }) => featureLink(name)),
    );
  },
};
