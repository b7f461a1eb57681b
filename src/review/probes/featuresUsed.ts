/** None of its features is deprecated, and none that its data has is one that no run uses. */
import { t } from '../../base/l10n.ts';
import { listed } from '../basis.ts';
import { no, yes, type Probe } from '../probe.ts';
import type { SubjectFeature } from '../probeSubject.ts';
import { featureLink, noFeatures, usedFeatures } from '../usedFeatures.ts';

export const featuresUsed: Probe = {
  name: 'featuresUsed',
  look: async (subject) => {
    const { used } = await usedFeatures(subject);
    if (used.length === 0) return noFeatures();
    const data = new Set(used.flatMap(({ dataset }) => dataset ?? []));
    const idle = (await subject.features()).filter(
      (feature) =>
        !feature.isUsedHere && feature.dataset !== null && data.has(feature.dataset) && isIdle(feature),
    );
    const deprecated = used.filter((feature) => feature.deprecated !== null);
    const names = (some: readonly SubjectFeature[]) => listed(some.map(({ name }) => name));
    const wrong = [
      ...(deprecated.length > 0 ? [t('Deprecated: {0}.', names(deprecated))] : []),
      ...(idle.length > 0 ? [t('Nothing uses {0}.', names(idle))] : []),
    ];
    if (wrong.length > 0)
      return no(wrong.join(' '), ...[...deprecated, ...idle].map(({ name }) => featureLink(name)));
    return yes(t('Used and not deprecated: {0}.', names(used)), ...used.map(({ name }) => featureLink(name)));
  },
};

/** Not by champions only: a script under review has none yet. */
function isIdle({ unused }: SubjectFeature): boolean {
  return unused.some(({ why }) => why !== 'noChampion');
}
