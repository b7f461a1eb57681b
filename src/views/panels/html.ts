/** The HTML of every page: nothing inline, nothing from elsewhere, and all that a page needs to know at its start as data. */
import type { PageBoot } from '../../protocol/pageBoot.ts';

export interface PageHtml {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** What the webview's own resources are served from. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** The page shows images that it makes from bytes. */
  readonly blobImages?: boolean;
  readonly boot: PageBoot;
}

export function pageHtml(page: PageHtml): string {
  const { title, language, cspSource, nonce, script, style, boot } = page;
  const blob = page.blobImages === true ? ' blob:' : '';
  // The toolkit probes the browser with a style element; it takes its nonce from the csp-nonce property.
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource} data:${blob}`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta property="csp-nonce" content="${escapeHtml(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body data-boot="${escapeHtml(JSON.stringify(boot))}">
<script type="module" nonce="${escapeHtml(nonce)}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
