/** config.yaml states what is to be achieved, with a target, and the best run achieves it. */
import { t } from '../../base/l10n.ts';
import type { ProofLink } from '../../protocol/probeAnswer.ts';
import { withBasis } from '../basis.ts';
import { judgeGoals } from '../goals.ts';
import { no, type Probe } from '../probe.ts';

export const objectiveMet: Probe = {
  name: 'objectiveMet',
  look: async (subject) => {
    const { objective } = subject.config;
    if (objective === undefined)
      return no(t('config.yaml states no objective. Add one: metric, direction and target.'), configLink());
    if (objective.target === undefined)
      return no(
        t('The objective {0} has no target. Add one to config.yaml.', objective.metric),
        configLink(),
      );
    return await withBasis(subject, (run) =>
      judgeGoals(
        run.goals.filter(({ kind }) => kind === 'metric'),
        run,
      ),
    );
  },
};

function configLink(): ProofLink {
  return { kind: 'file', path: '.cairn/config.yaml', label: 'config.yaml' };
}
