/** Many thin lines at once: where they are, how dark where they cross, and that one pixel of a spike is not lost. */
import assert from 'node:assert/strict';
import { DensityRaster } from '../../../../webview/charts/densityRaster.ts';

const size = { width: 20, height: 10 };
const box = { left: 0, top: 0, right: 20, bottom: 10 };

/** Opacity of each pixel in percent, a row a line. */
function drawn(lines: readonly (readonly number[])[], { opacity = 1, within = box } = {}): number[][] {
  const raster = new DensityRaster(size, within, 1);
  for (const line of lines) raster.add(Float64Array.from(line), opacity);
  const image = raster.image([10, 20, 30]);
  return Array.from({ length: size.height }, (_, row) =>
    Array.from({ length: size.width }, (_, column) =>
      Math.round(((image[4 * (row * size.width + column) + 3] ?? 0) / 255) * 100),
    ),
  );
}

const columnOf = (rows: readonly (readonly number[])[], column: number) => rows.map((row) => row[column]);

describe('many lines at once', () => {
  it('are one pixel thick where they are flat, shared between two rows where they lie between them', () => {
    const on = drawn([[0, 4.5, 20, 4.5]]);
    assert.deepEqual(columnOf(on, 7), [0, 0, 0, 0, 100, 0, 0, 0, 0, 0]);
    const between = drawn([[0, 5, 20, 5]]);
    assert.deepEqual(columnOf(between, 7), [0, 0, 0, 0, 50, 50, 0, 0, 0, 0]);
  });

  it('reach to the tip of a spike within one column', () => {
    const rows = drawn([[0, 8.5, 7.4, 8.5, 7.5, 1.5, 7.6, 8.5, 20, 8.5]]);
    assert.deepEqual(columnOf(rows, 7), [0, 100, 100, 100, 100, 100, 100, 100, 100, 0]);
    assert.deepEqual(columnOf(rows, 8), [0, 0, 0, 0, 0, 0, 0, 0, 100, 0]);
  });

  it('are without a hole on a slope', () => {
    const rows = drawn([[0, 0, 20, 10]]);
    for (let column = 0; column < 20; column += 1)
      assert.ok(
        columnOf(rows, column).some((opacity) => (opacity ?? 0) > 40),
        String(column),
      );
    const steep = drawn([[5, 0, 7, 10]]);
    for (let row = 0; row < 10; row += 1) assert.ok(Math.max(...(steep[row] ?? [])) > 40, String(row));
  });

  it('get darker where they cross, each counted once', () => {
    const flat = [0, 4.5, 20, 4.5];
    const many = Array.from({ length: 3 }, () => flat);
    assert.equal(drawn([flat], { opacity: 0.5 })[4]?.[3], 50);
    assert.equal(drawn(many, { opacity: 0.5 })[4]?.[3], 87);
    // A line that goes up and down in one column covers it once.
    assert.equal(drawn([[3.1, 0, 3.3, 9, 3.5, 0, 3.7, 9]], { opacity: 0.5 })[4]?.[3], 50);
  });

  it('have gaps, and dots for points between gaps', () => {
    const rows = drawn([[0, 4.5, 4, 4.5, 5, NaN, 10.5, 4.5, 11, NaN, 15, 4.5, 20, 4.5]]);
    assert.deepEqual(rows[4], [
      ...Array<number>(5).fill(100),
      ...Array<number>(5).fill(0),
      100,
      0,
      0,
      0,
      0,
      100,
      100,
      100,
      100,
      100,
    ]);
  });

  it('stay within their box, however far they go', () => {
    const within = { left: 5, top: 2, right: 10, bottom: 6 };
    const rows = drawn(
      [
        [-1e5, -3e4, 1e5, 3e4],
        [0, 4.5, 20, 4.5],
      ],
      { within },
    );
    for (const [row, values] of rows.entries())
      for (const [column, value] of values.entries())
        if (column < 5 || column >= 10 || row < 2 || row >= 6)
          assert.equal(value, 0, `${String(row)}, ${String(column)}`);
    assert.equal(rows[4]?.[6], 100);
  });

  it('have the colour they are given', () => {
    const raster = new DensityRaster(size, box, 1);
    raster.add(Float64Array.of(0, 0.5, 20, 0.5), 1);
    assert.deepEqual([...raster.image([10, 20, 30]).subarray(0, 4)], [10, 20, 30, 255]);
  });
});
