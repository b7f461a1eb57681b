/** What an accessibility checker would ask of a page, run inside the browser: names, contrast, sideways scrolling. */
import type { Page } from 'playwright-core';
import * as z from 'zod';

const axTree = z.object({
  nodes: z.array(
    z.object({
      ignored: z.boolean(),
      role: z.object({ value: z.unknown() }).optional(),
      name: z.object({ value: z.string().optional() }).optional(),
    }),
  ),
});

const namedRoles = [
  'button',
  'link',
  'combobox',
  'textbox',
  'slider',
  'img',
  'image',
  'progressbar',
  'table',
  'checkbox',
  'option',
  'region',
  'figure',
];

/** Roles of elements that a screen reader would announce without a name. */
export async function unnamed(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = axTree.parse(await session.send('Accessibility.getFullAXTree'));
  return nodes
    .filter((node) => !node.ignored && namedRoles.includes(String(node.role?.value)))
    .filter((node) => (node.name?.value ?? '').trim() === '')
    .map((node) => String(node.role?.value));
}

/** Pixels by which the page is wider than its window. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** Texts whose contrast with what is behind them is below 4.5 : 1, with the ratio. */
export async function faintTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const rgba = (text: string): [number, number, number, number] => {
      const numbers = (text.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
      const scale = text.startsWith('color(') ? 255 : 1;
      const [r = 0, g = 0, b = 0, a = 1] = numbers;
      return [r * scale, g * scale, b * scale, a];
    };
    const over = (top: readonly number[], under: readonly number[]) =>
      [0, 1, 2].map((at) => (top[at] ?? 0) * (top[3] ?? 1) + (under[at] ?? 0) * (1 - (top[3] ?? 1)));
    const backdrop = (element: Element): number[] => {
      const chain: Element[] = [];
      for (let at: Element | null = element; at; at = at.parentElement) chain.push(at);
      return chain
        .reverse()
        .map((one) => rgba(getComputedStyle(one).backgroundColor))
        .reduce<number[]>((under, top) => over(top, under), [0, 0, 0]);
    };
    const luminance = (color: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = color.map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint: string[] = [];
    for (const element of document.querySelectorAll('main *')) {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      );
      if (
        !own ||
        element.closest('[disabled], .n, svg, option, vscode-option, .sr') ||
        element.getClientRects().length === 0
      )
        continue;
      const under = backdrop(element);
      const text = over(rgba(getComputedStyle(element).color), under);
      const [light = 0, dark = 0] = [luminance(text), luminance(under)].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      if (ratio < 4.5) faint.push(`${element.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
    }
    return faint;
  });
}
