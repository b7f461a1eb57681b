/** How much of its artifacts a run keeps, and the sentences that say so when something is over. */
import { formatSize } from '../base/format.ts';
import { t } from '../base/l10n.ts';

export interface ArtifactLimits {
  /** Bytes of one file that is copied; larger ones are linked. */
  readonly one: number;
  /** Bytes of all files of a run; what would come beyond is linked. */
  readonly all: number;
}

/** undefined when the file may be copied. `total` is what the run would then hold, bytes. */
export function whyLinked(
  { name, size, total }: { readonly name: string; readonly size: number; readonly total: number },
  limits: ArtifactLimits,
): string | undefined {
  if (size > limits.one) {
    return t(
      'The artifact {0} ({1}) is larger than {2}, so it was linked, not copied: raise limits.artifactMB in .cairn/config.yaml to have such files copied.',
      name,
      formatSize(size),
      formatSize(limits.one),
    );
  }
  if (total <= limits.all) return undefined;
  return t(
    'The artifact {0} ({1}) was linked, not copied, because the artifacts of this run would be more than {2}: raise limits.artifactsTotalMB in .cairn/config.yaml to have more copied.',
    name,
    formatSize(size),
    formatSize(limits.all),
  );
}

/** Of a file that the script itself wrote into the run. */
export function overLimit(name: string, size: number, limits: ArtifactLimits): string {
  return t(
    'The artifact {0} ({1}) is over the limit of {2}. The script wrote it into the run itself, so it was left there: delete it if it is not needed, or raise limits.artifactMB in .cairn/config.yaml.',
    name,
    formatSize(size),
    formatSize(limits.one),
  );
}

export function overTotal(total: number, limits: ArtifactLimits): string {
  return t(
    'The artifacts of this run are {0} in all, over the limit of {1}: delete what is not needed, or raise limits.artifactsTotalMB in .cairn/config.yaml.',
    formatSize(total),
    formatSize(limits.all),
  );
}
