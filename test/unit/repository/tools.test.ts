/** The scripts behind the npm scripts: what they hand to systems that these tests do not run on, and what they let pass. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allowedSkips, asComplete } from '../../../tools/allowedSkips.mjs';
import { shellCommand } from '../../../tools/shellCommand.mjs';
import { repository } from '../architecture/sourceGraph.ts';

describe('the command that opens VS Code', () => {
  const table: [program: string, args: string[], words: string[], shell: boolean][] = [
    ['/usr/bin/code', ['--x=/my work', 'a b'], ['/usr/bin/code', '--x=/my work', 'a b'], false],
    [
      String.raw`C:\Program Files\Code\bin\code.cmd`,
      [String.raw`--x=C:\my work`, String.raw`C:\a & b`],
      [
        String.raw`"C:\Program Files\Code\bin\code.cmd"`,
        String.raw`"--x=C:\my work"`,
        String.raw`"C:\a & b"`,
      ],
      true,
    ],
    [String.raw`C:\code.CMD`, [], [String.raw`"C:\code.CMD"`], true],
  ];
  for (const [program, args, words, shell] of table) {
    it(`keeps its words whole: ${program}`, () => {
      const command = shellCommand(program, args);
      assert.deepEqual([[command.program, ...command.args], command.shell], [words, shell]);
    });
  }
});

describe('a test run that must be complete', () => {
  const result = (skips: string[]) => ({ passed: 3, failed: 0, skipped: skips.length, failures: [], skips });

  it('fails for a test that was skipped', () => {
    const { failed, skipped, failures } = asComplete(result(['needs › a thing']));
    assert.deepEqual([failed, skipped, failures.map(({ title }) => title)], [1, 0, ['needs › a thing']]);
  });

  it('lets the few pass that a machine may be unfit for, which are still there', () => {
    const titles = allowedSkips.map(({ title }) => title);
    const { failed, skipped } = asComplete(result(titles));
    assert.deepEqual([failed, skipped], [0, titles.length]);
    const source = readFileSync(path.join(repository, 'test/unit/worker/fullDisk.test.ts'), 'utf8');
    for (const words of titles.flatMap((title) => title.split(' › ')))
      assert.ok(source.includes(`'${words}'`), words);
  });
});
