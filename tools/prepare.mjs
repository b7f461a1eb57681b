// What F5 runs first: packages when they are missing, then a build, so that a fresh clone starts at once.
import { spawnSync } from 'node:child_process';
import { ensureModules, node24, root } from './toolchain.mjs';

await ensureModules(console.log);
process.exitCode = spawnSync(node24(), ['tools/build.mjs'], { cwd: root, stdio: 'inherit' }).status ?? 1;
