import assert from 'node:assert/strict';
import { imageType, mediaKindOf, mediaName } from '../../../../src/runs/compare/mediaName.ts';

describe('names of images and texts', () => {
  const cases: readonly (readonly [path: string, name: string, step: number | null])[] = [
    ['samples_step100.png', 'samples_step*.png', 100],
    ['samples_step_000100.png', 'samples_step_*.png', 100],
    ['step=20/grid.png', 'step=*/grid.png', 20],
    ['epoch_3/x.png', 'epoch_*/x.png', 3],
    ['Epoch 12.png', 'Epoch *.png', 12],
    ['epoch_3/step_40.png', 'epoch_3/step_*.png', 40],
    ['iter-5-out.jpg', 'iter-*-out.jpg', 5],
    ['grid_0040.png', 'grid_*.png', 40],
    ['images/loss/120.png', 'images/loss.png', 120],
    ['images/loss/120 (2).png', 'images/loss (2).png', 120],
    [
      'images/dog#eye%step%23%timestamp%1700000000000%5c1d2e3f-aaaa-bbbb-cccc-000000000000.png',
      'images/dog/eye.png',
      23,
    ],
    ['images/dog+step+7+timestamp+1700000000000+5c1d2e3f.png', 'images/dog.png', 7],
    ['confusion_matrix.png', 'confusion_matrix.png', null],
    ['model-v2.png', 'model-v2.png', null],
    ['fold_1.png', 'fold_1.png', null],
    ['roc_2024-01-05.png', 'roc_2024-01-05.png', null],
    ['footstep9.png', 'footstep9.png', null],
    ['report.md', 'report.md', null],
    ['<img src=x>_step1.png', '<img src=x>_step*.png', 1],
  ];
  for (const [path, name, step] of cases)
    it(`${path} is ${name} at ${String(step)}`, () => {
      assert.deepEqual(mediaName(path), { name, step });
    });

  for (const [path, kind] of [
    ['a.PNG', 'image'],
    ['a.svg', 'image'],
    ['a.md', 'markdown'],
    ['a.json', 'json'],
    ['a.tsv', 'table'],
    ['a.txt', 'text'],
    ['model.pt', undefined],
    ['constructor', undefined],
    ['x.constructor', undefined],
    ['images/dog%step%2%timestamp%1%5c1d2e3f%compressed.webp', undefined],
  ] as const)
    it(`${path} is ${kind ?? 'not shown'}`, () => {
      assert.equal(mediaKindOf(path), kind);
    });

  it('knows the type of an image by its ending', () => {
    assert.equal(imageType('a.jpeg'), 'image/jpeg');
    assert.equal(imageType('a.html'), undefined);
  });
});
