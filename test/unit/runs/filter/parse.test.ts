import assert from 'node:assert/strict';
import { completeFilter, valueWanted } from '../../../../src/runs/filter/completions.ts';
import { parseFilter } from '../../../../src/runs/filter/parse.ts';
import { printFilter } from '../../../../src/runs/filter/print.ts';

/** The expression in canonical form, or its error. */
function read(source: string): string {
  const result = parseFilter(source);
  if (!result.ok) return result.error.message;
  return result.expression === null ? '' : printFilter(result.expression);
}

describe('a filter expression', () => {
  const good: [source: string, canonical: string][] = [
    ['', ''],
    ['   \n\t', ''],
    ['metrics.val_auc > 0.9', 'metrics.val_auc > 0.9'],
    ['metrics.val_auc>0.9', 'metrics.val_auc > 0.9'],
    ['metric.loss <= 1e-3', 'metrics.loss <= 0.001'],
    ['metrics.loss < .5', 'metrics.loss < 0.5'],
    ['metrics.loss > -2.', 'metrics.loss > -2'],
    ['metrics.loss = NaN', 'metrics.loss = NaN'],
    ['metrics.loss != -inf', 'metrics.loss != -Infinity'],
    ['metrics.loss == 1', 'metrics.loss = 1'],
    ['metrics.loss <> 1', 'metrics.loss != 1'],
    ['METRICS.Loss > 1', 'metrics.Loss > 1'],
    ['metrics.val.auc > 0.9', 'metrics.val.auc > 0.9'],
    ['metrics.val/auc > 0.9', 'metrics.val/auc > 0.9'],
    ['metrics.`val auc` > 0.9', 'metrics.`val auc` > 0.9'],
    ['metrics."val auc" > 0.9', 'metrics.`val auc` > 0.9'],
    ['metrics.`a"b` > 0', 'metrics.`a"b` > 0'],
    ['metrics."a`b" > 0', 'metrics."a`b" > 0'],
    ['metrics.`naïve ☃` > 0', 'metrics.`naïve ☃` > 0'],
    ['metrics.`two\nlines` > 0', 'metrics.`two\nlines` > 0'],
    ['metrics.損失 > 0', 'metrics.`損失` > 0'],
    ['metrics.precision@5 > 0', 'metrics.precision@5 > 0'],
    ['metrics.__proto__ > 0', 'metrics.__proto__ > 0'],
    ['metrics.1 > 0', 'metrics.1 > 0'],
    ['params.model = "gbm"', 'params.model = "gbm"'],
    ["params.model = 'gbm'", 'params.model = "gbm"'],
    ['params.model = gbm', 'params.model = "gbm"'],
    ['params.lr = 0.01', 'params.lr = "0.01"'],
    ['params.path = "C:\\temp"', 'params.path = "C:\\\\temp"'],
    ['params.quote = "say \\"hi\\""', 'params.quote = "say \\"hi\\""'],
    ['parameters.model LIKE "g%"', 'params.model LIKE "g%"'],
    ['params.model ilike "G_m"', 'params.model ILIKE "G_m"'],
    ['tags.stage != "smoke"', 'tags.stage != "smoke"'],
    ['tag.`mlflow.user` = "sam"', 'tags.mlflow.user = "sam"'],
    ['status = "running"', 'status = "running"'],
    ['attributes.status = "failed"', 'status = "failed"'],
    ['attr.run_name = "x"', 'run_name = "x"'],
    ['run.name = "x"', 'run_name = "x"'],
    ['"run name" = "x"', 'run_name = "x"'],
    ['start_time > 1700000000000', 'start_time > 1700000000000'],
    ['created > 5', 'start_time > 5'],
    ['exit_code != 0', 'exit_code != 0'],
    ['run_id IN ("a", "b")', 'run_id IN ("a", "b")'],
    ['run_id not in ("a")', 'run_id NOT IN ("a")'],
    ['dataset.name LIKE "%loans%"', 'datasets.name LIKE "%loans%"'],
    ['metrics.a > 1 and metrics.b > 2', '(metrics.a > 1) and (metrics.b > 2)'],
    ['metrics.a > 1 AND metrics.b > 2 and metrics.c > 3', ''],
    [
      'metrics.a > 1 or metrics.b > 2 and metrics.c > 3',
      'metrics.a > 1 or (metrics.b > 2 and metrics.c > 3)',
    ],
    [
      '(metrics.a > 1 or metrics.b > 2) and metrics.c > 3',
      '(metrics.a > 1 or metrics.b > 2) and metrics.c > 3',
    ],
    ['not status = "failed"', 'not status = "failed"'],
    ['not (status = "failed" or star = "yes")', 'not (status = "failed" or star = "yes")'],
    ['not not heron', 'not not "heron"'],
    ['heron', '"heron"'],
    ['"quiet heron" and metrics.a > 1', '"quiet heron" and metrics.a > 1'],
    ['((((heron))))', '"heron"'],
    ['experiment = "credit" or otter', 'experiment = "credit" or "otter"'],
  ];
  for (const [source, canonical] of good) {
    it(`reads ${JSON.stringify(source)}, and what it prints reads the same`, () => {
      const first = parseFilter(source);
      assert.ok(first.ok, read(source));
      const printed = read(source);
      const flat = (text: string) => text.replace(/[()]/g, '');
      if (canonical !== '' || source.trim() === '') assert.equal(flat(printed), flat(canonical));
      if (first.expression !== null) assert.deepEqual(parseFilter(printed), first);
    });
  }

  it('binds and tighter than or', () => {
    const result = parseFilter('a or b and not c');
    assert.deepEqual(result, {
      ok: true,
      expression: {
        kind: 'or',
        items: [
          { kind: 'text', text: 'a' },
          {
            kind: 'and',
            items: [
              { kind: 'text', text: 'b' },
              { kind: 'not', item: { kind: 'text', text: 'c' } },
            ],
          },
        ],
      },
    });
  });

  const bad: [source: string, message: string][] = [
    ['metrics.val_auc >', 'Column 18: a number should follow >.'],
    ['metrics.val_auc', 'Column 16: an operator should follow val_auc: one of > >= = != < <=.'],
    ['metrics.val_auc > "high"', 'Column 19: a number should follow >.'],
    ['metrics.val_auc LIKE "x"', 'Column 17: val_auc can be compared with > >= = != < <= only.'],
    ['metrics. > 1', 'Column 10: a name should follow “metrics.”.'],
    ['metrics.', 'Column 9: a name should follow “metrics.”.'],
    ['metric.a ! 1', 'Column 10: “!” is not an operator.'],
    ['params.model > "a"', 'Column 14: model can be compared with = != LIKE ILIKE only.'],
    ['params.model =', 'Column 15: a text in quotes should follow =.'],
    ['params.model = "gbm', 'Column 16: this quote is not closed.'],
    ['metrics.`a > 1', 'Column 9: this quote is not closed.'],
    [
      'val_auc > 0.9',
      'Column 1: “val_auc” is not known; write metrics.val_auc, params.val_auc or tags.val_auc, or one of run_id,',
    ],
    ['metrik.a > 1', 'Column 1: “metrik” is not known; write metrics, params, tags, attributes or datasets.'],
    ['attributes.colour = "x"', 'Column 12: “colour” is not an attribute;'],
    ['datasets.colour = "x"', 'Column 10: datasets have no “colour”; they have name, digest, context.'],
    ['metrics.a > 1 metrics.b > 2', 'Column 15: “and” or “or” should stand before “metrics”.'],
    ['metrics.a > 1 and', 'Column 18: a condition should stand here'],
    ['and metrics.a > 1', 'Column 5: “and” or “or” should stand before “metrics”.'],
    ['(metrics.a > 1', 'Column 15: a “)” is missing for the “(” in column 1.'],
    ['metrics.a > 1)', 'Column 14: “and” or “or” should stand before “)”.'],
    ['()', 'Column 2: a condition should stand here'],
    ['not', 'Column 4: a condition should stand here'],
    ['run_id IN "a"', 'Column 11: a list such as ("a", "b") should follow IN.'],
    ['run_id IN ("a" "b")', 'Column 16: a “,” or a “)” should stand here.'],
    ['run_id IN ()', 'Column 12: a text in quotes should stand here.'],
    ['run_id IN ("a",', 'Column 16: a text in quotes should stand here.'],
    ['start_time > "yesterday"', 'Column 14: a number should follow >.'],
    ['""', 'Column 1: the text to look for is empty.'],
    ['; drop table runs', 'Column 3: “and” or “or” should stand before “drop”.'],
    ['= 1', 'Column 1: a condition should stand here'],
  ];
  for (const [source, message] of bad) {
    it(`refuses ${JSON.stringify(source)} at its place`, () => {
      assert.equal(read(source).slice(0, message.length), message);
      assert.equal(parseFilter(source).ok, false);
    });
  }

  const hostile: [name: string, source: string, code: string][] = [
    ['90 000 open parentheses', '('.repeat(90_000), 'nesting'],
    ['40 000 nots', 'not '.repeat(20_000), 'nesting'],
    ['a quote that never closes', `"${'\\"'.repeat(45_000)}`, 'syntax'],
    ['a megabyte', 'a'.repeat(1_000_000), 'length'],
    ['90 000 operators', '='.repeat(90_000), 'syntax'],
    ['90 000 digits and letters', `params.a = ${'1'.repeat(80_000)}x y`, 'syntax'],
  ];
  for (const [name, source, code] of hostile) {
    it(`refuses ${name} without hanging`, () => {
      const result = parseFilter(source);
      assert.ok(!result.ok);
      assert.equal(result.error.code, code);
    });
  }

  it('reads 10 000 conditions', () => {
    const result = parseFilter(Array.from({ length: 4000 }, (_, i) => `metrics.m${i} > ${i}`).join(' or '));
    assert.ok(result.ok && result.expression?.kind === 'or');
    assert.equal(result.expression.items.length, 4000);
  });
});

describe('completion in a filter line', () => {
  const names = {
    params: ['lr', 'batch size'],
    metrics: ['val_auc', 'val/loss', 'train_loss'],
    tags: ['stage'],
    experiments: ['credit'],
    scripts: ['train_credit.py'],
    users: ['ana', 'sam'],
    hosts: ['desk'],
    datasetNames: ['loans'],
    datasetDigests: ['ab12', 'cd34'],
    datasetContexts: ['train'],
    values: ['one', 'two'],
  };
  /** `|` is the cursor. */
  const cases: [line: string, labels: string[]][] = [
    ['met|', ['metrics.']],
    ['metrics.|', ['val_auc', 'val/loss', 'train_loss']],
    ['metrics.val|', ['val_auc', 'val/loss']],
    ['metrics.LOSS|', ['val/loss', 'train_loss']],
    ['params.|', ['lr', '`batch size`']],
    ['params.`ba|', ['`batch size`']],
    ['metrics.val_auc |', ['>', '>=', '=', '!=', '<', '<=']],
    ['params.lr |', ['=', '!=', 'LIKE', 'ILIKE']],
    ['status |', ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN']],
    ['status = |', ['"running"', '"finished"', '"failed"', '"stopped"', '"interrupted"', '"unknown"']],
    ['status = "f|', ['"finished"', '"failed"']],
    ['experiment = |', ['"credit"']],
    ['script = |', ['"train_credit.py"']],
    ['metrics.val_auc > 0.9 |', ['and', 'or']],
    ['metrics.val_auc > 0.9 and met|', ['metrics.']],
    ['(tag|', ['tags.']],
    ['tags.|', ['stage']],
    ['nonsense.|', []],
    ['user = |', ['"ana"', '"sam"']],
    ['attributes.user_id = |', ['"ana"', '"sam"']],
    ['host != |', ['"desk"']],
    ['run_name = |', ['"one"', '"two"']],
    ['params.lr = |', ['"one"', '"two"']],
    ['datasets.name = |', ['"loans"']],
    ['datasets.digest LIKE |', ['"ab12"', '"cd34"']],
    ['dataset.context = |', ['"train"']],
    ['datasets.nonsense = |', []],
    ['metrics.val_auc > |', []],
    ['status in |', ['(']],
    ['user in (|', ['"ana"', '"sam"']],
    ['user in ("s|', ['"sam"']],
    ['user in ("ana" |', [')']],
    ['user in ("ana", |', ['"sam"']],
    ['star = "yes" and (user not in ("ana",|', ['"sam"']],
    ['datasets.digest in ("cd34", |', ['"ab12"']],
    ['user in ("ana", "sam") |', ['and', 'or']],
    ['not (sta|', ['status', 'start_time', 'star']],
  ];
  const wants: [line: string, wanted: ReturnType<typeof valueWanted>][] = [
    ['params.lr = |', { group: 'params', key: 'lr' }],
    ['tags.stage = "a|', { group: 'tags', key: 'stage' }],
    ['run_name = |', { group: 'record', key: 'name' }],
    ['attributes.name in ("a", |', { group: 'record', key: 'name' }],
    ['run_id = |', { group: 'record', key: 'id' }],
    ['status = |', undefined],
    ['datasets.name = |', undefined],
    ['params.lr |', undefined],
    ['user in ("ana" |', undefined],
  ];
  for (const [line, wanted] of wants)
    it(`asks for ${wanted?.key ?? 'no'} values at ${line}`, () =>
      assert.deepEqual(valueWanted(line.replace('|', ''), line.indexOf('|')), wanted));
  for (const [line, labels] of cases) {
    it(`offers ${labels.slice(0, 2).join(' ') || 'nothing'} at ${line}`, () => {
      const cursor = line.indexOf('|');
      const text = line.replace('|', '');
      const found = completeFilter(text, cursor, names);
      assert.deepEqual(
        found.map((c) => c.label),
        labels,
      );
      for (const c of found) assert.ok(c.start <= cursor && c.end === cursor);
    });
  }
});
