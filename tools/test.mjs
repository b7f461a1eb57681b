// npm test: everything there is, on a machine that may have nothing but Node 20, Python 3 and Chromium.
//   node tools/test.mjs [part …] [--grep TEXT] [--complete]
// Parts: see tools/testParts.mjs. --complete counts a part that cannot run here as failed instead of skipped, and
// so any test that is skipped but for those in tools/allowedSkips.mjs.
import { parseArgs } from 'node:util';
import { asComplete } from './allowedSkips.mjs';
import { ensureModules, ensureVenv, findChromium, findPython, node24, root, run } from './toolchain.mjs';
import { parts } from './testParts.mjs';
import { runPart } from './testRun.mjs';
import { ensureVSCode } from './vscodeServer.mjs';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, complete: { type: 'boolean', default: false } },
});
const unknown = names.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(
    `No such part: ${unknown.join(', ')}. There are ${parts.map((part) => part.name).join(', ')}.`,
  );
  process.exit(2);
}

const chosen = names.length > 0 ? parts.filter((part) => names.includes(part.name)) : parts;
const began = Date.now();
/** One installation each, however many parts ask. */
const once = (job) => {
  let result;
  return () => (result ??= job());
};
const needs = {
  chromium: () =>
    findChromium() ? undefined : 'there is no Chromium or Chrome; install one or name it in CAIRN_CHROMIUM',
  python: () =>
    findPython() ? undefined : 'there is no Python 3.8 or newer; install one or name it in CAIRN_PYTHON',
  venv: once(() => ensureVenv(say)),
  vscode: once(() => ensureVSCode(say)),
};

const totals = { passed: 0, failed: 0, skipped: 0 };
await ensureModules(say);
await build();
for (const stage of [1, 2]) {
  const parallel = chosen.filter((part) => (part.stage ?? 1) === stage);
  const lanes = [...new Set(parallel.map((part) => part.lane))];
  await Promise.all(lanes.map((lane) => runLane(parallel.filter((part) => part.lane === lane))));
}

console.log(`\n${chosen.length} parts in ${seconds(began)}`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

/** What cannot be built is one failure; types, lint and unit tests then still tell more about it. */
async function build() {
  const started = Date.now();
  try {
    await run(node24(), ['tools/build.mjs'], { cwd: root });
    say(`built in ${seconds(started)}`);
  } catch (error) {
    totals.failed++;
    report(
      'build',
      { passed: 0, failed: 1, skipped: 0, failures: [{ title: 'tools/build.mjs', error: error.message }] },
      started,
    );
  }
}

async function runLane(inOrder) {
  for (const part of inOrder) {
    const started = Date.now();
    const result = await runOrSay(part);
    totals.passed += result.passed;
    totals.failed += result.failed;
    totals.skipped += result.skipped;
    report(part.name, result, started);
  }
}

async function runOrSay(part) {
  try {
    const missing = await whatIsMissing(part);
    if (missing !== undefined) return absent(missing);
    const result = await runPart(part, { grep: options.grep, say });
    return options.complete ? asComplete(result) : result;
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [{ title: 'could not be prepared', error: error.message }],
    };
  }
}

/** A sentence on the first thing a part needs that this machine does not have; what can be installed, is. */
async function whatIsMissing(part) {
  for (const need of part.needs ?? []) {
    const sentence = await needs[need]();
    if (sentence) return sentence;
  }
  return undefined;
}

function absent(sentence) {
  if (options.complete)
    return { passed: 0, failed: 1, skipped: 0, failures: [{ title: 'could not run', error: sentence }] };
  return { passed: 0, failed: 0, skipped: 1, failures: [], sentence };
}

function report(name, result, started) {
  const mark = result.failed > 0 ? '✗' : result.passed > 0 ? '✓' : '–';
  const counts = ['passed', 'failed', 'skipped']
    .filter((key) => result[key] > 0)
    .map((key) => `${result[key]} ${key}`);
  const words = `${mark} ${name.padEnd(8)} ${counts.join(', ') || 'no tests'}${result.sentence ? `: ${result.sentence}` : ''}`;
  console.log(`${words.padEnd(60)} ${seconds(started).padStart(8)}`);
  for (const { title, error } of result.failures)
    console.log(`    ✗ ${title}\n${String(error).replace(/^/gm, '        ')}`);
}

function say(sentence) {
  console.log(`  ${sentence}`);
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
