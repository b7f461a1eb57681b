/** Hyperparameters as TensorBoard's HParams plugin keeps them. Field numbers: tensorboard's plugin_data.proto and api.proto. */
import { ProtoCursor } from './protoCursor.ts';

export interface Session {
  readonly params: Map<string, string>;
  user: string;
  /** Only when the end has a time: some writers say SUCCESS when training begins. */
  end: { readonly status: 'finished' | 'failed'; readonly time: number } | undefined;
}

/** Takes in one HParamsPluginData; false when it is none. */
export function readSession(session: Session, view: DataView, start: number, end: number): boolean {
  const data = new ProtoCursor();
  const part = new ProtoCursor();
  data.enter(view, start, end);
  let whole = true;
  while (data.more) {
    const key = data.varint();
    if (key === 0x12 || key === 0x1a || key === 0x22) {
      data.into(part);
      if (key === 0x12) readExperiment(session, part);
      else if (key === 0x1a) readStart(session, part);
      else readEnd(session, part);
      whole &&= !part.broken;
    } else data.skip(key);
  }
  return whole && !data.broken;
}

/** Experiment: only its user; the hyperparameters it announces have no values. */
function readExperiment(session: Session, part: ProtoCursor): void {
  while (part.more) {
    const key = part.varint();
    if (key === 0x12) session.user = part.text(mostUserBytes);
    else part.skip(key);
  }
}

/** SessionStartInfo: map<string, google.protobuf.Value> in entries of key and value. */
function readStart(session: Session, part: ProtoCursor): void {
  const entry = new ProtoCursor();
  const value = new ProtoCursor();
  while (part.more) {
    const key = part.varint();
    if (key !== 0x0a) {
      part.skip(key);
      continue;
    }
    part.into(entry);
    let name = '';
    let text: string | undefined;
    while (entry.more) {
      const field = entry.varint();
      if (field === 0x0a) name = entry.text(mostNameBytes);
      else if (field === 0x12) {
        entry.into(value);
        text = valueText(value);
      } else entry.skip(field);
    }
    if (entry.broken || value.broken) return;
    if (name !== '' && text !== undefined && session.params.size < mostParams) session.params.set(name, text);
  }
}

function readEnd(session: Session, part: ProtoCursor): void {
  let status = 0;
  let time = 0;
  while (part.more) {
    const key = part.varint();
    if (key === 0x08) status = part.varint();
    else if (key === 0x11) time = part.double();
    else part.skip(key);
  }
  if (part.broken || !(time > 0) || (status !== 1 && status !== 2)) return;
  session.end = { status: status === 1 ? 'finished' : 'failed', time: time * 1000 };
}

/** google.protobuf.Value: a number, a text or a yes or no; lists and structures are nothing a hyperparameter can be. */
function valueText(value: ProtoCursor): string | undefined {
  let text: string | undefined;
  while (value.more) {
    const key = value.varint();
    if (key === 0x11) text = String(value.double());
    else if (key === 0x1a) text = value.text(mostValueBytes);
    else if (key === 0x20) text = value.varint() === 1 ? 'true' : 'false';
    else value.skip(key);
  }
  return text;
}

const mostUserBytes = 200;
const mostNameBytes = 1000;
const mostValueBytes = 6000;
const mostParams = 5000;
