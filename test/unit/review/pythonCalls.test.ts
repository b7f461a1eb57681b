import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { argument, isNumber, pythonFacts, takesSpread } from '../../../src/review/pythonCalls.ts';
import { fixture } from './probes/subject.ts';

describe('what is read of Python', () => {
  it('names calls as imports have them', () => {
    const text = [
      'import numpy as np, os.path',
      'from sklearn import (',
      '    svm,  # a machine',
      '    tree as trees,',
      ')',
      'from . import loans',
      'np.random.seed(1); svm.SVC()',
      'trees.DecisionTreeClassifier().fit(x)',
      'os.path.join("a", "b")',
      'loans.read()',
      'def seed(a=f(1)): return [g(x)(y) for x in z]',
      'class Net(Module): pass',
    ];
    assert.deepEqual(
      pythonFacts(text.join('\n')).calls.map(({ name, line }) => `${name} ${String(line)}`),
      [
        'numpy.random.seed 7',
        'sklearn.svm.SVC 7',
        'sklearn.tree.DecisionTreeClassifier 8',
        '.fit 8',
        'os.path.join 9',
        '.loans.read 10',
        'f 11',
        'g 11',
      ],
    );
  });

  it('tells what a call is given, over lines and brackets', () => {
    const [call] = pythonFacts(
      'fit(\n  x[1, 2], {"a": 1, "b": (2, 3)},\n  *more,\n  lr=0.1,  # small\n  **options\n)',
    ).calls;
    assert.ok(call);
    assert.deepEqual(
      call.args.map(({ keyword, text, line }) => [keyword, text, line]),
      [
        [undefined, 'x[1, 2]', 2],
        [undefined, '{"a": 1, "b": (2, 3)}', 2],
        [undefined, '*more', 3],
        ['lr', '0.1', 4],
        [undefined, '**options', 5],
      ],
    );
    assert.equal(takesSpread(call), true);
    assert.equal(argument(call, 'lr')?.text, '0.1');
    assert.equal(argument(call, 'y', 1)?.line, 2);
    assert.equal(argument(call, 'y', 2), undefined);
  });

  it('tells what is assigned, and which texts are given to what', () => {
    const text =
      'a = 1\nb: int = 2\nc == 3\nd, e = 4, 5\nf(g=6)\nif x: h = 7\nput("key", "value")\nw["k"] = "v"\nn: str = "t"\n';
    const { assignments, texts } = pythonFacts(text);
    assert.deepEqual(
      assignments.map(({ name, isAnnotated, text: value }) => [name, isAnnotated, value]),
      [
        ['a', false, '1'],
        ['b', true, '2'],
        ['h', false, '7'],
        ['n', true, '"t"'],
      ],
    );
    assert.deepEqual(
      texts.map(({ value, givenTo, line }) => [value, givenTo, line]),
      [
        ['key', '', 7],
        ['value', 'key', 7],
        ['k', '', 8],
        ['v', 'k', 8],
        ['t', 'n', 9],
      ],
    );
  });

  it('knows numbers', () => {
    for (const number of ['1', '-0.5', '1e-3', '[128, 64]', '2 ** -3', '50_000'])
      assert.ok(isNumber(number), number);
    for (const other of ['lr', 'args.lr', '2 * x', '"1"', '', 'e']) assert.ok(!isNumber(other), other);
  });

  it('never throws, wherever a file ends', () => {
    const folder = path.resolve(import.meta.dirname, '..', '..', 'fixtures', 'review');
    for (const name of readdirSync(folder)) {
      const text = fixture(name);
      for (let end = 0; end < text.length; end += 7)
        pythonFacts(text.slice(end % 2 === 0 ? 0 : end, end * 2));
    }
  });
});
