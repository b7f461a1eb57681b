/** The filter line: completes names and values while it is typed, and points at the character that is wrong. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { completeFilter, type FilterNames } from '../../runs/filter/completions.ts';
import { parseFilter } from '../../runs/filter/parse.ts';

interface Item extends vscode.QuickPickItem {
  /** What the line becomes; absent: nothing to choose. */
  readonly line?: string;
  /** True: the line is done. */
  readonly apply?: boolean;
}

/** The filter that was entered, empty for none; undefined when the person went away. */
export async function askFilter(from: {
  readonly title?: string;
  /** What is wrong with a filter that can be read; undefined: nothing. */
  readonly refuse?: (filter: string) => string | undefined;
  readonly filter: string;
  readonly recent: readonly string[];
  readonly names: Promise<FilterNames>;
}): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  let names: FilterNames = { params: [], metrics: [], tags: [], experiments: [], scripts: [] };
  pick.title = from.title ?? t('Filter runs');
  pick.placeholder = 'metrics.val_auc > 0.9 and params.model = "gbm"';
  pick.value = from.filter;
  pick.ignoreFocusOut = true;
  const refresh = (): void => {
    pick.items = itemsFor(pick.value, from.recent, names, from.refuse);
    // Where the line is not right yet, Enter goes on with it instead of doing nothing.
    const choices = pick.items.filter(({ line }) => line !== undefined);
    pick.activeItems = choices.slice(0, 1);
  };
  refresh();
  pick.busy = true;
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      from.names.then((known) => {
        names = known;
        pick.busy = false;
        refresh();
      }, reject);
      pick.onDidChangeValue(refresh);
      pick.onDidAccept(() => {
        const [item] = pick.activeItems;
        if (item?.apply === true) resolve(item.line ?? '');
        else if (item?.line !== undefined) {
          pick.value = item.line;
          refresh();
        }
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** The first item applies the line as it stands, or says what is wrong with it. */
export function itemsFor(
  line: string,
  recent: readonly string[],
  names: FilterNames,
  refuse: (filter: string) => string | undefined = () => undefined,
): Item[] {
  const parsed = parseFilter(line);
  const wrong = parsed.ok ? refuse(line) : parsed.error.message;
  const first: Item =
    wrong === undefined
      ? {
          label: line.trim() === '' ? t('$(list-flat) Show all runs') : t('$(filter) Show runs that match'),
          line: line.trim(),
          apply: true,
          alwaysShow: true,
        }
      : { label: `$(warning) ${wrong}`, alwaysShow: true };
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const completions = completeFilter(line, line.length, names).map(({ label, insert, start, end }): Item => {
    const next = line.slice(0, start) + insert + line.slice(end);
    return { label, line: next.endsWith('.') ? next : `${next} `, alwaysShow: true };
  });
  const earlier =
    line.trim() === ''
      ? recent.map((filter): Item => ({ label: filter, line: filter, apply: true, alwaysShow: true }))
      : [];
  return [
    first,
    ...(earlier.length > 0 ? [separator(t('earlier')), ...earlier] : []),
    ...(completions.length > 0 ? [separator(t('goes on with')), ...completions] : []),
  ];
}
