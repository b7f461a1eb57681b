import assert from 'node:assert/strict';
import {
  maxInboxLineLength,
  maxTextLength,
  parseInboxLine,
} from '../../../../src/runs/inbox/parseInboxLine.ts';
import type { InboxEntry } from '../../../../src/runs/inbox/parseInboxLine.ts';

/** What a line says, without what it doesn't. */
interface Said {
  readonly metrics?: [string, number][];
  readonly step?: number;
  readonly time?: number;
  readonly source?: 'library';
  readonly params?: [string, string][];
  readonly tags?: [string, string][];
  readonly rest?: object;
  /** Patterns of the problem sentences, in order. */
  readonly problems?: RegExp[];
}

const long = 'n'.repeat(501);

const table: [behaviour: string, line: string, said: Said][] = [
  [
    'reads metrics and a step',
    '{"metrics": {"loss": 0.31, "val_auc": 0.88}, "step": 3}',
    {
      metrics: [
        ['loss', 0.31],
        ['val_auc', 0.88],
      ],
      step: 3,
    },
  ],
  [
    'keeps the order of the line',
    '{"metrics": {"b": 1, "a": 2}}',
    {
      metrics: [
        ['b', 1],
        ['a', 2],
      ],
    },
  ],
  [
    'takes negative and fractional steps',
    '{"metrics": {"a": 1}, "step": -1.5}',
    { metrics: [['a', 1]], step: -1.5 },
  ],
  [
    'takes Python seconds as seconds',
    '{"metrics": {"a": 1}, "time": 1764000000.25}',
    { metrics: [['a', 1]], time: 1764000000250 },
  ],
  [
    'takes JavaScript milliseconds as milliseconds',
    '{"metrics": {"a": 1}, "time": 1764000000250}',
    { metrics: [['a', 1]], time: 1764000000250 },
  ],
  ['takes None for a step as no step', '{"metrics": {"a": 1}, "step": null}', { metrics: [['a', 1]] }],
  [
    'takes booleans as 0 and 1',
    '{"metrics": {"a": true, "b": false}}',
    {
      metrics: [
        ['a', 1],
        ['b', 0],
      ],
    },
  ],
  [
    'reads the bare NaN and Infinity of Python',
    '{"metrics": {"a": NaN, "b": Infinity, "c": -Infinity, "d": 1}}',
    {
      metrics: [
        ['a', NaN],
        ['b', Infinity],
        ['c', -Infinity],
        ['d', 1],
      ],
    },
  ],
  [
    'reads non-finite values written as strings',
    '{"metrics": {"a": "NaN", "b": "Infinity", "c": "-Infinity", "d": "-inf"}}',
    {
      metrics: [
        ['a', NaN],
        ['b', Infinity],
        ['c', -Infinity],
        ['d', -Infinity],
      ],
    },
  ],
  [
    'leaves NaN inside strings alone',
    '{"metrics": {"NaN \\" NaN": NaN}, "note": "NaN, \\"Infinity\\" \\\\"}',
    { metrics: [['NaN " NaN', NaN]], rest: { note: 'NaN, "Infinity" \\' } },
  ],
  ['takes a number beyond float64 as infinite', '{"metrics": {"a": 1e999}}', { metrics: [['a', Infinity]] }],
  [
    'keeps the rest when one value is wrong',
    '{"metrics": {"a": 1, "b": "high", "c": 3}}',
    {
      metrics: [
        ['a', 1],
        ['c', 3],
      ],
      problems: [/"metrics\.b" must be a number, not "high"/],
    },
  ],
  [
    'names a None, a list and an object among the metrics',
    '{"metrics": {"a": null, "b": [1], "c": {"d": 1}}}',
    { problems: [/metrics\.a.* null/, /metrics\.b.* a list/, /metrics\.c.* an object/] },
  ],
  [
    'keeps the metrics when the step is wrong',
    '{"metrics": {"a": 1}, "step": "three"}',
    { metrics: [['a', 1]], problems: [/"step" must be a finite number, not "three"/] },
  ],
  [
    'refuses an infinite step',
    '{"metrics": {"a": 1}, "step": Infinity}',
    { metrics: [['a', 1]], problems: [/"step" must be a finite number/] },
  ],
  [
    'refuses a wrong time and keeps the point',
    '{"metrics": {"a": 1}, "time": "now"}',
    { metrics: [['a', 1]], problems: [/"time"/] },
  ],
  [
    'refuses metrics that are no object',
    '{"metrics": [1, 2]}',
    { problems: [/"metrics" must be an object of numbers, not a list/] },
  ],
  [
    'treats __proto__ as a plain name',
    '{"metrics": {"__proto__": 1, "constructor": 2}, "params": {"__proto__": "p"}, "__proto__": {"x": 1}}',
    {
      metrics: [
        ['__proto__', 1],
        ['constructor', 2],
      ],
      params: [['__proto__', 'p']],
    },
  ],
  [
    'keeps slashes, newlines, emoji and long names',
    `{"metrics": {"a/b": 1, "c\\nd": 2, "🙂": 3, "${'n'.repeat(500)}": 4, "${long}": 5, "": 6}}`,
    {
      metrics: [
        ['a/b', 1],
        ['c\nd', 2],
        ['🙂', 3],
        ['n'.repeat(500), 4],
      ],
      problems: [/longer than 500 characters: nnn/, /name is empty/],
    },
  ],
  [
    'says that the helper wrote it',
    '{"metrics": {"a": 1}, "via": "cairn.py"}',
    { metrics: [['a', 1]], source: 'library' },
  ],
  [
    'takes params of any type as text',
    '{"params": {"lr": 0.01, "depth": 6, "name": "x", "on": true, "none": null, "layers": [64, 64]}}',
    {
      params: [
        ['lr', '0.01'],
        ['depth', '6'],
        ['name', 'x'],
        ['on', 'true'],
        ['none', ''],
        ['layers', '[64,64]'],
      ],
    },
  ],
  [
    'cuts a giant param',
    `{"params": {"a": "${'x'.repeat(maxTextLength + 1)}"}}`,
    { params: [['a', `${'x'.repeat(maxTextLength)}…`]], problems: [/"params\.a" was cut/] },
  ],
  [
    'refuses params that are no object',
    '{"params": "lr=1"}',
    { problems: [/"params" must be an object of texts, not "lr=1"/] },
  ],
  [
    'reads tags and a note on one line',
    '{"tags": {"stage": "smoke"}, "note": "switched the optimiser"}',
    { tags: [['stage', 'smoke']], rest: { note: 'switched the optimiser' } },
  ],
  [
    'reads a dataset',
    '{"dataset": "loans-2026", "role": "train", "version": "4"}',
    { rest: { dataset: { name: 'loans-2026', role: 'train', version: '4' } } },
  ],
  ['reads features, each once', '{"features": ["a", "b", "a"]}', { rest: { features: ['a', 'b'] } }],
  [
    'keeps the features that have a name, and says which have none',
    '{"features": ["a", 7, ""]}',
    { rest: { features: ['a'] }, problems: [/"features.1" must be a text, not 7/, /A name is empty/] },
  ],
  [
    'takes no text for a list of features',
    '{"features": "age"}',
    { rest: {}, problems: [/"features" must be a list of names, not "age"/] },
  ],
  [
    'reads an artifact',
    '{"artifact": "model.pkl", "kind": "model"}',
    { rest: { artifact: { path: 'model.pkl', kind: 'model' } } },
  ],
  [
    'takes null for what is not given',
    '{"artifact": "model.pkl", "kind": null, "note": null}',
    { rest: { artifact: { path: 'model.pkl' } } },
  ],
  [
    'reads predictions',
    '{"predictions": "p.csv", "label": "y", "prediction": "yhat", "score": "p", "groups": ["sex", "age_band"]}',
    {
      rest: {
        predictions: {
          path: 'p.csv',
          label: 'y',
          prediction: 'yhat',
          score: 'p',
          groups: ['sex', 'age_band'],
        },
      },
    },
  ],
  [
    'reads which rows of predictions count, and how much',
    '{"predictions": "p.csv", "label": "y", "weight": "w", "id": "person", "split": {"fold": 1}}',
    {
      rest: {
        predictions: {
          ...{ path: 'p.csv', label: 'y', groups: [], weight: 'w', id: 'person' },
          split: { column: 'fold', value: '1' },
        },
      },
    },
  ],
  [
    'keeps predictions whose split is wrong',
    '{"predictions": "p.csv", "label": "y", "split": "test"}',
    {
      rest: { predictions: { path: 'p.csv', label: 'y', groups: [] } },
      problems: [/"split" must be an object like \{"fold": "test"\}, not "test"/],
    },
  ],
  [
    'wants a label with predictions',
    '{"predictions": "p.csv", "score": "p"}',
    { rest: {}, problems: [/needs "label"/] },
  ],
  [
    'keeps predictions whose groups are wrong',
    '{"predictions": "p.csv", "label": "y", "groups": "sex"}',
    {
      rest: { predictions: { path: 'p.csv', label: 'y', groups: [] } },
      problems: [/"groups" must be a list of column names, not "sex"/],
    },
  ],
  [
    'reads progress',
    '{"progress": {"at": 7, "of": 20, "unit": "epoch"}}',
    { rest: { progress: { at: 7, of: 20, unit: 'epoch' } } },
  ],
  [
    'reads progress without an end',
    '{"progress": {"at": 7, "of": null}}',
    { rest: { progress: { at: 7, unit: 'step' } } },
  ],
  [
    'names progress of a wrong type',
    '{"progress": 7}',
    { rest: {}, problems: [/"progress" must be an object like/] },
  ],
  [
    'names a note of a wrong type',
    '{"note": 5, "artifact": "m"}',
    { rest: { artifact: { path: 'm' } }, problems: [/"note" must be a text, not 5/] },
  ],
  [
    'says when metrics were put beside "metrics"',
    '{"loss": 0.5, "step": 3}',
    { step: 3, problems: [/nothing Cairn knows: "loss"/] },
  ],
  ['ignores unknown keys beside known ones', '{"metrics": {"a": 1}, "future": {}}', { metrics: [['a', 1]] }],
  ['says nothing about an empty line', '  ', {}],
  ['says nothing about an empty object', '{}', {}],
  ['refuses half a line', '{"metrics": {"loss": 0.3', { problems: [/not JSON: \{"metrics"/] }],
  ['refuses text', 'loss=0.3', { problems: [/not JSON: loss=0\.3/] }],
  ['refuses a list and a number', '[1]', { problems: [/is a list, not a JSON object/] }],
  ['refuses null', 'null', { problems: [/is null, not a JSON object/] }],
  [
    'refuses a giant line unread',
    `{"note": "${'x'.repeat(maxInboxLineLength)}"}`,
    { problems: [/longer than/] },
  ],
];

describe('parseInboxLine', () => {
  for (const [behaviour, line, said] of table) {
    it(behaviour, () => {
      const entry = parseInboxLine(line);
      check(entry, said);
    });
  }

  it('takes linear time on hostile lines', () => {
    for (const line of [
      '{"a": "' + '\\"'.repeat(500_000),
      '['.repeat(1_000_000),
      '"'.repeat(999_999),
      '-NaN'.repeat(250_000),
    ]) {
      assert.equal(parseInboxLine(line).problems.length, 1);
    }
  }).timeout(60_000);
});

function check(entry: InboxEntry, said: Said): void {
  assert.deepEqual(entry.metrics, said.metrics ?? []);
  assert.equal(entry.step, said.step);
  assert.equal(entry.time, said.time);
  assert.equal(entry.source, said.source ?? 'inbox');
  assert.deepEqual([...(entry.rest?.params ?? [])], said.params ?? []);
  assert.deepEqual([...(entry.rest?.tags ?? [])], said.tags ?? []);
  const { params: _params, tags: _tags, ...others } = entry.rest ?? {};
  assert.deepEqual(others, said.rest ?? {});
  assert.equal(entry.problems.length, said.problems?.length ?? 0, entry.problems.join(' | '));
  for (const [i, pattern] of (said.problems ?? []).entries()) assert.match(entry.problems[i] ?? '', pattern);
}
