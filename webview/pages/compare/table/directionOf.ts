/** Where a column is better: as config.yaml says it, else as the metric's name tells. */
import type { CompareScope } from '../../../../src/protocol/compare/comparePage.ts';
import type { ColumnRef } from '../../../../src/protocol/compare/compareShape.ts';
import { guessDirection, type Direction } from '../../../../src/records/metric.ts';

export function directionOf({ key }: ColumnRef, scope: CompareScope | undefined): Direction {
  const stated = scope?.directions.find(({ metric }) => metric === key);
  return stated?.direction ?? guessDirection(key);
}
