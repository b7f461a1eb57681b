/** Recognises a progress bar (tqdm, Keras, Lightning, rich) and splits it into what, how far, and its numbers. */

export interface Bar {
  /** Before the bar: `Epoch 3`, `Validation`, often empty. */
  readonly label: string;
  readonly at: number;
  readonly of: number;
  /** After the bar: speed and metrics. */
  readonly rest: string;
}

export function findBar(line: string): Bar | undefined {
  return findTqdm(line) ?? findKeras(line) ?? findDrawn(line);
}

/** `Epoch 3:  45%|████▌     | 450/1000 [00:12<00:14, 36.2it/s, loss=0.312]` */
function findTqdm(line: string): Bar | undefined {
  const percent = line.indexOf('%|');
  const close = percent < 0 ? -1 : line.indexOf('|', percent + 2);
  if (close < 0) return undefined;
  const count = /^\s*(\d+)\/(\d+)(?:\s*\[|\s*$)/.exec(line.slice(close + 1));
  if (count === null) return undefined;
  const label = /^(.*?)[\s:]*\d{0,3}$/.exec(line.slice(Math.max(0, percent - maxLabel), percent))?.[1] ?? '';
  return { label, at: Number(count[1]), of: Number(count[2]), rest: line.slice(close + 1 + count[0].length) };
}

/** `469/469 [==============================] - 3s 5ms/step - loss: 0.3`, `469/469 - 3s - loss: 0.3` */
function findKeras(line: string): Bar | undefined {
  const match = /^\s{0,20}(\d+)\/(\d+)\s{1,4}(?:\[[=>.\s]{1,80}\]|-|━+)\s/.exec(line);
  if (match === null) return undefined;
  return { label: '', at: Number(match[1]), of: Number(match[2]), rest: line.slice(match[0].length - 1) };
}

/** `Epoch 3/20 ━━━━━━━━╸━━━━━━━ 45/100 0:00:12 • 0:00:14 12.5it/s train_loss: 0.312` */
function findDrawn(line: string): Bar | undefined {
  const first = line.search(/[━█╸]/);
  if (first < 0) return undefined;
  const last = Math.max(line.lastIndexOf('━'), line.lastIndexOf('█'), line.lastIndexOf('╸'));
  const count = /^\s*(\d+)\/(\d+)\s/.exec(line.slice(last + 1));
  if (count === null) return undefined;
  const label = line.slice(Math.max(0, first - maxLabel), first).trim();
  return { label, at: Number(count[1]), of: Number(count[2]), rest: line.slice(last + 1 + count[0].length) };
}

const maxLabel = 100;
