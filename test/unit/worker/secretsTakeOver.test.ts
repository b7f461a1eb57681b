/** The canary after a crash: a recorder that was never told the secrets of a run writes none of them either. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { recoverFolder } from '../../../src/runs/recover.ts';
import { layoutOf, runPaths } from '../../../src/storage/layout.ts';
import { isAlive, python, until, Workshop } from './recording.ts';

const canaries = {
  environment: 'cnry-env-7f3a91c2',
  argument: 'cnry:arg/19be55d0+x==',
  param: 'cnry-param-e0d1c2b3',
  spaced: 'cnry horse battery staple',
  inbox: 'cnry-inbox-c7d8e9f0',
} as const;

/** Names its secrets before the crash only where they are hidden by name, and says all of them after it. */
const script = `
import json, os, sys, time
all = json.loads(os.environ["SAID"])
def say(**line):
    with open(os.environ["CAIRN_INBOX"], "a") as inbox: inbox.write(json.dumps(line) + "\\n")
say(params={"api_key": all["inbox"]})
say(metrics={"before": 1})
print("ready", flush=True)
while not os.path.exists("go"): time.sleep(0.02)
say(note="uses " + ", ".join(all.values()) + " and the rest")
say(params={"url": "db=" + all["environment"], "quoted": "'" + all["argument"] + "'", "keyed": all["param"], "lr": 1})
say(tags={"host": all["spaced"], "from": "(" + all["inbox"] + ")"})
say(metrics={"after": 1})
`;

describe('secrets of a run whose worker was killed', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(async () => {
    await shop.dispose();
  });

  for (const how of ['adopted', 'closed'] as const) {
    it(`stay hidden when it is ${how}`, async () => {
      const file = shop.file('train.py', script);
      const { dir, worker } = await shop.launch({
        script: file,
        command: [python(), file, '--password', canaries.argument],
        env: {
          DB_PASSWORD: canaries.environment,
          DB_PASSPHRASE: canaries.spaced,
          // Not found by its name, nor known to whoever recovers the run.
          SAID: JSON.stringify(canaries),
        },
        params: { api_key: canaries.param },
      });
      const paths = runPaths(dir);
      await until(() => readFileSync(paths.output, 'utf8').includes('ready'), 'the script');
      await until(
        () => existsSync(paths.metrics) && readFileSync(paths.metrics, 'latin1').includes('before'),
        'the first recorder',
      );
      await until(() => !readFileSync(paths.inbox, 'utf8').includes(canaries.inbox), 'the blanked line');
      if (process.platform !== 'win32') assert.equal(statSync(paths.secrets).mode & 0o077, 0);
      const child = pidOf(dir);
      process.kill(worker, 'SIGKILL');
      await until(() => !isAlive(worker), 'the kill');
      if (how === 'closed') {
        shop.file('go', '');
        await until(() => !isAlive(child), 'the script');
      }
      const { recovered } = await recoverFolder(layoutOf(shop.folder), shop.host);
      assert.deepEqual(
        recovered.map(({ outcome }) => outcome),
        [how],
      );
      shop.file('go', '');
      const run = await shop.ended(dir);
      await until(() => !existsSync(paths.secrets), 'the end of every trace of them');

      assert.equal(run.ended.status, 'finished');
      const holders = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .flatMap((name) =>
          Object.entries(canaries)
            .filter(([, secret]) => readFileSync(name).includes(secret))
            .map(([what]) => `${what} in ${path.basename(name)}`),
        );
      assert.deepEqual(holders, []);
      assert.equal(
        run.of('note')[0]?.text,
        'uses [redacted], [redacted], [redacted], [redacted], [redacted] and the rest',
      );
      const params = Object.fromEntries(run.of('params').flatMap((event) => Object.entries(event.params)));
      assert.deepEqual(params, {
        api_key: '[redacted]',
        url: 'db=[redacted]',
        quoted: "'[redacted]'",
        keyed: '[redacted]',
        lr: '1',
      });
      assert.deepEqual(run.of('tags')[0]?.tags, { host: '[redacted]', from: '([redacted])' });
      assert.deepEqual(run.points.get('after'), [[0, 1]]);
    }).timeout(60_000);
  }
});

function pidOf(dir: string): number {
  const found = /"child": \{\s*"pid": (\d+)/.exec(readFileSync(runPaths(dir).process, 'utf8'));
  return Number(found?.[1]);
}
