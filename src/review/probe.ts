/** What a probe is: it answers one question about a script from what is recorded, and says when it cannot. */
import type { ProbeAnswer, ProofLink } from '../protocol/probeAnswer.ts';
import type { ProbeSubject } from './probeSubject.ts';

export interface Probe {
  /** As items of checklists name it. */
  readonly name: string;
  /** May throw and may take long: whoever asks makes *unknown* of that. */
  look(subject: ProbeSubject, signal: AbortSignal): Promise<ProbeAnswer>;
}

export function yes(text: string, ...links: readonly ProofLink[]): ProbeAnswer {
  return told('yes', text, links);
}

export function no(text: string, ...links: readonly ProofLink[]): ProbeAnswer {
  return told('no', text, links);
}

/** `text` goes on after “can't tell,”: “because …”, and says what to do. */
export function cannotTell(text: string, ...links: readonly ProofLink[]): ProbeAnswer {
  return told('unknown', text, links);
}

function told(answer: ProbeAnswer['answer'], text: string, links: readonly ProofLink[]): ProbeAnswer {
  return { answer, text, ...(links.length > 0 && { links: links.slice(0, mostLinks) }) };
}

/** More proof than anybody follows. */
const mostLinks = 20;
