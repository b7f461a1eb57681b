/** What evidence says, with the words in it that lead to the proof. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { ProbeAnswer, ProofLink } from '../../../src/protocol/probeAnswer.ts';
import type { ReviewModel } from './reviewModel.ts';

/** A link whose words are in the sentence stands there; the others follow it. */
export function proof(model: ReviewModel, { text, links = [] }: ProbeAnswer): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  const after: TemplateResult[] = [];
  let rest = text;
  for (const link of inOrder(text, links)) {
    const at = rest.indexOf(link.label);
    if (link.label === '' || at < 0) {
      after.push(html` ${linkTo(model, link)}`);
      continue;
    }
    parts.push(rest.slice(0, at), linkTo(model, link));
    rest = rest.slice(at + link.label.length);
  }
  return [...parts, rest, ...after];
}

export async function openProof(model: ReviewModel, link: ProofLink): Promise<void> {
  await model.act((call) => call('openProof', { link }));
}

function linkTo(model: ReviewModel, link: ProofLink): TemplateResult {
  return html`<button class="link" @click=${() => openProof(model, link)}>${link.label}</button>`;
}

/** As their words come in the sentence. */
function inOrder(text: string, links: readonly ProofLink[]): ProofLink[] {
  const place = ({ label }: ProofLink) => {
    const at = text.indexOf(label);
    return at < 0 ? text.length : at;
  };
  return [...links].sort((a, b) => place(a) - place(b));
}
