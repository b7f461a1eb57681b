/** What is drawn as a file: a picture of the chart, or all points of its lines. */
import { UserError } from '../../../../src/base/errors.ts';
import { formatCount } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import { curvePng, curveSvg } from '../../../charts/curvePicture.ts';
import type { CurvesView } from './curvesView.ts';
import { axisName } from './xText.ts';

export function savePicture(view: CurvesView, key: string, kind: 'png' | 'svg'): void {
  const chart = view.mount(key)?.chart;
  if (chart === undefined) return;
  const { axis, smoothing } = view.model.state.curves;
  const grey = view.picked.lines.filter(({ slot }) => slot === 0).length;
  const texts = {
    title: key,
    note: smoothing > 0 ? t('smoothed with {0}', smoothing.toFixed(2)) : '',
    axis: axisName(axis),
    grey: grey === 0 ? '' : grey === 1 ? t('1 in grey') : t('{0} in grey', formatCount(grey)),
  };
  view.model.act(async (call) => {
    const bytes = kind === 'png' ? await curvePng(chart, texts) : utf8(curveSvg(chart, texts));
    await unhurried(call('saveChart', { name: key, kind, bytes }));
  });
}

export function saveCsv(view: CurvesView, key: string): void {
  const { lines } = view.picked;
  const saved = {
    name: key,
    query: { ...view.viewOf(key), keys: [key], lines: lines.map(({ runs }) => ({ runs: [...runs] })) },
    labels: lines.map(({ label, runs }) => (runs.length > 1 ? `${label} × ${String(runs.length)}` : label)),
  };
  view.model.act((call) => unhurried(call('saveCurves', saved)));
}

/** A person may look for a folder for longer than a page waits for an answer. */
async function unhurried(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'timeout')) throw error;
  }
}

function utf8(text: string): ArrayBuffer {
  const encoded = new TextEncoder().encode(text);
  const buffer = new ArrayBuffer(encoded.byteLength);
  new Uint8Array(buffer).set(encoded);
  return buffer;
}
