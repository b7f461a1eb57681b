/** The text of .cairn/config.yaml. */
import { cairnConfig, type CairnConfig } from '../records/config.ts';
import { YamlText, type TextProblem } from '../storage/yamlText.ts';

export interface ReadConfig {
  readonly config: CairnConfig;
  readonly problems: readonly TextProblem[];
}

export function parseConfig(text: string): ReadConfig {
  const yaml = new YamlText(text, { where: 'config.yaml', example: 'objective' });
  const config = yaml.value === undefined ? undefined : yaml.read(cairnConfig, yaml.value ?? {});
  return { config: config ?? {}, problems: yaml.problems };
}
