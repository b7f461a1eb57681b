/** The tab of a page whose extension host died: VS Code keeps it, but nobody can speak with it any more. */
import * as vscode from 'vscode';

/** A page of this extension host, which is not lost. */
export interface ShownPage {
  readonly isVisible: boolean;
  readonly column: vscode.ViewColumn | undefined;
}

/** One in front that shows a page of this type and is none of `ours`; the one that has the focus first. */
export function lostTab(pageType: string, ours: Iterable<ShownPage>): vscode.Tab | undefined {
  const taken = new Set([...ours].filter(({ isVisible }) => isVisible).map(({ column }) => column));
  const [lost] = vscode.window.tabGroups.all
    .flatMap(({ activeTab, viewColumn }) => (activeTab && !taken.has(viewColumn) ? [activeTab] : []))
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(pageType))
    .sort((a, b) => Number(b.group.isActive) - Number(a.group.isActive));
  return lost;
}

/** Where a page has to be made to stand in for it. */
export function placeOf(lost: vscode.Tab | undefined): {
  readonly viewColumn: vscode.ViewColumn;
  readonly preserveFocus: boolean;
} {
  return {
    viewColumn: lost?.group.viewColumn ?? vscode.ViewColumn.Active,
    preserveFocus: lost?.group.isActive === false,
  };
}
