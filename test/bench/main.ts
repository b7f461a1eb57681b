/**
 * npm run bench: every figure beside its limit or a peer that was measured in the same run.
 *   node test/bench/main.ts [--only NAME]… [--json]
 * A module in this folder that exports `run` is measured; --only takes the names of modules.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { node24, root, run } from '../../tools/toolchain.mjs';
import type { Figure } from './figure.ts';
import { figureLine, figureTable } from './figureTable.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});

// Other processes (workers, a VS Code) run what is built, so that must be what is here.
await run(node24(), ['tools/build.mjs'], { cwd: root });

const files = globSync('test/bench/*.ts', { cwd: root }).filter((file) => !file.endsWith('main.ts'));
const figures: Figure[] = [];
const unmeasured: string[] = [];
for (const file of files.sort()) {
  const name = path.basename(file, '.ts');
  if (options.only.length > 0 && !options.only.includes(name)) continue;
  const benchmark: unknown = await import(pathToFileURL(path.join(root, file)).href);
  if (!isBenchmark(benchmark)) continue;
  const began = performance.now();
  try {
    const measured = await benchmark.run();
    figures.push(...measured);
    if (options.json) for (const figure of measured) console.log(figureLine(name, figure));
    else
      console.error(
        `${name}: ${measured.length} figures in ${((performance.now() - began) / 1000).toFixed(1)} s`,
      );
  } catch (error) {
    unmeasured.push(name);
    console.error(`${name} could not be measured:`, error);
  }
}
if (!options.json) console.log(`\n${figureTable(figures, unmeasured)}`);
process.exitCode = unmeasured.length > 0 || figures.length === 0 ? 1 : 0;

function isBenchmark(module: unknown): module is { run: () => Promise<readonly Figure[]> } {
  return typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function';
}
