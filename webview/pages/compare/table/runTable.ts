/** The table of runs. */
import { html } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import type { CompareModel } from '../compareModel.ts';

export function runTable({ frame }: CompareModel): TemplateResult {
  return html`<table>
    <tbody>
      ${Array.from(
        frame.ordinals.subarray(0, 100),
        (n) =>
          html`<tr>
            <td>${frame.text('name', n)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
