/** What events say together, folded into one state. */
import assert from 'node:assert/strict';
import { runEvent } from '../../../src/records/event.ts';
import { runRecord } from '../../../src/records/run.ts';
import { applyEvent, newRunState } from '../../../src/runs/reduceRun.ts';

const record = runRecord.parse({
  version: 1,
  id: 'one',
  name: 'one',
  command: ['python3'],
  cwd: '/tmp',
  params: {},
  tags: {},
  created: 1,
  user: 'sam',
  host: 'here',
  origin: 'terminal',
  environment: {},
  machine: { os: 'Linux', arch: 'x64', cpu: 'x', cores: 2, memory: 1 },
});

describe('the state that events make', () => {
  it('has one problem for all the times that output was cut', () => {
    const state = newRunState(record);
    for (const removed of [10, 20, 30])
      applyEvent(state, runEvent.parse({ t: 2, type: 'outputCut', from: 5, removed, marker: 1 }));
    assert.deepEqual([state.problemCount, state.problems.map(({ where }) => where)], [1, ['output.log']]);
  });
});
