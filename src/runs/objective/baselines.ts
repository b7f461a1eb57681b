/** Which run each run is held against: the one that a person marked last for its script, else for its experiment. */

export interface MarkedRun {
  /** Ordinal in the index. */
  readonly n: number;
  readonly script: string | undefined;
  readonly experiment: string | undefined;
  /** As the fact `record.baseline` says it: `<ms since 1970> script|experiment`. */
  readonly mark: string;
}

export interface Baselines {
  /** Ordinal of the run that one of this script and experiment is held against. */
  of(script: string | undefined, experiment: string | undefined): number | undefined;
}

/** A later mark takes the place of an earlier one of the same script or experiment. */
export function baselines(marked: readonly MarkedRun[]): Baselines {
  const newest = new Map<string, { n: number; t: number }>();
  for (const { n, script, experiment, mark } of marked) {
    const [time, of] = mark.split(' ');
    const name = of === 'script' ? script : experiment;
    if (name === undefined) continue;
    const key = keyOf(of === 'script' ? 'script' : 'experiment', name);
    const t = Number(time);
    if (t >= (newest.get(key)?.t ?? -Infinity)) newest.set(key, { n, t });
  }
  const find = (of: 'script' | 'experiment', name: string | undefined) =>
    name === undefined ? undefined : newest.get(keyOf(of, name))?.n;
  return { of: (script, experiment) => find('script', script) ?? find('experiment', experiment) };
}

function keyOf(of: 'script' | 'experiment', name: string): string {
  return `${of} ${name}`;
}
