// npm start: a real VS Code on examples/credit with Cairn in it, from a fresh checkout, with nothing but Node 20 or newer.
//   node tools/start.mjs [--browser] [--port N] [--folder DIR]
// The desktop VS Code when there is one and a screen; else VS Code in the browser, served on the loopback interface only.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { shellCommand } from './shellCommand.mjs';
import { cache, ensureModules, findPython, node24, root, run, which } from './toolchain.mjs';
import { ensureVSCode, linkExtension, startServer } from './vscodeServer.mjs';

const { values: options } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false },
    port: { type: 'string', default: '8600' },
    folder: { type: 'string', default: path.join(root, 'examples', 'credit') },
  },
});

const say = (sentence) => console.log(sentence.charAt(0).toUpperCase() + sentence.slice(1));

try {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(`Node 20 or newer is needed; this is ${process.version}.`);
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${options.port} is not a port number.`);
  const folder = path.resolve(options.folder);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  await ensureModules(say);
  say('building');
  await run(node24(), ['tools/build.mjs'], { cwd: root });
  if (!findPython())
    say('no Python 3 was found: Cairn works, but the examples will not run until one is installed.');
  const desktop = options.browser || !hasScreen() ? undefined : which('code');
  if (desktop) openDesktop(desktop, folder);
  else await openBrowser(folder, port);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function openDesktop(code, folder) {
  const words = [`--extensionDevelopmentPath=${root}`, '--disable-workspace-trust', folder];
  const { program, args, shell } = shellCommand(code, words);
  spawn(program, args, { stdio: 'inherit', shell });
  say(`opening ${folder} in VS Code.`);
}

async function openBrowser(folder, port) {
  await ensureVSCode(say);
  const home = path.join(cache, 'start');
  const extensions = path.join(home, 'extensions');
  await linkExtension(root, extensions);
  const server = await startServer({ data: path.join(home, 'data'), extensions, port, folder });
  if (port !== 0 && server.port !== port) say(`port ${port} is taken, so another one is used.`);
  console.log(
    `\nVS Code with Cairn: ${server.url}/\nOpen train_credit.py there and press ▷ Run above its last lines. Ctrl+C here ends it.\n`,
  );
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      asked = true;
      void server.stop();
    });
  }
  const code = await server.ended;
  if (asked) return;
  throw new Error(`VS Code's server ended by itself (${code}).`);
}

function hasScreen() {
  if (process.env.SSH_CONNECTION && !process.env.DISPLAY) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}
