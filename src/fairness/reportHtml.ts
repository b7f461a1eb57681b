/** A fairness report as one HTML file that opens anywhere: no script, nothing from elsewhere, light or dark as the reader has it. */
import { t } from '../base/l10n.ts';
import type { FairnessReport } from '../protocol/fairnessReport.ts';
import { comparisonParts, type ComparisonParts } from './comparisonParts.ts';
import { metricWords, verdictText } from './fairnessWords.ts';
import { worstRows, worstSentence, worstTitles } from './reportParts.ts';
import { factsOf, gapRows, gapTitles, sliceRows, sliceTitles, type ToExport } from './reportMarkdown.ts';

export function reportHtml(given: ToExport): string {
  const { report, view, measure, sentence, remedy, plot, figures = [], comparison } = given;
  const against = comparison && comparisonParts(comparison, report, measure);
  const { name, means, formula } = metricWords(measure);
  const title = t('Fairness: {0}', view.file);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${sentence === undefined ? '' : `<p class="finding">${escape(sentence)}</p>`}
${remedy === undefined ? '' : `<p class="remedy">${escape(remedy)}</p>`}
${typeof against?.sentence !== 'string' ? '' : `<p class="remedy">${escape(against.sentence)}</p>`}
<dl>${factsOf(report, view)
    .map(([fact, value]) => `<dt>${escape(fact)}</dt><dd>${escape(value)}</dd>`)
    .join('')}</dl>
${
  report.policy === null
    ? ''
    : `<h2>${escape(t('Limits'))}: ${escape(verdictText(report.policy.verdict))}</h2>
<ul>${[...report.policy.limits.map(({ says }) => says), ...report.policy.problems]
        .map((one) => `<li>${escape(one)}</li>`)
        .join('')}</ul>`
}
<h2>${escape(t('{0} by slice', name))}</h2>
<p>${escape(means)} <code>${escape(formula)}</code></p>
${plot === undefined ? '' : `<div class="scroll charts" tabindex="0">${plot}</div>`}
${table(
  sliceTitles(name),
  sliceRows(report, measure).map((row) => row.map(escape)),
)}
${worstPart(report, name)}
<h2>${escape(t('Disparities'))}</h2>
${table(
  gapTitles(),
  gapRows(report).map((row) => row.map(escape)),
)}
${figures.length === 0 ? '' : `<h2>${escape(t('Charts'))}</h2>\n<div class="charts">${figures.join('\n')}</div>`}
${against === undefined ? '' : comparisonHtml(against)}
${report.problems.length === 0 ? '' : `<ul>${report.problems.map(({ message }) => `<li>${escape(message)}</li>`).join('')}</ul>`}
</main>
</body>
</html>
`;
}

function comparisonHtml({ title, says, tables }: ComparisonParts): string {
  return [
    `<h2>${escape(title)}</h2>`,
    `<ul>${says.map((say) => `<li>${escape(say)}</li>`).join('')}</ul>`,
    ...tables.map(({ titles, rows }) =>
      table(
        titles,
        rows.map((row) => row.map(escape)),
      ),
    ),
  ].join('\n');
}

function worstPart({ worst }: FairnessReport, name: string): string {
  if (worst === null) return '';
  const rows = worstRows(worst).map((row) => row.map(escape));
  return `<h2>${escape(t('Which slices are worst?'))}</h2>
<p>${escape(worstSentence(worst))}</p>
${rows.length === 0 ? '' : table(worstTitles(name), rows)}`;
}

/** Cells are HTML already, titles are not. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((one) => `<th scope="col">${escape(one)}</th>`).join('');
  const body = rows
    .map(
      ([first = '', ...rest]) =>
        `<tr><th scope="row">${first}</th>${rest.map((one) => `<td>${one}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const style = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1f1f1f; --dim: #5a5a5a; --rule: #d0d0d0; --bad: #b3261e;
  --series-1: #0f86e6; --series-2: #af860f; --series-3: #177a5d; --series-4: #8e1a76; --series-5: #4c3c10; --series-6: #a8560e; }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #1e1e1e; --text: #e6e6e6; --dim: #b0b0b0; --rule: #4a4a4a; --bad: #ff8a80;
  --series-1: #52c8f6; --series-2: #e8992a; --series-3: #2a8a68; --series-4: #c07ab8; --series-5: #d3daa2; --series-6: #e0674a; } }
body { font: 14px/1.5 system-ui, sans-serif; margin: 0; background: var(--ground); color: var(--text); }
main { max-width: 1100px; margin: 0 auto; padding: 16px; }
h1 { font-size: 20px; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 24px 0 4px; }
.finding { font-size: 16px; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 10px 2px 0; text-align: left; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--rule); }
thead th { color: var(--dim); }
svg { display: block; }
.charts { display: flex; flex-wrap: wrap; gap: 16px; } .charts svg { max-width: 100%; height: auto; }
@media print {
  :root { color-scheme: light; } body { font-size: 11px; } main { max-width: none; padding: 0; }
  .scroll { overflow: visible; } th, td { padding-right: 6px; }
  th, td:last-child { white-space: normal; overflow-wrap: break-word; } th { max-width: 30ch; }
  tr, .charts svg { break-inside: avoid; } thead { display: table-header-group; }
}
`;
