/** Runs mocha inside the extension host on the specs bundled with this file; VS Code calls `run` and waits for it. */
import Mocha from 'mocha';
import { Results } from '../../tools/mochaReporter.mjs';

const specs: (() => void)[] = [];

/** The bundle adds each spec as a function, because mocha must define `describe` and `it` before a spec is loaded. */
export function addSpec(load: () => void): void {
  specs.push(load);
}

/** Rejects when a test failed; VS Code turns that into an exit code. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: Results });
  const grep = process.env['CAIRN_TEST_GREP'];
  if (grep) mocha.grep(grep);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const load of specs) load();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} host tests failed.`);
}
