/** Plays the extension host: recovers what it finds, launches runs one after the other, and expects to be killed at any time. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { launch, type LaunchHost } from '../../src/runs/launch.ts';
import { recoverFolder } from '../../src/runs/recover.ts';
import { layoutOf } from '../../src/storage/layout.ts';
import { hasEnded } from '../../src/runs/runEnd.ts';
import { runPaths } from '../../src/storage/layout.ts';

const [folder = '', truth = '', python = '', workerPath = '', concurrent = '4'] = process.argv.slice(2);
const layout = layoutOf(folder);
const host: LaunchHost = {
  execPath: process.execPath,
  workerPath,
  env: process.env,
  clock: { now: () => Date.now() },
  random: Math.random,
  config: { limits: { outputMB: 0.001 } },
  timings: { poll: 20, linger: 100, sync: 200, system: 300, artifacts: 300 },
};
const ended = new Set<string>();
const script = path.join(folder, 'training.py');

for (;;) {
  await recoverFolder(layout, host, { startingMs: 3000 });
  if ((await open()) < Number(concurrent)) {
    const seconds = 0.2 + Math.random() * 1.2;
    const code = Math.random() < 0.5 ? 0 : 3;
    await launch(
      {
        folder,
        cwd: folder,
        script,
        command: [python, script, truth, String(seconds), String(code)],
        params: {},
        tags: {},
        origin: 'editor',
      },
      host,
    );
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Runs that have not ended. */
async function open(): Promise<number> {
  let names: string[] = [];
  try {
    names = readdirSync(layout.runs);
  } catch {
    // Nothing has been launched yet.
  }
  const fresh = names.filter((name) => !ended.has(name));
  for (const name of fresh) if (await hasEnded(runPaths(path.join(layout.runs, name)))) ended.add(name);
  return fresh.filter((name) => !ended.has(name)).length;
}
