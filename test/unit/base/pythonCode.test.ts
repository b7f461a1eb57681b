/** Functions of Python files, and the names and texts in them. */
import assert from 'node:assert/strict';
import { findFunction, readPython } from '../../../src/base/pythonCode.ts';

const table: [behaviour: string, text: string, functions: string[]][] = [
  [
    'finds a function with its last line',
    'x = 1\ndef ratio(a):\n    b = a\n\n    return b\n\n\ny = 2\n',
    ['ratio 1:4 1-4'],
  ],
  ['finds an async one', 'async def load():\n    pass\n', ['load 0:10 0-1']],
  [
    'counts decorators, also those of several lines',
    '@cache\n@feature(\n    name="x",\n)\ndef ratio(\n    a,\n):\n    return a\n',
    ['ratio 4:4 0-7'],
  ],
  [
    'gives the decorators of a statement to that statement alone',
    '@a\nclass A:\n    def f(self): pass\n    @b\n    def g(self):\n        pass\ndef h(): pass\n',
    ['A.f 2:8 2-2', 'A.g 4:8 3-5', 'h 6:4 6-6'],
  ],
  [
    'finds methods and functions in functions',
    'class A:\n    class B:\n        def m(self):\n            def inner():\n                return 1\n            return inner\ndef last():\n    return 2',
    ['A.B.m 2:12 2-5', 'A.B.m.inner 3:16 3-4', 'last 6:4 6-7'],
  ],
  [
    'reads none in texts and comments',
    "\"\"\"\ndef no(): pass\n\"\"\"\n# def no(): pass\ns = '''a\ndef no(): \\''' '''\ndef yes(): pass\n",
    ['yes 6:4 6-6'],
  ],
  [
    'is not lost at a text that does not end',
    's = "half\ndef yes(): pass\nt = """\ndef no(): pass',
    ['yes 1:4 1-1'],
  ],
  ['is not lost at brackets that do not close or open', 'x = )\ndef yes(): return 1\n', ['yes 1:4 1-1']],
  [
    'reads lines with carriage returns',
    'def a():\r\n    return 1\r\ndef b():\r\n    return 2\r\n',
    ['a 0:4 0-1', 'b 2:4 2-3'],
  ],
  ['takes names of any script', 'def größe(x): return x\n', ['größe 0:4 0-0']],
  [
    'lets a text of several lines count to its function',
    'def a():\n    return """x\ny\n"""\nb = 1\n',
    ['a 0:4 0-3'],
  ],
  ['finds nothing in nothing', '', []],
];

describe('Python code', () => {
  for (const [behaviour, text, functions] of table)
    it(behaviour, () => {
      assert.deepEqual(
        readPython(text).functions.map(
          (one) => `${one.path} ${one.line}:${one.column} ${one.firstLine}-${one.lastLine}`,
        ),
        functions,
      );
    });

  it('knows where names and texts stand', () => {
    const { words } = readPython('X = df["income"] # income\ny = f\'debt\' + r"""a\nb""" + "end"\n');
    assert.deepEqual(
      words.map(
        ({ text, isString, line, column }) => `${isString ? 'text' : 'name'} ${text} ${line}:${column}`,
      ),
      ['name X 0:0', 'name df 0:4', 'text income 0:8', 'name y 1:0', 'text debt 1:6', 'text end 2:8'],
    );
  });

  it('tells attributes and arguments from other names', () => {
    const text = [
      'import a.age',
      'from x.age import y',
      'df.age = df.age.mean() + df.age()',
      'df = df.assign(age=1, b=f(',
      '    2, age = 3), c=[age, age == 4])',
      'def make(self, age=1): pass',
      'async def make(age=1): pass',
      'age = (age == 1)',
    ].join('\n');
    const found = readPython(text).words.filter((word) => word.text === 'age');
    assert.deepEqual(
      found.map(({ line, column, role }) => `${line}:${column} ${role ?? 'name'}`),
      [
        ...[
          '0:9 name',
          '1:7 name',
          '2:3 attribute',
          '2:12 attribute',
          '2:28 name',
          '3:15 keyword',
          '4:7 keyword',
        ],
        ...['4:20 name', '4:25 name', '5:15 name', '6:15 name', '7:0 name', '7:7 name'],
      ],
    );
  });

  it('means a method by its class or by its name alone', () => {
    const code = readPython('class A:\n    def f(self): pass\nclass B:\n    def f(self): pass\n');
    assert.equal(findFunction(code, 'B.f')?.line, 3);
    assert.equal(findFunction(code, 'f')?.line, 1);
    assert.equal(findFunction(code, 'g'), undefined);
  });

  it('takes linear time on hostile texts', () => {
    for (const text of [
      '"'.repeat(200_000),
      '"""'.repeat(100_001),
      '\\\n'.repeat(200_000),
      'def '.repeat(100_000),
    ])
      assert.ok(readPython(text).functions.length < 2);
  });
});
