// Runs one part of the tests in processes of its own, counts what it wrote, and leaves nothing behind.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findChromium, findPython, root, venvPython } from './toolchain.mjs';
import { commandLine } from './testParts.mjs';
import { endLeftovers } from './leftovers.mjs';

const usualLimitMs = 30 * 60_000;
/** Every process of a part carries it in its environment; not a CAIRN_ name, which training processes do not inherit. */
const markName = 'TEST_PART';
const progressMs = 30_000;

/** Returns { passed, failed, skipped, failures: [{ title, error }], skips: [title] }. */
export async function runPart(part, { grep, say }) {
  const temp = await mkdtemp(path.join(os.tmpdir(), 'cairn-'));
  const mark = randomUUID();
  const results = path.join(temp, 'results.jsonl');
  const env = {
    ...cleanEnvironment(),
    [markName]: mark,
    // Whatever a test puts into the temporary folder goes when the part ends.
    TMPDIR: temp,
    TEMP: temp,
    TMP: temp,
    CAIRN_TEST_RESULTS: results,
    CAIRN_CHROMIUM: findChromium() ?? '',
    CAIRN_PYTHON: existsSync(venvPython()) ? venvPython() : (findPython() ?? ''),
    ...(grep ? { CAIRN_TEST_GREP: grep } : {}),
  };
  try {
    const total = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
    for (const command of part.commands) {
      const limitMs = part.limitMs ?? usualLimitMs;
      const outcome = await runCommand(commandLine(part, command, grep), { env, limitMs }, () => {
        if (part.counts !== 'commands') say(`… ${part.name}: ${tally(read(results))}`);
      });
      const counted =
        part.counts === 'commands' ? countCommand(command, outcome) : countResults(read(results), outcome);
      for (const key of ['passed', 'failed', 'skipped']) total[key] += counted[key];
      total.failures.push(...counted.failures);
      total.skips.push(...(counted.skips ?? []));
    }
    const left = await endLeftovers(`${markName}=${mark}`);
    if (left.length > 0) {
      total.failed++;
      total.failures.push({
        title: 'processes were left running, and have been ended',
        error: left.join('\n'),
      });
    }
    return total;
  } finally {
    await rm(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The part's process, in a group of its own so that nothing of it survives a time-out. */
function runCommand([program, args], { env, limitMs }, onProgress) {
  return new Promise((resolve, reject) => {
    const group = process.platform !== 'win32';
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group,
    });
    const end = () => {
      if (group) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    };
    let output = '';
    const collect = (chunk) => (output = (output + chunk).slice(-60_000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      end();
    }, limitMs);
    const progress = setInterval(onProgress, progressMs);
    const interrupted = async () => {
      end();
      await endLeftovers(`${markName}=${env[markName]}`, 0);
      process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      clearInterval(progress);
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupted);
      resolve({
        ok: code === 0,
        words: timedOut ? `took more than ${limitMs / 60_000} min` : `ended with ${signal ?? code}`,
        output,
      });
    });
  });
}

function countCommand(command, { ok, output }) {
  if (ok) return { passed: 1, failed: 0, skipped: 0, failures: [] };
  const title = path.basename(command[0]).replace(/\.c?js$/, '') + ' ' + command.slice(1, 3).join(' ');
  return { passed: 0, failed: 1, skipped: 0, failures: [{ title, error: output.trim() }] };
}

function countResults(records, { ok, words, output }) {
  const of = (event) => records.filter((record) => record.event === event);
  const failures = of('fail').map(({ title, error }) => ({ title, error }));
  // Without its last line, or with an exit code that no failed test explains, the run itself broke.
  const noTests = records.length === 0 && /No test files found/i.test(output);
  if (!noTests && (of('end').length === 0 || (!ok && failures.length === 0))) {
    failures.push({
      title: `the test process ${words}`,
      error: output.trim().split('\n').slice(-40).join('\n'),
    });
  }
  const skips = of('skip').map(({ title }) => title);
  return { passed: of('pass').length, failed: failures.length, skipped: skips.length, failures, skips };
}

function tally(records) {
  const of = (event) => records.filter((record) => record.event === event);
  const last = records.findLast((record) => record.title)?.title;
  return `${of('pass').length} passed, ${of('fail').length} failed so far${last ? `, after “${last}”` : ''}`;
}

function read(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** npm's own variables, and those of a run that `npm test` itself may be recorded by, would leak into what is tested. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|CAIRN_RUN|CAIRN_INBOX|CAIRN_ARTIFACTS|VSCODE_)/.test(name),
    ),
  );
}
