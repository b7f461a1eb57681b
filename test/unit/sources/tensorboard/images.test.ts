/** Images in event files: listed by tag and step without being kept, and given byte by byte to whoever opens one. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { artifactBytes } from '../../../../src/sources/artifactBytes.ts';
import type { ForeignArtifact } from '../../../../src/sources/source.ts';
import { tensorboardAt } from '../../../../src/sources/tensorboard/tensorboard.ts';
import { fixturePath, HeldClock, noTools, sourceFolder, WatchedSource } from '../watchedSource.ts';
import { bytesField, frame, scalarEvent, sessionEvent, summaryEvent, versionEvent } from './writeEvents.ts';

const kind = tensorboardAt(new HeldClock());
const events = 'events.out.tfevents.1700000000.host.0';
const time = 1_700_000_000;
const png = (size: number, fill = 0) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(Math.max(0, size - 8), fill)]);
/** As PyTorch's writer has it. */
const image = (tag: string, step: number, bytes: Uint8Array) =>
  frame(
    summaryEvent(
      step,
      time + step,
      Buffer.concat([bytesField(1, Buffer.from(tag)), bytesField(4, bytesField(4, bytes))]),
    ),
  );

describe('images in TensorBoard event files', () => {
  const folder = sourceFolder();
  after(() => folder.remove());

  const open = (place: string) => new WatchedSource(kind.open(place, noTools));
  const scan = async (...bytes: Uint8Array[]) => {
    const all = Buffer.concat([frame(versionEvent(time)), ...bytes]);
    const file = folder.write(`run/${events}`, all);
    return await open(path.dirname(file)).scan();
  };
  const imagesOf = ({ source, run }: WatchedSource) =>
    (source.details(run.id)?.artifacts ?? []).filter((artifact) => artifact.kind === 'image');
  const namesOf = (watched: WatchedSource) => imagesOf(watched).map((artifact) => artifact.path);
  const bytesOf = async ({ file = '', start = 0, size }: ForeignArtifact) =>
    await artifactBytes({ file, start, size });

  it('are those that TensorFlow 2 and tensorboardX wrote, whole', async () => {
    const watched = await open(fixturePath('tensorboard/images')).scan();
    const found = imagesOf(watched);
    assert.deepEqual(
      found.map((artifact) => [artifact.path, artifact.time]),
      [
        ['images/val/predictions/0.png', 1_700_000_078_250],
        ['images/val/predictions/0 (2).png', 1_700_000_078_250],
        ['images/val/predictions/1.png', 1_700_000_079_000],
        ['images/val/predictions/1 (2).png', 1_700_000_079_000],
        ['images/sample/3.png', 1_700_000_081_000],
      ],
    );
    const shapes = await Promise.all(found.map(async (one) => shapeOf(await bytesOf(one))));
    assert.deepEqual(shapes, ['8 × 6', '8 × 6', '8 × 6', '8 × 6', '7 × 5']);
    const texts = await Promise.all(found.map(async (one) => (await bytesOf(one)).toString('hex')));
    assert.equal(new Set(texts).size, 5);
    assert.deepEqual(watched.said, []);
  });

  it('are found behind points, in the middle of a file that grows', async () => {
    const loss = (step: number) => frame(scalarEvent({ tag: 'loss', step, time, value: 1 }));
    const watched = await scan(loss(0), image('a', 0, png(50, 1)), loss(1));
    assert.deepEqual(namesOf(watched), ['images/a/0.png']);
    const file = path.join(folder.dir, 'run', events);
    fs.appendFileSync(file, Buffer.concat([loss(2), image('a', 2, png(60, 2))]));
    assert.equal((await watched.scan()).reported, 1);
    assert.deepEqual(namesOf(watched), ['images/a/0.png', 'images/a/2.png']);
    const found = await Promise.all(imagesOf(watched).map(bytesOf));
    assert.deepEqual(found, [png(50, 1), png(60, 2)]);
    // Another image and nothing else is news, too.
    fs.appendFileSync(file, image('a', 2, png(70, 3)));
    assert.equal((await watched.scan()).reported, 1);
    assert.equal(namesOf(watched).length, 3);
    // Points are read from the start when they are asked for; no image is then there twice.
    assert.equal(watched.points('loss').length, 3);
    assert.equal(namesOf(watched).length, 3);
  });

  it('may be larger than what is read at once', async () => {
    const big = png(3_000_000, 7);
    const watched = await scan(image('big', 0, big), image('small', 1, png(50)));
    const [first, second] = imagesOf(watched);
    assert.ok(first !== undefined && second !== undefined);
    assert.ok((await bytesOf(first)).equals(big));
    assert.ok((await bytesOf(second)).equals(png(50)));
  });

  it('that are large and damaged are left out and told of', async () => {
    const big = image('big', 0, png(3_000_000, 7));
    big[1_500_000] = 8;
    const watched = await scan(big, image('small', 1, png(50)));
    assert.deepEqual(namesOf(watched), ['images/small/1.png']);
    assert.match(watched.said.join(), /The record at byte 40 is damaged and was left out/);
  });

  it('are as small in memory as their places, and of very many the newest are listed', async () => {
    const many = Array.from({ length: 4100 }, (_, step) => image('a', step, png(9)));
    const watched = await scan(...many);
    const names = namesOf(watched);
    assert.deepEqual(
      [names.length, names[0], names.at(-1)],
      [2000, 'images/a/2100.png', 'images/a/4099.png'],
    );
    assert.match(watched.said.join(), /Only its newest images are listed: 2.?100 are older/);
  });

  it('of a training that was given up do not count', async () => {
    const start = (step: number) => frame(sessionEvent(step, time));
    const shots = [0, 1, 2].map((step) => image('a', step, png(20 + step)));
    const watched = await scan(start(0), ...shots, start(1), image('a', 1, png(90)));
    assert.deepEqual(
      imagesOf(watched).map((one) => [one.path, one.size]),
      [
        ['images/a/0.png', 20],
        ['images/a/1.png', 90],
      ],
    );
  });

  const tags: [tag: string, place: string][] = [
    ['../../../etc/passwd', 'images/etc/passwd/0.png'],
    ['/absolute', 'images/absolute/0.png'],
    ['a\\..\\b', 'images/a_.._b/0.png'],
    ['C:\\x', 'images/C__x/0.png'],
    ['a\0b\nc', 'images/a_b_c/0.png'],
    ['..', 'images/image/0.png'],
    ['ends in a dot. ', 'images/ends in a dot/0.png'],
    ['x'.repeat(300), `images/${'x'.repeat(80)}/0.png`],
    ['grün/✓', 'images/grün/✓/0.png'],
  ];
  for (const [tag, place] of tags)
    it(`of the tag ${JSON.stringify(tag.slice(0, 30))} have a name that leads nowhere else`, async () => {
      assert.deepEqual(namesOf(await scan(image(tag, 0, png(50)))), [place]);
    });

  const endings: [bytes: string, ending: string][] = [
    ['\x89PNG\r\n', 'png'],
    ['\xff\xd8\xff\xe0', 'jpg'],
    ['GIF89a', 'gif'],
    ['RIFF\0\0\0\0WEBPVP8', 'webp'],
    ['BM', 'bmp'],
    ['<svg onload=alert(1)>', 'bin'],
    ['x', 'bin'],
  ];
  for (const [bytes, ending] of endings)
    it(`that begin with ${JSON.stringify(bytes)} are .${ending}`, async () => {
      const watched = await scan(image('a', 0, Buffer.from(bytes, 'latin1')));
      assert.deepEqual(namesOf(watched), [`images/a/0.${ending}`]);
    });

  it('that are empty, of no tag or cut within a record are none', async () => {
    const record = summaryEvent(
      0,
      time,
      Buffer.concat([bytesField(1, Buffer.from('a')), Buffer.from([0x22, 90, 0x22, 80])]),
    );
    const untagged = summaryEvent(0, time, bytesField(4, bytesField(4, png(50))));
    const watched = await scan(image('a', 0, Buffer.alloc(0)), frame(record), frame(untagged));
    assert.deepEqual(namesOf(watched), []);
  });

  it('are not given when the file was written anew and is shorter, or became a link', async () => {
    const watched = await scan(image('a', 0, png(500)));
    const [found] = imagesOf(watched);
    assert.ok(found !== undefined);
    const file = path.join(folder.dir, 'run', events);
    fs.truncateSync(file, 300);
    await assert.rejects(bytesOf(found), { code: 'gone' });
    const aside = path.join(folder.dir, 'aside');
    fs.rmSync(file);
    fs.writeFileSync(aside, Buffer.alloc(1000));
    fs.symlinkSync(aside, file);
    await assert.rejects(bytesOf(found), { code: 'ELOOP' });
  });
});

/** Width and height as a PNG's header has them. */
function shapeOf(bytes: Buffer): string {
  assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
  return `${bytes.readUInt32BE(16)} × ${bytes.readUInt32BE(20)}`;
}
