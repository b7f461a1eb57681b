/** What the plots of the compare page keep over a reload: scatter, parallel coordinates, importance, Pareto front. */
import * as z from 'zod';
import { columnRef } from './compareShape.ts';

const column = columnRef.nullable().catch(null);

const scatterState = z.object({
  /** Null: chosen by the page from what the runs have. */
  x: column,
  y: column,
  color: column,
  logX: z.boolean().catch(false),
  logY: z.boolean().catch(false),
});
export type ScatterState = z.infer<typeof scatterState>;

/** Runs within one of these count: numbers from low to high, or texts. Both empty: all. */
export const brush = z.object({
  ranges: z.array(z.object({ low: z.number(), high: z.number() })).max(50),
  texts: z.array(z.string()).max(2000),
});
export type Brush = z.infer<typeof brush>;

export const parallelAxis = z.object({ column: columnRef, log: z.boolean(), brush });
export type ParallelAxis = z.infer<typeof parallelAxis>;

const parallelState = z.object({
  /** Null: chosen by the page from what the runs have. */
  axes: z.array(parallelAxis).max(30).nullable().catch(null),
  color: column,
});
export type ParallelState = z.infer<typeof parallelState>;

export const paretoGoal = z.object({ column: columnRef, goal: z.enum(['maximize', 'minimize']) });
export type ParetoGoal = z.infer<typeof paretoGoal>;

const paretoState = z.object({
  /** Null: chosen by the page from what the runs have. */
  goals: z.array(paretoGoal).min(2).max(3).nullable().catch(null),
});
export type ParetoState = z.infer<typeof paretoState>;

export const plotsState = z.object({
  scatter: scatterState.catch(scatterState.parse({})),
  parallel: parallelState.catch(parallelState.parse({})),
  importance: z.object({ objective: column }).catch({ objective: null }),
  pareto: paretoState.catch(paretoState.parse({})),
});
export type PlotsState = z.infer<typeof plotsState>;
