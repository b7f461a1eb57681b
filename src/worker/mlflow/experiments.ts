/** MLflow's experiments: Cairn's groups of runs, with the ids, tags and life cycle that its clients ask for. */

export interface Experiment {
  /** Decimal digits; "0" for runs of no experiment. */
  readonly id: string;
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly deleted: boolean;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

export interface Experiments {
  byId(id: string): Experiment | undefined;
  /** `undefined` is the one of runs that belong to none. */
  ofRun(name: string | undefined): Experiment;
}
