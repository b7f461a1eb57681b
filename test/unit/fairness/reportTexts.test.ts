/** Exported reports: whole, and harmless whatever groups are called. */
import assert from 'node:assert/strict';
import { defaultSettings, fairnessReport } from '../../../src/fairness/fairnessReport.ts';
import { reportHtml } from '../../../src/fairness/reportHtml.ts';
import { reportMarkdown } from '../../../src/fairness/reportMarkdown.ts';
import type { FairnessView } from '../../../src/protocol/fairnessPage.ts';
import { binaryCounts } from './countsOf.ts';

const evil = '<img src=x onerror=alert(1)> | *b*';
const counts = binaryCounts({
  F: [50, 10, 20, 40],
  M: [60, 30, 5, 80],
  [evil]: [10, 10, 10, 10],
  few: [1, 1, 1, 1],
});
const view: FairnessView = {
  ...{ file: 'out/p.csv', content: '1' },
  columns: { label: 'y', prediction: 'p', groups: [{ column: 'sex' }], cross: 1 },
  ...{ run: null, data: ['loans v4'], models: [{ name: 'risk', version: 2 }], policy: null, stale: [] },
};
const given = {
  report: fairnessReport(counts, defaultSettings),
  view,
  measure: 'fpr' as const,
  sentence: 'Women are refused 4 times as often.',
};

describe('exported fairness reports', () => {
  it('tell what it would take right after what was found', () => {
    const remedy = 'Scores above 0.4 would have to be accepted.';
    assert.match(
      reportMarkdown({ ...given, remedy }),
      /times as often\.\*\*\n\nScores above 0\.4 would have to be accepted\.\n\n- /,
    );
    assert.match(
      reportHtml({ ...given, remedy }),
      /times as often\.<\/p>\n<p class="remedy">Scores above 0\.4 /,
    );
  });

  it('tell the sentence, slices, gaps and facts in Markdown, one line a row', () => {
    const text = reportMarkdown(given);
    assert.match(text, /^## Fairness\n\n\*\*Women are refused 4 times as often\.\*\*/);
    assert.match(text, /\| sex = F \| 120 \| 0\.167 \| \\\[0\.093, 0\.280\\\] \| 60 \|/);
    assert.match(text, /\| sex = few \| 4 \| too small to judge \|/);
    assert.match(text, /risk v2/);
    const lines = text.split('\n').filter((line) => line.startsWith('|'));
    assert.ok(lines.length > 10);
    assert.ok(
      lines.every((line) => line.replaceAll('\\|', '').split('|').length === 7),
      lines.join('\n'),
    );
    assert.ok(text.includes('\\<img src=x'));
  });

  it('are one HTML file without a script, an address, or a name that becomes markup', () => {
    const text = reportHtml({ ...given, plot: '<svg id="slices"></svg>', figures: ['<svg id="roc"></svg>'] });
    assert.match(text, /^<!doctype html>/);
    assert.doesNotMatch(text, /<script|<img|https?:|url\(/);
    assert.ok(text.includes('&lt;img src=x'));
    const places = ['FPR by slice', 'id="slices"', '<table', 'id="roc"'].map((part) => text.indexOf(part));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.ok(!places.includes(-1));
  });
});
