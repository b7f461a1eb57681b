// The parts of `npm test`: what each runs, what it needs, and which of them may run at the same time.
import { cache, node24, root } from './toolchain.mjs';
import path from 'node:path';

const bin = (file) => path.join(root, 'node_modules', file);

const mocha = (glob, seconds) => [
  ...[bin('mocha/bin/mocha.js'), '--no-config', '--no-package', '--extension', 'ts', '--forbid-only'],
  ...['--reporter', path.join(root, 'tools', 'mochaReporter.mjs'), '--timeout', String(seconds * 1000), glob],
];

/**
 * `commands` run one after the other; with `counts: 'commands'` each is one check, else they write test results.
 * `limitMs` is for parts that may take longer than half an hour.
 * Parts of one lane run one after the other. The lanes of one stage run side by side, and the end-to-end tests after them
 * and alone: a person's window has the machine to itself, too.
 */
export const parts = [
  {
    name: 'types',
    lane: 'node',
    counts: 'commands',
    commands: ['.', 'webview', 'test'].map((project) => [bin('typescript/bin/tsc'), '-p', project]),
  },
  {
    name: 'lint',
    lane: 'node',
    counts: 'commands',
    commands: [
      [
        bin('eslint/bin/eslint.js'),
        '.',
        '--cache',
        '--cache-location',
        path.join(cache, 'eslint'),
        '--max-warnings',
        '0',
      ],
    ],
  },
  {
    name: 'format',
    lane: 'node',
    counts: 'commands',
    commands: [[bin('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn']],
  },
  { name: 'unit', lane: 'node', commands: [mocha('test/unit/**/*.test.ts', 120)] },
  {
    name: 'crash',
    lane: 'node',
    // A kill may take a second; the rest is for reading back what thousands of runs left.
    limitMs: 30 * 60_000 + Number(process.env.CAIRN_CRASH_KILLS ?? 0) * 1500,
    commands: [mocha('test/crash/**/*.test.ts', 1200)],
  },
  {
    name: 'clients',
    lane: 'node',
    needs: ['python', 'venv'],
    commands: [mocha('test/clients/**/*.test.ts', 300)],
  },
  {
    name: 'pages',
    lane: 'browser',
    needs: ['chromium'],
    commands: [mocha('test/e2e/pages/**/*.test.ts', 60)],
  },
  {
    name: 'host',
    lane: 'browser',
    needs: ['chromium', 'vscode'],
    grep: 'env',
    commands: [[path.join(root, 'tools', 'hostTests.mjs')]],
  },
  {
    name: 'e2e',
    lane: 'window',
    stage: 2,
    limitMs: 45 * 60_000,
    needs: ['chromium', 'vscode', 'python', 'venv'],
    commands: [
      [...mocha('test/e2e/*.test.ts', 300), '--require', path.join(root, 'test', 'e2e', 'rootHooks.ts')],
    ],
  },
];

/** [program, arguments] of one command of a part. */
export function commandLine(part, command, grep) {
  const filtered =
    grep && part.counts !== 'commands' && part.grep !== 'env' ? [...command, '--grep', grep] : command;
  return [node24(), filtered];
}
