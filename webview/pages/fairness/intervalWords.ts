/** How the interval of a measure is found, in half a line beside what the measure means. */
import { t } from '../../../src/base/l10n.ts';
import type { FairnessTask } from '../../../src/protocol/fairnessCounts.ts';
import type { MeasureName } from '../../../src/records/fairnessNames.ts';

export function intervalWords(measure: MeasureName, task: FairnessTask): string {
  switch (measure) {
    case 'auc':
      return t('Intervals: seeded bootstrap of rows (its standard error, on the logit scale).');
    case 'meanError':
    case 'meanAbsoluteError':
    case 'rmse':
      return t('Intervals: normal, from the standard error.');
    default:
      return task === 'classes' && measure !== 'accuracy'
        ? t('Intervals: seeded bootstrap.')
        : t('Intervals: Wilson, each on its own denominator.');
  }
}
