/** The text of .cairn/config.yaml. */
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { cairnConfig, type CairnConfig } from '../records/config.ts';
import { YamlText, type TextProblem } from '../storage/yamlText.ts';

export interface ReadConfig {
  readonly config: CairnConfig;
  readonly problems: readonly TextProblem[];
}

export function parseConfig(text: string): ReadConfig {
  const yaml = new YamlText(text, { where: 'config.yaml', example: 'objective' });
  const config = yaml.value === undefined ? undefined : yaml.read(cairnConfig, yaml.value ?? {});
  return { config: withWholePolicy(config ?? {}, yaml), problems: yaml.problems };
}

/** What is left of a policy with a mistake asks for less than was meant, so none of its limits counts: nothing passes by it. */
function withWholePolicy(config: CairnConfig, yaml: YamlText): CairnConfig {
  const { fairness, ...rest } = config;
  const isRepeated = yaml.problems.some(({ fix }) => fix?.kind === 'twice' && fix.path[0] === 'fairness');
  const isWhole = policyAlone.safeParse(yaml.value ?? {}).success && !isRepeated;
  if (fairness?.limits === undefined || isWhole) return config;
  const { limits: _, ...others } = fairness;
  yaml.tell(
    ['fairness', 'limits'],
    t('None of the limits counts until what is wrong under “fairness” is mended.'),
  );
  return { ...rest, fairness: others };
}

/** Whether nothing under `review` is wrong: what is left of a policy with a mistake would let more pass than was meant. */
export function isReviewPolicyWhole(text: string): boolean {
  const yaml = new YamlText(text, { where: 'config.yaml', example: 'objective' });
  if (yaml.value === undefined) return false;
  const isRepeated = yaml.problems.some(({ fix }) => fix?.kind === 'twice' && fix.path[0] === 'review');
  return !isRepeated && reviewAlone.safeParse(yaml.value ?? {}).success;
}

const reviewAlone = z.looseObject({ review: cairnConfig.shape.review });
const policyAlone = z.looseObject({ fairness: cairnConfig.shape.fairness });
