/** Texts as templates: nothing in them is ever read as HTML, and no link of theirs is followed. */
import { html, nothing } from 'lit-html';
import type { TemplateResult } from 'lit-html';
import { cutText, formatNumber } from '../../../../src/base/format.ts';
import { t } from '../../../../src/base/l10n.ts';
import type { Block, Span } from './markdown.ts';
import type { Matrix } from './matrix.ts';
import type { TextContent } from './textContent.ts';

export function textView(content: TextContent): TemplateResult {
  switch (content.kind) {
    case 'binary':
      return html`<p class="said">${t('This is no text.')}</p>`;
    case 'text':
      return plain(content.text);
    case 'markdown':
      return html`<div class="markdown">${content.blocks.slice(0, mostBlocks).map(blockView)}</div>
        ${content.blocks.length > mostBlocks ? cut() : nothing}`;
    case 'json':
      return html`<div class="json mono">${jsonView(content.value, 0)}</div>`;
    case 'matrix':
      return matrixView(content.matrix);
    case 'table':
      return tableView(content);
  }
}

function plain(text: string): TemplateResult {
  const isLong = text.length > mostCharacters;
  return html`<pre class="mono pre">${isLong ? text.slice(0, mostCharacters) : text}</pre>
    ${isLong ? cut() : nothing}`;
}

function cut(): TemplateResult {
  return html`<p class="dim small">${t('Cut here: open the file from its run’s page to read on.')}</p>`;
}

function tableView({ head, rows, more }: Extract<TextContent, { kind: 'table' }>): TemplateResult {
  const wide = Math.max(head.length, ...rows.map((row) => row.length));
  const columns = Array.from({ length: Math.min(wide, mostColumns) }, (_, at) => at);
  return html`<table class="plain" aria-label=${t('Table')}>
      <thead>
        <tr>
          ${columns.map((at) => html`<th scope="col">${cutText(head[at] ?? '', mostInCell)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((at) => html`<td class=${isNumber(row[at]) ? 'num' : ''}>${cutText(row[at] ?? '', mostInCell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${more ? html`<p class="dim small">${t('The first {0} rows.', rows.length)}</p>` : nothing}
    ${wide > mostColumns ? html`<p class="dim small">${t('The first {0} of {1} columns.', mostColumns, wide)}</p>` : nothing}`;
}

function isNumber(cell: string | undefined): boolean {
  return cell !== undefined && cell.trim() !== '' && Number.isFinite(Number(cell));
}

/** Shaded by the share of the row, so that classes of few examples are as readable as those of many. */
function matrixView({ labels, cells }: Matrix): TemplateResult {
  return html`<table class="matrix" aria-label=${t('Matrix')}>
    <thead>
      <tr>
        <td></td>
        ${labels.map((label) => html`<th scope="col">${cutText(label, 24)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${cells.map((row, at) => {
        const sum = row.reduce((a, b) => a + b, 0);
        return html`<tr>
          <th scope="row">${cutText(labels[at] ?? '', 24)}</th>
          ${row.map((value) => {
            const shade = sum > 0 ? Math.round((value / sum) * 8) : 0;
            return html`<td class="num shade-${shade}">${Number.isInteger(value) ? String(value) : formatNumber(value)}</td>`;
          })}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function jsonView(value: unknown, depth: number): TemplateResult {
  if (typeof value !== 'object' || value === null) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return html`<span class="pre ${typeof value === 'string' ? 'string' : ''}">${cutText(text, mostInValue)}</span>`;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0 || depth >= deepest)
    return html`<span>${open}${entries.length === 0 ? '' : '…'}${close}</span>`;
  return html`<details ?open=${depth < 2 && entries.length <= 50}>
    <summary>${open} <span class="dim">${entries.length}</span> ${close}</summary>
    <ul>
      ${entries
        .slice(0, mostEntries)
        .map(([key, one]) => html`<li><span class="dim">${cutText(key, 200)}:</span> ${jsonView(one, depth + 1)}</li>`)}
      ${entries.length > mostEntries ? html`<li class="dim">${t('and {0} more', entries.length - mostEntries)}</li>` : nothing}
    </ul>
  </details>`;
}

function blockView(block: Block): TemplateResult {
  switch (block.kind) {
    case 'heading':
      return html`<p class="h${block.level}" role="heading" aria-level=${Math.min(6, block.level + 3)}>
        ${spansView(block.spans)}
      </p>`;
    case 'paragraph':
      return html`<p>${spansView(block.spans)}</p>`;
    case 'quote':
      return html`<blockquote>${spansView(block.spans)}</blockquote>`;
    case 'code':
      return html`<pre class="mono pre">${block.text}</pre>`;
    case 'rule':
      return html`<hr />`;
    case 'list': {
      const items = block.items.map(
        ({ depth, spans }) => html`<li class="deep-${depth}">${spansView(spans)}</li>`,
      );
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table':
      return html`<table class="plain" aria-label=${t('Table')}>
        <thead>
          <tr>
            ${block.head.map((cell) => html`<th scope="col">${spansView(cell)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${block.rows
            .slice(0, mostEntries)
            .map((row) => html`<tr>${row.map((cell) => html`<td>${spansView(cell)}</td>`)}</tr>`)}
        </tbody>
      </table>`;
  }
}

function spansView(spans: readonly Span[]): TemplateResult[] {
  return spans.map((span) => {
    switch (span.kind) {
      case 'text':
        return html`${span.text}`;
      case 'code':
        return html`<code class="block">${span.text}</code>`;
      case 'strong':
        return html`<strong>${span.text}</strong>`;
      case 'emphasis':
        return html`<em>${span.text}</em>`;
      case 'struck':
        return html`<del>${span.text}</del>`;
      case 'link':
        return html`${span.text} <span class="dim">(${span.target})</span>`;
      case 'picture':
        return html`<span class="dim">${t('image {0}', span.text === '' ? span.target : span.text)}</span>`;
    }
  });
}

const mostCharacters = 100_000;
const mostBlocks = 1000;
const mostColumns = 50;
const mostInCell = 200;
const mostInValue = 2000;
const mostEntries = 200;
const deepest = 10;
