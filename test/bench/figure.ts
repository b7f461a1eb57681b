/** One measured number, beside what it is held against: a limit, or a peer measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  readonly limit?: number;
  readonly better: 'lower' | 'higher';
}
