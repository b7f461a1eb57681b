import assert from 'node:assert/strict';
import { matchNumbers } from '../../../src/data/matchNumbers.ts';
import { seededRandom } from '../../../src/base/seededRandom.ts';

describe('rows with the same number as id', () => {
  const of = (own: readonly number[], other: readonly number[]) => {
    const found = matchNumbers(Float64Array.from(own), Float64Array.from(other));
    return { ...found, places: found.places && [...found.places] };
  };

  it('need no places where ids are the same row by row', () => {
    for (const ids of [
      [1, 2, 5],
      [5, 1, 2],
      [0.5, 0.25, 1e300],
    ]) {
      const { places, pairs, own, other } = of(ids, ids);
      assert.deepEqual([places, pairs, own.ids, other.twice], [undefined, 3, 3, 0]);
    }
  });

  it('are not the same row by row with an id that is there twice, or none', () => {
    const twice = of([1, 2, 2, 3], [1, 2, 2, 3]);
    assert.deepEqual([twice.places, twice.pairs], [[0, -1, -1, 3], 2]);
    const { ids, rows, example } = twice.own;
    assert.deepEqual([ids, twice.own.twice, rows, example], [2, 1, 2, 2]);
    const gap = of([1, NaN, 3], [1, NaN, 3]);
    assert.deepEqual([gap.places, gap.pairs, gap.own.none, gap.other.none], [[0, -1, 2], 2, 1, 1]);
    assert.deepEqual([of([NaN], [NaN]).pairs, of([], []).pairs, of([], [1]).other.lacking], [0, 0, 1]);
  });

  it('tells what lacks, where ids that are there twice are not alone', () => {
    const { places, own, other } = of([7, 3, 9, 9, 4], [9, 3, 8, 6, 6]);
    assert.deepEqual(places, [-1, 1, -1, -1, -1]);
    assert.deepEqual([own.lacking, own.lacked], [2, 4]);
    // 9 is there once, and the own side has it too; 6 is there twice.
    assert.deepEqual([other.lacking, other.lacked, other.twice, other.example], [1, 8, 1, 6]);
  });

  it('takes 0 and -0 for the same id', () => {
    assert.deepEqual(of([0, 0.5], [0.5, -0]).places, [1, 0]);
  });

  /** As whole numbers that lie close together, far apart, and as fractions. */
  for (const [how, id] of [
    ['close together', (at: number) => at - 50],
    ['far apart', (at: number) => (at * 7919 - 300_000) * 2 ** 33],
    ['fractions', (at: number) => at / 1000],
  ] as const)
    it(`are found as a plain search finds them: ${how}`, () => {
      const random = seededRandom(how);
      const list = () =>
        Array.from({ length: 300 }, () =>
          random.uniform() < 0.05 ? NaN : id(Math.floor(random.uniform() * 400)),
        );
      for (let go = 0; go < 20; go++) {
        const [own, other] = [list(), list()];
        const isOnce = (ids: readonly number[], one: number) => ids.filter((x) => x === one).length === 1;
        const found = of(own, other);
        const expected = own.map((one) => (isOnce(own, one) && isOnce(other, one) ? other.indexOf(one) : -1));
        assert.deepEqual(found.places, expected);
        assert.equal(found.pairs, expected.filter((place) => place >= 0).length);
        for (const [facts, ids, against] of [
          [found.own, own, other],
          [found.other, other, own],
        ] as const) {
          const once = ids.filter((one) => isOnce(ids, one));
          const lacking = once.filter((one) => !against.includes(one));
          const twice = new Set(ids.filter((one) => !Number.isNaN(one) && !isOnce(ids, one)));
          assert.deepEqual(
            { ...facts, lacked: facts.lacking > 0 ? facts.lacked : 0 },
            {
              ...{ ids: once.length, none: ids.filter(Number.isNaN).length, twice: twice.size },
              rows: ids.filter((one) => twice.has(one)).length,
              ...{ example: Math.min(...twice), lacking: lacking.length },
              lacked: lacking.length > 0 ? Math.min(...lacking) : 0,
            },
          );
        }
      }
    });
});
