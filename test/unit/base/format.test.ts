import assert from 'node:assert/strict';
import {
  cutPath,
  cutText,
  formatAge,
  formatClock,
  formatCount,
  formatDifference,
  formatDuration,
  formatFixed,
  formatMoment,
  formatNumber,
  formatProgress,
  formatShare,
  formatShort,
  formatSize,
} from '../../../src/base/format.ts';

/** Expected texts are written with ordinary spaces and minus signs, which stand for U+00A0 and U+2212. */
function typographic(text: string): string {
  return text.replaceAll(' ', '\u00a0').replaceAll('-', '\u2212');
}

function table(name: string, rows: readonly (readonly [string, string])[]): void {
  describe(name, () => {
    for (const [got, wanted] of rows)
      it(`writes ${wanted}`, () => assert.equal(got.replaceAll(' ', '\u00a0'), typographic(wanted)));
  });
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

table('numbers', [
  [formatNumber(0.8912345), '0.8912'],
  [formatNumber(0.89), '0.89'],
  [formatNumber(0.8741, 3), '0.874'],
  [formatNumber(0.0061), '0.0061'],
  [formatNumber(0.0012345, 3), '0.0012'],
  [formatNumber(2.9312), '2.931'],
  [formatNumber(-2.5), '-2.5'],
  [formatNumber(123.456), '123.5'],
  [formatNumber(4362.4), '4 362'],
  [formatNumber(1_204_318), '1 204 318'],
  [formatNumber(0.00026), '2.6e-4'],
  [formatNumber(-0.00026), '-2.6e-4'],
  [formatNumber(1.9e7), '1.9e7'],
  [formatNumber(0), '0'],
  [formatNumber(-0), '0'],
  [formatNumber(NaN), 'NaN'],
  [formatNumber(Infinity), '∞'],
  [formatNumber(-Infinity), '-∞'],
  [formatNumber(undefined), '–'],
  [formatNumber(null), '–'],
  [formatNumber(5e-324), '4.9e-324'],
  [formatNumber(Number.MAX_VALUE), '1.8e308'],
]);

table('columns of numbers', [
  [formatFixed(0.5, 4), '0.5000'],
  [formatFixed(-1234.5, 1), '-1 234.5'],
  [formatFixed(0.0001, 4), '1.0e-4'],
  [formatFixed(NaN, 4), 'NaN'],
  [formatFixed(undefined, 4), '–'],
]);

table('differences', [
  [formatDifference(0.012), '+0.012'],
  [formatDifference(-0.0061), '-0.0061'],
  [formatDifference(118), '+118'],
  [formatDifference(0), '0'],
  [formatDifference(NaN), 'NaN'],
  [formatDifference(Infinity), '+∞'],
]);

table('counts, shares and sizes', [
  [formatCount(999), '999'],
  [formatCount(12_403), '12 403'],
  [formatShare(0.0834), '8.3 %'],
  [formatShare(NaN), '–'],
  [formatSize(0), '0 B'],
  [formatSize(512), '512 B'],
  [formatSize(61_000), '61 kB'],
  [formatSize(999_600), '1.0 MB'],
  [formatSize(4_100_000), '4.1 MB'],
  [formatSize(29_000_000), '29 MB'],
  [formatSize(3.2e12), '3.2 TB'],
]);

table('durations', [
  [formatClock(7000), '0:07'],
  [formatClock(12 * minute + 4000), '12:04'],
  [formatClock(hour + 2 * minute + 9000), '1:02:09'],
  [formatClock(-5), '0:00'],
  [formatDuration(320), '320 ms'],
  [formatDuration(7300), '7 s'],
  [formatDuration(4 * minute + 12_000), '4 min 12 s'],
  [formatDuration(5 * minute), '5 min'],
  [formatDuration(3 * hour + 20 * minute), '3 h 20 min'],
  [formatShort(900), '0s'],
  [formatShort(2 * minute + 59_000), '2m'],
  [formatShort(3 * hour), '3h'],
  [formatShort(9 * day), '9d'],
]);

const now = new Date(2026, 10, 23, 12, 0).getTime();
table('ages and moments', [
  [formatAge(now, now), 'just now'],
  [formatAge(now + 5000, now), 'just now'],
  [formatAge(now - 21_000, now), '21 s ago'],
  [formatAge(now - 3 * hour, now), '3 h ago'],
  [formatAge(now - 6 * day, now), '6 d ago'],
  [formatAge(now - 8 * day, now), '15 Nov, 12:00'],
  [formatMoment(new Date(2025, 0, 2, 8, 41).getTime(), now), '2 Jan 2025, 08:41'],
]);

table('progress and cut texts', [
  [formatProgress({ at: 7, of: 20, unit: 'epoch' }), 'epoch 7/20'],
  [formatProgress({ at: 1450, unit: 'step' }), 'step 1 450'],
  [cutText('one\n two', 20), 'one two'],
  [cutText('abcdef', 4), 'abc…'],
  [cutText('😀😀😀', 2), '😀…'],
  [cutPath('examples/credit/train_credit.py', 25), '…s/credit/train_credit.py'],
]);
