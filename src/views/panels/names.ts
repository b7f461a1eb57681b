/** Names that VS Code knows pages and recorded texts by; all are in package.json too, where they wake the extension. */

export const runPageType = 'cairn.run';
export const comparePageType = 'cairn.compare';
export const modelPageType = 'cairn.model';
export const datasetPageType = 'cairn.dataset';
export const fairnessPageType = 'cairn.fairness';
export const reviewPageType = 'cairn.review';
export const explainedPageType = 'cairn.explained';
/** Files as they were at the commit of a run, and with what was not committed. */
export const changesScheme = 'cairn-code';
/** Files as a run had them. */
export const codeScheme = 'cairn-file';
/** Files as they were reviewed. */
export const reviewedScheme = 'cairn-reviewed';
