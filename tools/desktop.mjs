// npm run test:desktop: the same host specs in a desktop VS Code, which @vscode/test-electron downloads (or CAIRN_VSCODE names).
import { runTests } from '@vscode/test-electron';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { bundleHostTests, hostWorkspace } from './hostTests.mjs';
import { node24, root, run } from './toolchain.mjs';

const home = await mkdtemp(path.join(os.tmpdir(), 'cairn-'));
try {
  await run(node24(), ['tools/build.mjs'], { cwd: root });
  const vscodeExecutablePath = process.env.CAIRN_VSCODE;
  await runTests({
    ...(vscodeExecutablePath
      ? { vscodeExecutablePath }
      : { version: process.env.CAIRN_VSCODE_VERSION ?? 'stable' }),
    extensionDevelopmentPath: root,
    extensionTestsPath: await bundleHostTests(),
    launchArgs: [
      await hostWorkspace(home),
      ...['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--disable-telemetry'],
      ...['--user-data-dir', path.join(home, 'user'), '--extensions-dir', path.join(home, 'extensions')],
    ],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
