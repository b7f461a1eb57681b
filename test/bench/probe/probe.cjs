// Loads Cairn when the extension host has come to rest, times its activate(), and watches the event loop meanwhile and after.
const { writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout: pause } = require('node:timers/promises');
const vscode = require('vscode');

exports.activate = () => {
  void measure().then(
    (figures) => writeFileSync(process.env.CAIRN_PROBE_FILE, JSON.stringify(figures)),
    (error) =>
      writeFileSync(process.env.CAIRN_PROBE_FILE, JSON.stringify({ error: String(error?.stack ?? error) })),
  );
};

async function measure() {
  await restful();
  const cairn = vscode.extensions.getExtension('cairn-ml.cairn');
  if (!cairn || cairn.isActive)
    throw new Error(cairn ? 'Cairn was active before it was measured.' : 'Cairn is not installed.');
  const idle = await longestStall(5000, async () => undefined);
  const stall = await longestStall(Number(process.env.CAIRN_PROBE_WATCH_MS), async () => {
    await cairn.activate();
    await vscode.commands.executeCommand('cairn.runs.focus');
  });
  return { ...globalThis.cairnMeasured, stallMs: stall, idleStallMs: idle };
}

/** Milliseconds; `work` runs at the beginning of the watched time. */
async function longestStall(ms, work) {
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  // Its first tick only starts the clock.
  await pause(50);
  await work();
  await pause(ms);
  histogram.disable();
  return histogram.max / 1e6;
}

/** Until no stall above 30 ms was seen for two seconds: VS Code's own extensions have started by then. */
async function restful() {
  for (let round = 0; round < 20; round++) {
    if ((await longestStall(2000, async () => undefined)) < 30) return;
  }
}
