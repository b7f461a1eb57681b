/** What is asked of the index thread about the texts of .cairn's YAML files as they stand in the editor: the host parses none. */
import * as z from 'zod';
import { mendableProblem } from './catalogShape.ts';

const ask = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({ params, result });

/** Texts that are not saved yet, in the place of the files. */
export const catalogTexts = z.object({ datasets: z.string().optional(), features: z.string().optional() });
export type CatalogTexts = z.infer<typeof catalogTexts>;

const path = z.array(z.union([z.string(), z.number()]));
export const yamlChange = z.discriminatedUnion('kind', [
  /** `order`: of the keys that may stand beside it. */
  z.object({ kind: z.literal('set'), path, value: z.unknown(), order: z.array(z.string()).optional() }),
  z.object({ kind: z.literal('remove'), path }),
]);
export type YamlChange = z.input<typeof yamlChange>;

/** `file` is relative to .cairn, with forward slashes. */
const fileText = z.object({ file: z.string(), text: z.string() });
export type FileText = z.infer<typeof fileText>;

export const catalogTextThread = {
  /** What is wrong or lacks in datasets.yaml and features.yaml; reading them may take a while. */
  catalogProblems: ask(catalogTexts, z.array(mendableProblem)),
  /** The same of config.yaml or models/….yaml, alone. */
  textProblems: ask(fileText, z.array(mendableProblem)),
  /** The text with these changes, comments and layout as they were. Rejects with UserError `yaml`. */
  changeYaml: ask(fileText.extend({ changes: z.array(yamlChange) }), z.string()),
  /** Texts of the catalog and model files that change when an entry is renamed. Rejects with UserError `yaml`, `yamlName`. */
  renameEntry: ask(
    z.object({
      kind: z.enum(['dataset', 'feature']),
      name: z.string(),
      to: z.string(),
      texts: catalogTexts,
    }),
    z.array(fileText),
  ),
} as const;
