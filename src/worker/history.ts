/** What a run's events already say, so that a worker that takes over repeats none of them. */
import type { Clock } from '../base/clock.ts';
import { runEvent, type EventOf } from '../records/event.ts';
import { datasetKey } from '../runs/reduceRun.ts';
import { readLog } from '../storage/appendLog.ts';
import { logStart } from '../storage/logLines.ts';

export interface History {
  /** Of the last event, ms; time never goes back within one run. */
  readonly lastTime: number;
  /** The last inbox line that left an event, and how many events it left. */
  readonly inbox: { readonly offset: number; readonly events: number };
  readonly problems: number;
  readonly cut: EventOf<'outputCut'> | undefined;
  /** When the script was started, ms. */
  readonly started: number | undefined;
  readonly captured: EventOf<'captured'> | undefined;
  readonly ended: boolean;
  /** Datasets whose content was not read. */
  readonly unread: readonly EventOf<'dataset'>[];
  /** How many recorders in a row have failed at the same place. */
  readonly failures: number;
}

export function readHistory(eventsFile: string): History {
  let lastTime = 0;
  let inbox = { offset: 0, events: 0 };
  let problems = 0;
  let cut: EventOf<'outputCut'> | undefined;
  let captured: EventOf<'captured'> | undefined;
  let started: number | undefined;
  let failures = 0;
  let failed: EventOf<'problem'>['failed'];
  const seen = new Set<string>();
  const datasets = new Map<string, EventOf<'dataset'>>();
  let position = logStart;
  for (let more = true; more;) {
    const read = readLog({ path: eventsFile, schema: runEvent, from: position });
    for (const { value } of read.items) {
      seen.add(value.type);
      lastTime = Math.max(lastTime, value.t);
      if (value.type === 'problem') problems += 1;
      if (value.type === 'problem' && value.failed !== undefined) {
        failures = isSamePlace(value.failed, failed) ? failures + 1 : 1;
        failed = value.failed;
      }
      if (value.type === 'started') started ??= value.t;
      if (value.type === 'outputCut') cut = value;
      if (value.type === 'captured') captured = value;
      if (value.type === 'dataset') datasets.set(datasetKey(value), value);
      if (value.inbox === undefined) continue;
      if (value.inbox > inbox.offset) failures = 0;
      if (value.inbox > inbox.offset) inbox = { offset: value.inbox, events: 1 };
      else if (value.inbox === inbox.offset) inbox = { offset: inbox.offset, events: inbox.events + 1 };
    }
    position = read.position;
    more = read.more;
  }
  return {
    lastTime,
    inbox,
    problems,
    cut,
    started,
    captured,
    ended: seen.has('ended'),
    unread: [...datasets.values()].filter(({ hash }) => hash === undefined),
    failures,
  };
}

type Place = NonNullable<EventOf<'problem'>['failed']>;

function isSamePlace(one: Place, other: Place | undefined): boolean {
  return one.inbox === other?.inbox && one.output === other?.output;
}

/**
 * Wall time that never goes back, so that no run ends before it began: when the clock is set back, time goes on by what
 * passes on the clock that nobody can set, until the other has caught up.
 */
export function forwardClock(clock: Clock, from = 0, passing = () => performance.now()): Clock {
  let last = from;
  let looked = passing();
  return {
    now() {
      const passed = passing();
      const wall = clock.now();
      last = wall >= last ? wall : last + passed - looked;
      looked = passed;
      return Math.floor(last);
    },
  };
}
