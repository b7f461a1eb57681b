/** What event files and DVCLive folders hold besides metrics is kept with the run: images, texts, hparams, plots. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fixturePath } from '../sources/watchedSource.ts';
import { bytesField, frame, summaryEvent, versionEvent } from '../sources/tensorboard/writeEvents.ts';
import { fedRun, marks, since } from './fedRun.ts';

describe('TensorBoard and DVCLive files of a script, besides their metrics,', () => {
  const fed = fedRun();
  const { paths, begin, end, recorded, events, write, log } = fed;

  /** [path, kind, bytes] of each artifact, in the order of their paths. */
  const kept = async () => {
    await fed.feed.poll(true);
    fed.recorder.commit(marks);
    return events('artifact')
      .flatMap((event) => (event.type === 'artifact' ? [event] : []))
      .map(
        ({ path: name, kind }) => [name, kind, fs.readFileSync(path.join(paths().artifacts, name))] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
  };
  const named = async () => (await kept()).map(([name]) => name);
  const problems = () => events('problem').map((event) => event.type === 'problem' && event.message);
  const locations = () => events('records').map((event) => event.type === 'records' && event.location);
  /** Logged a second after the run began. */
  const logValue = (place: string, step: number, value: Buffer, after = 1) =>
    write(
      `${place}/events.out.tfevents.1800000000.host.1.0`,
      Buffer.concat([
        frame(versionEvent(since / 1000 + after)),
        frame(summaryEvent(step, since / 1000 + after, value)),
      ]),
    );
  const image = (tag: string, bytes: string) =>
    Buffer.concat([
      bytesField(1, Buffer.from(tag)),
      bytesField(4, bytesField(4, Buffer.from(`\x89PNG${bytes}`, 'latin1'))),
    ]);
  const text = (tag: string, said: string) => {
    const plugin = bytesField(9, bytesField(1, bytesField(1, Buffer.from('text'))));
    return Buffer.concat([
      bytesField(1, Buffer.from(tag)),
      bytesField(8, bytesField(8, Buffer.from(said))),
      plugin,
    ]);
  };

  it('that real writers wrote give the run their images, texts and hparams', async () => {
    end();
    begin({ from: 1_600_000_000_000 });
    for (const fixture of ['images', 'torch'])
      fs.cpSync(fixturePath(`tensorboard/${fixture}`), path.join(fed.folder, fixture), { recursive: true });
    const all = await kept();
    assert.deepEqual(
      all.map(([name, kind, bytes]) => [
        name,
        kind,
        kind === 'text' ? bytes.toString() : bytes.toString('latin1', 1, 4),
      ]),
      [
        ['images/sample/3.png', 'image', 'PNG'],
        ['images/val/predictions/0 (2).png', 'image', 'PNG'],
        ['images/val/predictions/0.png', 'image', 'PNG'],
        ['images/val/predictions/1 (2).png', 'image', 'PNG'],
        ['images/val/predictions/1.png', 'image', 'PNG'],
        ['texts/notes/0.md', 'text', 'a *first* try'],
        ['texts/notes/40.md', 'text', 'a **second** try'],
        ['torch/images/sample/0.png', 'image', 'PNG'],
      ],
    );
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ lr: '0.1', batch: '32', arch: 'mlp', amp: 'false' }]);
    assert.deepEqual(problems(), []);
  });

  it('give their hparams also when there is no metric, and then are the run’s', async () => {
    end();
    begin({ from: 1_600_000_000_000 });
    const fixture = fixturePath('tensorboard/keras/train/events.out.tfevents.1700000001.host.1');
    write('logs/events.out.tfevents.1700000001.host.1', fs.readFileSync(fixture));
    await kept();
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ lr: '0.001', units: '64', optimizer: 'adam', bias: 'true' }]);
    assert.deepEqual(locations(), ['logs']);
  });

  it('of an earlier training give no image, text or hparams', async () => {
    for (const fixture of ['images', 'torch', 'keras'])
      fs.cpSync(fixturePath(`tensorboard/${fixture}`), path.join(fed.folder, fixture), { recursive: true });
    logValue('old', 0, image('a', 'before'), -60);
    logValue('old', 1, image('a', 'after'));
    assert.deepEqual(await named(), ['images/a/1.png']);
    assert.deepEqual([events('params'), locations()], [[], ['old']]);
  });

  it('give each image once, as they grow and to two workers, one after the other', async () => {
    logValue('runs', 0, image('a', 'one'));
    assert.deepEqual(await named(), ['images/a/0.png']);
    logValue('runs', 1, image('a', 'two'));
    await fed.feed.poll(false);
    assert.deepEqual(await named(), ['images/a/0.png', 'images/a/1.png']);
    end();
    begin();
    logValue('runs', 2, image('a', 'three'));
    assert.deepEqual(await named(), ['images/a/0.png', 'images/a/1.png', 'images/a/2.png']);
    assert.deepEqual(
      [fs.existsSync(paths().uploads) && fs.readdirSync(paths().uploads), problems()],
      [[], []],
    );
  });

  it('with one tag in two folders are told apart, and what the script itself wrote stays', async () => {
    fs.mkdirSync(path.join(paths().artifacts, 'texts/note'), { recursive: true });
    fs.writeFileSync(path.join(paths().artifacts, 'texts/note/0.md'), 'my own');
    logValue('logs/train', 0, text('note/text_summary', 'theirs'));
    logValue('logs/train', 5, image('a', 'train'));
    logValue('logs/validation', 5, image('a', 'validation'));
    assert.deepEqual(await named(), ['images/a/5.png', 'validation/images/a/5.png']);
    assert.equal(fs.readFileSync(path.join(paths().artifacts, 'texts/note/0.md'), 'utf8'), 'my own');
  });

  it('never bring a secret into the run, in params or in texts', async () => {
    logValue('runs', 0, text('note', 'with hunter2-hunter2 in it'));
    write('dvclive/params.yaml', 'api_key: abcdefgh12345\nlr: 0.1\n');
    assert.deepEqual(
      (await kept()).map(([name, , bytes]) => [name, bytes.toString()]),
      [['texts/note/0.md', 'with [redacted] in it']],
    );
    const params = events('params').map((event) => event.type === 'params' && event.params);
    assert.deepEqual(params, [{ api_key: '[redacted]', lr: '0.1' }]);
  });

  it('with an image over the limit leave it where it is and say so', async () => {
    end();
    begin({ one: 100 });
    logValue('runs', 0, image('a', 'x'.repeat(200)));
    logValue('runs', 1, image('a', 'small'));
    assert.deepEqual(await named(), ['images/a/1.png']);
    assert.deepEqual(problems(), [
      'The artifact images/a/0.png is over the limit, so it was left where it is.',
    ]);
  });

  it('of DVCLive give their plots and files in the end, as the tool left them', async () => {
    write('dvclive/params.yaml', 'lr: 0.1\n');
    write('dvclive/plots/images/sample.png', 'first');
    await fed.feed.poll(false);
    fs.writeFileSync(path.join(fed.folder, 'dvclive/plots/images/sample.png'), 'last');
    assert.deepEqual(
      (await kept()).map(([name, , bytes]) => [name, bytes.toString()]),
      [['dvclive/plots/images/sample.png', 'last']],
    );
  });

  it('that are damaged, foreign or links end nothing', async () => {
    fs.mkdirSync(path.join(fed.folder, 'linked'));
    const name = 'events.out.tfevents.1800000000.host.1.0';
    log('elsewhere/of/somebody', [[0, 1]], { tag: 'hidden', after: -60 });
    fs.symlinkSync(
      path.join(fed.folder, 'elsewhere/of/somebody', name),
      path.join(fed.folder, 'linked', name),
    );
    write(`noise/${name}`, 'x'.repeat(5000));
    write(`empty/${name}`, '');
    write('dvclive/plots/metrics/loss.tsv', 'step\tloss\n');
    write('dvclive/metrics.json', '[');
    log('good', [[0, 1]]);
    assert.deepEqual(await recorded('loss'), [[0, 1]]);
    assert.deepEqual(await recorded('hidden'), []);
    assert.deepEqual(events('problem'), []);
  });
});
