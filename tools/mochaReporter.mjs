// Writes what mocha sees as JSON lines to the file in CAIRN_TEST_RESULTS, so that tests in another process (a VS Code's
// extension host among them) can be counted by tools/test.mjs; without that variable it lists them for a person.
import Mocha from 'mocha';
import { appendFileSync } from 'node:fs';

export class Results extends Mocha.reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const file = process.env.CAIRN_TEST_RESULTS;
    const write = file ? (record) => appendFileSync(file, `${JSON.stringify(record)}\n`) : tell;
    const titleOf = (test) => test.titlePath().join(' › ');
    runner.on('pass', (test) => {
      counts.passed++;
      write({ event: 'pass', title: titleOf(test), ms: test.duration });
    });
    runner.on('fail', (test, error) => {
      counts.failed++;
      write({ event: 'fail', title: titleOf(test), ms: test.duration, error: describe(error) });
    });
    runner.on('pending', (test) => {
      counts.skipped++;
      write({ event: 'skip', title: titleOf(test) });
    });
    runner.on('end', () => write({ event: 'end', ...counts }));
  }
}

// The name under which require() of an ES module gives the class itself: that is how mocha loads reporters.
export { Results as 'module.exports' };

function describe(error) {
  const text = withCauses(error);
  // assert's own stack already holds the difference; other errors bring expected and actual apart.
  if (error?.code === 'ERR_ASSERTION' || error?.expected === undefined) return text;
  return `${text}\n  expected: ${JSON.stringify(error.expected)}\n  actual:   ${JSON.stringify(error.actual)}`;
}

function withCauses(error) {
  const text = error?.stack ?? String(error);
  return error?.cause === undefined ? text : `${text}\n  because: ${withCauses(error.cause)}`;
}

function tell(record) {
  if (record.event === 'pass') console.log(`  ✓ ${record.title} (${record.ms} ms)`);
  else if (record.event === 'skip') console.log(`  - ${record.title}`);
  else if (record.event === 'fail')
    console.log(`  ✗ ${record.title}\n${record.error.replace(/^/gm, '      ')}`);
  else console.log(`${record.passed} passed, ${record.failed} failed, ${record.skipped} skipped`);
}
