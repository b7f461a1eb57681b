/** The model of the best run keeps to the limits on parameters, bytes and time that config.yaml sets. */
import { t } from '../../base/l10n.ts';
import { toJsonNumber } from '../../protocol/jsonNumber.ts';
import type { ProofLink } from '../../protocol/probeAnswer.ts';
import type { GoalCheck } from '../../protocol/runShape.ts';
import { withBasis } from '../basis.ts';
import { judgeGoals } from '../goals.ts';
import { cannotTell, type Probe } from '../probe.ts';

export const modelSize: Probe = {
  name: 'modelSize',
  look: async (subject) => {
    const { parameters, modelMB, latencyMs } = subject.config.objective?.constraints ?? {};
    if (parameters === undefined && modelMB === undefined && latencyMs === undefined)
      return cannotTell(
        t(
          'because config.yaml sets no limit. Add parameters, modelMB or latencyMs under objective, constraints.',
        ),
      );
    return await withBasis(subject, async (run) => {
      const made = (await subject.versions()).filter((version) => version.run === run.id);
      const counted = made.flatMap((version) => version.parameters ?? []);
      const goals = run.goals
        .filter(({ kind }) => kind === 'parameters' || kind === 'modelSize' || kind === 'latency')
        .map((goal) => withCount(goal, counted));
      const answer = judgeGoals(goals, run);
      const models = made.map(({ model, version }): ProofLink => ({
        ...{ kind: 'model', name: model, version, label: `${model} v${String(version)}` },
      }));
      return { ...answer, links: [...(answer.links ?? []), ...models] };
    });
  },
};

/** Parameters that were counted when the model was registered, where the run does not tell. */
function withCount(goal: GoalCheck, counted: readonly number[]): GoalCheck {
  if (goal.kind !== 'parameters' || goal.verdict !== 'notJudged' || counted.length === 0) return goal;
  const found = Math.max(...counted);
  return { ...goal, found: toJsonNumber(found), verdict: found <= goal.limit ? 'met' : 'missed' };
}
