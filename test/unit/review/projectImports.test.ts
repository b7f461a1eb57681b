/** What scripts import, by their texts, and which files of a project those are. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as z from 'zod';
import { importsOf } from '../../../src/review/importNames.ts';
import { mostModules, projectImports } from '../../../src/review/projectImports.ts';

const python = process.env['CAIRN_PYTHON'] ?? 'python3';

const reader = `
import ast, glob, json, os
files = sorted(glob.glob(os.path.join(os.path.dirname(os.__file__), "*.py")))
found = []
for file in files:
    with open(file, encoding="utf-8", newline="") as stream:
        text = stream.read()
    names = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            taken = " ".join(alias.name for alias in node.names if alias.name != "*")
            names.append("." * node.level + (node.module or "") + (": " + taken if taken else ""))
    found.append({"text": text, "names": names})
print(json.dumps(found))
`;

const texts: [behaviour: string, text: string, names: string[]][] = [
  ['a module', 'import helper\n', ['helper']],
  ['several on one line', 'import a.b, c as d ,e\n', ['a.b', 'c', 'e']],
  [
    'several statements on one line',
    'import a; from b import c; x = 1; import d # import e',
    ['a', 'b: c', 'd'],
  ],
  ['names from a module', 'from a.b import c, d as e', ['a.b: c d']],
  ['everything of a module', 'from a import *', ['a']],
  ['in brackets', 'from a import (\n  b,  # not (x), c\n  d as e,\n)\nimport f', ['a: b d', 'f']],
  ['after a backslash', 'from a \\\n  import b, \\\r\n  c\nimport \\\n d', ['a: b c', 'd']],
  [
    'relative ones',
    'from . import a\nfrom .b import c\nfrom ... d import e\nfrom.f import g',
    ['.: a', '.b: c', '...d: e', '.f: g'],
  ],
  ['without blanks', 'from .import a\nfrom a import(b)', ['.: a', 'a: b']],
  ['blanks around dots', 'import a . b\nfrom c . d import e', ['a.b', 'c.d: e']],
  [
    'in functions and tries',
    'def f():\n\timport a\ntry:\n  import b\nexcept ImportError: import c\nif 1: import d',
    ['a', 'b', 'c', 'd'],
  ],
  ['with CRLF and CR', 'import a\r\nfrom b import c\r\nimport d\rimport e', ['a', 'b: c', 'd', 'e']],
  ['with a byte order mark', '\uFEFFimport a', ['a']],
  [
    'letters of any alphabet',
    'import größe, データ\nfrom модель import вес',
    ['größe', 'データ', 'модель: вес'],
  ],
  [
    'by a call',
    'import importlib\nm = importlib.import_module("a.b")\nn = import_module( \'c\' )\n__import__("d")',
    ['importlib', 'a.b', 'c', 'd'],
  ],
  [
    'by a relative call',
    'import_module(".a", "pkg.sub")\nimport_module("..a", package="pkg.sub")\nimport_module(".a", __package__)',
    ['pkg.sub.a', 'pkg.a', '.a'],
  ],
  [
    'not by a call with something computed',
    'import_module(name)\nimport_module(f"models.{name}")\nimport_module("a" + b)',
    [],
  ],
  ['not in comments', '# import a\nx = 1  # from b import c', []],
  [
    'not in texts',
    '"""\nimport a\n"""\nx = \'import b\'\ny = "\\"import c"\nz = r\'\'\'\\\'\'\'\'\nimport d',
    ['d'],
  ],
  ['not in a text that goes on', 'x = "a \\\nimport b"\nimport c', ['c']],
  ['not where `from` is something else', 'def f():\n  yield from a\nraise B from c\nimport d', ['d']],
  ['not in words', 'important = 1\nx.import_y = from_z\nreimport = 2', []],
  ['half a file', 'import a\nfrom b import (c,\n', ['a', 'b: c']],
  ['half a statement', 'import\nfrom\nfrom a\nfrom . import\nimport b', ['.', 'b']],
  ['an open text', 'import a\nx = """ import b', ['a']],
  ['each once', 'import a\nimport a\ndef f(): import a', ['a']],
  [
    'what IPython runs, past its other lines',
    "%matplotlib inline\n!pip install it's\n%run helper.py --fast\n%run -i 'tools/load'\n%%time\nget_ipython().run_line_magic('run', 'other.py -x')\nget_ipython().run_line_magic('load_ext', 'autoreload')\nget_ipython().system('pip install import b')\nimport a",
    ['> helper.py', '> tools/load.py', '> other.py', 'a'],
  ],
];

function shown(text: string): string[] {
  return importsOf(text).map(({ module, level, names, isFile }) =>
    [`${isFile === true ? '> ' : ''}${'.'.repeat(level)}${module}`, names.join(' ')]
      .filter((part) => part !== '')
      .join(': '),
  );
}

/** A project in which only the named files are. */
function importsIn(
  files: Readonly<Record<string, string>>,
): (file: string) => ReturnType<typeof importsOf> | undefined {
  return (file) => {
    const text = files[file];
    return text === undefined ? undefined : importsOf(text);
  };
}

const projects: [behaviour: string, script: string, files: Record<string, string>, modules: string[]][] = [
  ['beside it', 'a/train.py', { 'a/train.py': 'import x', 'a/x.py': '', 'x.py': '' }, ['a/x.py']],
  ['in the workspace folder', 'a/train.py', { 'a/train.py': 'import x', 'x.py': '' }, ['x.py']],
  [
    'in src',
    'scripts/train.py',
    { 'scripts/train.py': 'import p.m', 'src/p/__init__.py': '', 'src/p/m.py': '' },
    ['src/p/__init__.py', 'src/p/m.py'],
  ],
  [
    'a package before a module',
    'train.py',
    { 'train.py': 'import p', 'p/__init__.py': '', 'p.py': '' },
    ['p/__init__.py'],
  ],
  [
    'through others, and back',
    'train.py',
    { 'train.py': 'import a', 'a.py': 'import b', 'b.py': 'import a, train, c', 'c.py': '' },
    ['a.py', 'b.py', 'c.py'],
  ],
  [
    'modules of a package without __init__.py, also in two places',
    'train.py',
    { 'train.py': 'import n.a\nfrom n import b, c', 'n/a.py': '', 'src/n/b.py': '', 'n/d.py': '' },
    ['n/a.py', 'src/n/b.py'],
  ],
  [
    'names that are modules, and those that are none',
    'train.py',
    { 'train.py': 'from p import m, f', 'p/__init__.py': 'f = 1', 'p/m.py': '' },
    ['p/__init__.py', 'p/m.py'],
  ],
  [
    'relative ones, with their packages',
    'train.py',
    {
      'train.py': 'import p.q.m',
      'p/__init__.py': '',
      'p/q/__init__.py': '',
      'p/q/m.py': 'from . import k\nfrom ..r import f\nfrom .. import s',
      'p/q/k.py': '',
      'p/r.py': '',
      'p/s/__init__.py': '',
    },
    ['p/__init__.py', 'p/q/__init__.py', 'p/q/k.py', 'p/q/m.py', 'p/r.py', 'p/s/__init__.py'],
  ],
  [
    'of a script that is run as a module',
    'p/train.py',
    { 'p/train.py': 'from .m import f', 'p/__init__.py': 'from . import k', 'p/m.py': '', 'p/k.py': '' },
    ['p/__init__.py', 'p/k.py', 'p/m.py'],
  ],
  [
    'absolute ones of modules from where the script is',
    'a/train.py',
    { 'a/train.py': 'import p.m', 'a/p/m.py': 'import k', 'a/k.py': '', 'a/p/k.py': '' },
    ['a/k.py', 'a/p/m.py'],
  ],
  [
    'nothing above the workspace folder',
    'a/train.py',
    { 'a/train.py': 'from ... import x\nfrom ...x import y\n%run ../../x.py', '../x.py': '', 'x.py': '' },
    [],
  ],
  [
    'nothing for a script that is elsewhere',
    '../train.py',
    { '../train.py': 'import x', 'x.py': '', '../x.py': '' },
    [],
  ],
  [
    'no file in place of what Python has at its start',
    'train.py',
    { 'train.py': 'import time, os, json', 'time.py': '', 'os.py': '', 'json.py': '' },
    ['json.py'],
  ],
  [
    'what IPython runs',
    'nb/train.py',
    {
      'nb/train.py': '%run helper\n%run tools/a.py\n%run gone.py',
      'nb/helper.py': 'import k',
      'tools/a.py': '',
      'k.py': '',
    },
    ['k.py', 'nb/helper.py', 'tools/a.py'],
  ],
  ['nothing of a script that is not there', 'train.py', { 'x.py': '' }, []],
];

describe('imports of a script', () => {
  for (const [behaviour, text, names] of texts)
    it(`are read: ${behaviour}`, () => {
      assert.deepEqual(shown(text), names);
    });

  for (const [behaviour, script, files, modules] of projects)
    it(`are found: ${behaviour}`, () => {
      assert.deepEqual(projectImports(script, importsIn(files)), { modules, isCut: false });
    });

  it('are those that Python reads, in the files of its own library', function () {
    this.timeout(120_000);
    const printed = execFileSync(python, ['-W', 'ignore', '-c', reader], {
      maxBuffer: 64 * 1024 * 1024,
      encoding: 'utf8',
    });
    const files = z
      .array(z.object({ text: z.string(), names: z.array(z.string()) }))
      .parse(JSON.parse(printed));
    assert.ok(files.length > 100);
    for (const { text, names } of files) {
      const own = new Set(shown(text));
      assert.deepEqual(
        names.filter((name) => !own.has(name)),
        [],
      );
      // More than these may be named: `import_module("a")` is a call to Python's parser.
      const isCalled = /import_module|__import__/.test(text);
      if (!isCalled) assert.equal(own.size, new Set(names).size, text.slice(0, 500));
    }
  });

  it('are the nearest ones when there are too many', () => {
    const count = mostModules + 5;
    const name = (at: number) => `m${String(at).padStart(3, '0')}`;
    const chain = Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`${name(at)}.py`, `import ${name(at + 1)}`]),
    );
    const { modules, isCut } = projectImports(
      'train.py',
      importsIn({ ...chain, 'train.py': `import ${name(0)}` }),
    );
    assert.equal(isCut, true);
    assert.deepEqual(
      modules,
      Array.from({ length: mostModules }, (_, at) => `${name(at)}.py`),
    );
  });

  it('are read of anything without hanging', () => {
    for (const text of [
      'from ' + 'a.'.repeat(50_000),
      'from ' + '.'.repeat(50_000),
      `from a${' '.repeat(50_000)}`,
      'import ('.repeat(20_000),
      '"""'.repeat(33_333),
      `import ${'a,'.repeat(50_000)}`,
      '\\"'.repeat(50_000),
    ])
      assert.ok(importsOf(text).length <= 1);
  });
});
