/** Who is asked for a review: several of the people that are known, and anybody else by name. */
import * as vscode from 'vscode';
import { t } from '../../base/l10n.ts';
import { personOf } from '../../review/person.ts';

/** Undefined when the person went away; empty: nobody in particular. */
export async function askReviewers(script: string, known: readonly string[]): Promise<string[] | undefined> {
  const title = t('Request a review of {0}', script);
  const pick = vscode.window.createQuickPick();
  pick.title = title;
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  pick.placeholder = t('Reviewers: pick people, or type a name or an e-mail');
  const items = known.map(itemOf);
  pick.items = items;
  // Whoever is typed and not listed can be picked, too; those that were picked stay.
  pick.onDidChangeValue((value) => {
    const typed = value.trim();
    const chosen = pick.selectedItems;
    const isKnown = [...items, ...chosen].some(({ label, description }) =>
      [label, description].includes(typed),
    );
    const added = typed === '' || isKnown ? [] : [{ ...itemOf(typed), alwaysShow: true }];
    pick.items = [...added, ...chosen.filter((one) => !items.includes(one)), ...items];
    pick.selectedItems = chosen;
  });
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() =>
        resolve(
          pick.selectedItems.map(({ label, description }) =>
            description ? `${label} <${description}>` : label,
          ),
        ),
      );
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemOf(person: string): vscode.QuickPickItem {
  const { name, email } = personOf(person);
  return { label: name, ...(email !== undefined && { description: email }) };
}
