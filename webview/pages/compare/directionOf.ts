/** Where a metric is better: as config.yaml says it, else as its name tells. */
import type { CompareScope } from '../../../src/protocol/compare/comparePage.ts';
import { guessDirection, isJudged, type Direction } from '../../../src/records/metric.ts';

/** Undefined: nobody can say what is better. */
export function directionOf(key: string, scope: CompareScope | undefined): Direction | undefined {
  const stated = [...(scope?.directions ?? []), ...(scope?.objective ? [scope.objective] : [])];
  return (
    stated.find(({ metric }) => metric === key)?.direction ??
    (isJudged(key) ? guessDirection(key) : undefined)
  );
}

/** As `directionOf`; of what nobody can say, as most are. */
export function usualDirection(key: string, scope: CompareScope | undefined): Direction {
  return directionOf(key, scope) ?? guessDirection(key);
}
