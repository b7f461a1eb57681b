/** Runs axe-core in a page as it stands: every rule that it has for what is conformant and what is good practice. */
import { readFileSync } from 'node:fs';
import type { Frame, Page } from 'playwright-core';
import * as z from 'zod';

const source = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const found = z.array(
  z.object({
    id: z.string(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

/** `rule: element`, one a violation; none is what a test expects. */
export async function axeViolations(page: Page | Frame): Promise<string[]> {
  // Through the debugger: the page's own policy lets no script in.
  await page.evaluate(source);
  const violations = found.parse(
    await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'], rules: { 'page-has-heading-one': { enabled: false } } }).then(({ violations }) => violations)`,
    ),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
