import assert from 'node:assert/strict';
import type { RunRow } from '../../../src/protocol/runShape.ts';
import { findEntryPoint } from '../../../src/views/lenses/entryPoint.ts';
import { lensTexts } from '../../../src/views/lenses/lensText.ts';

const entries: readonly (readonly [
  says: string,
  language: string,
  text: string,
  line: number | undefined,
])[] = [
  ['a guard in double quotes', 'python', 'import x\n\nif __name__ == "__main__":\n    main()\n', 2],
  ['a guard in single quotes', 'python', "if __name__ == '__main__':\n    main()\n", 0],
  ['a guard without spaces', 'python', '\nif __name__=="__main__": main()', 1],
  ['a guard turned around', 'python', 'if "__main__" == __name__:\n', 0],
  ['a guard in parentheses', 'python', 'if (__name__ == "__main__"):\n', 0],
  ['a guard with Windows line ends', 'python', 'a\r\nb\r\nif __name__ == "__main__":\r\n', 2],
  ['no guard', 'python', 'print(1)\n', undefined],
  ['a guard in a comment', 'python', '# if __name__ == "__main__":\n', undefined],
  [
    'a guard inside a function',
    'python',
    'def f():\n    if __name__ == "__main__":\n        pass\n',
    undefined,
  ],
  ['a guard in a doc string', 'python', '"""\nif __name__ == "__main__":\n"""\n', undefined],
  [
    'a guard after a doc string that shows one',
    'python',
    '"""\nif __name__ == "__main__":\n"""\nif __name__ == "__main__":\n',
    3,
  ],
  ['an apostrophe in a comment', 'python', "# don't '''\nif __name__ == '__main__':\n", 1],
  ['an open doc string at the end', 'python', '"""\nif __name__ == "__main__":\n', undefined],
  ['an R script', 'r', 'x <- 1\nif (sys.nframe() == 0) {\n', 1],
  ['a Julia script', 'julia', 'if abspath(PROGRAM_FILE) == @__FILE__\n', 0],
  ['a Node script', 'javascript', 'const x = 1;\nif (require.main === module) main();\n', 1],
  ['a language without guards', 'shellscript', 'if __name__ == "__main__":\n', undefined],
];

const best: RunRow = {
  id: 'b',
  name: 'quiet-heron',
  status: 'finished',
  script: 'train.py',
  experiment: null,
  started: 0,
  ended: 1,
  exitCode: 0,
  reason: null,
  star: false,
  progress: null,
  objective: { key: 'val_auc', direction: 'maximize', value: 0.8912, change: null },
  isBest: true,
  problems: 0,
  meets: null,
  fairness: null,
  place: null,
};

describe('the entry point of a script', () => {
  for (const [says, language, text, line] of entries)
    it(`${line === undefined ? 'is not' : 'is found in'} ${says}`, () => {
      assert.equal(findEntryPoint(text, language), line);
    });

  it('is found in a file of unclosed quotes without running away', () => {
    const text = `${`x = "'''" + '"""' # '''\n`.repeat(20_000)}if __name__ == "__main__":\n`;
    assert.equal(findEntryPoint(text, 'python'), 20_000);
  });
});

describe('the lenses above a script', () => {
  const titles = (
    count: number,
    { trusted = true, judged = null }: { trusted?: boolean; judged?: RunRow | null } = {},
  ) =>
    lensTexts({
      trusted,
      debuggable: true,
      now: 0,
      summary: {
        script: 'train.py',
        count,
        running: [],
        best: count > 0 ? best : null,
        latest: count > 0 ? best : null,
        judged,
      },
    }).map(({ title }) => title);

  it('offer to run a script that never ran', () => {
    assert.deepEqual(titles(0), ['▷ Run', 'Run with…', 'Debug']);
  });
  it('name the only run', () => {
    assert.deepEqual(titles(1), ['▷ Run', 'Run with…', 'Debug', '1 run', 'best val_auc 0.891 (quiet-heron)']);
  });
  it('offer to compare several', () => {
    assert.equal(titles(14)[3], 'Compare 14 runs');
  });
  it('only show results where the folder is not trusted', () => {
    assert.deepEqual(titles(2, { trusted: false }), ['Compare 2 runs', 'best val_auc 0.891 (quiet-heron)']);
  });
  it('leave the best out while no run has an objective', () => {
    const bare = { ...best, objective: null };
    const summary = { script: 's', count: 2, running: [], best: bare, latest: best, judged: null };
    assert.equal(lensTexts({ summary, trusted: true, debuggable: false, now: 0 }).length, 3);
  });
  it('carry the verdict of the newest run that was judged', () => {
    const fairness = {
      verdict: 'exceeds',
      isStale: false,
      until: null,
      says: 'FNR by sex',
      file: 'p.csv',
      run: null,
    } as const;
    assert.equal(
      titles(2, { judged: { ...best, fairness } }).at(-1),
      'exceeds fairness limits (quiet-heron)',
    );
  });
});
