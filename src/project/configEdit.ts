/** Changes the text of .cairn/config.yaml in place, so that comments and layout stay a person's. */
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { SavedView } from '../records/config.ts';
import { YamlEdit, type EditPath } from '../storage/yamlEdit.ts';

/** Throws UserError `config` when the text is not YAML that could be changed. */
export class ConfigEdit {
  readonly #edit: YamlEdit;

  constructor(text: string) {
    this.#edit = changing(() => new YamlEdit(text, { where: 'config.yaml', example: 'objective' }));
  }

  text(): string {
    return this.#edit.text();
  }

  /** One of the same name is changed where it stands, key by key. */
  saveView(view: SavedView): void {
    const [place] = this.#places(view.name);
    changing(() => {
      if (place === undefined) this.#edit.append(['views'], view);
      else this.#change(['views', place], view);
    });
  }

  #change(at: EditPath, view: SavedView): void {
    for (const [key, value] of Object.entries(view))
      if (JSON.stringify(this.#edit.get([...at, key])) !== JSON.stringify(value))
        this.#edit.set([...at, key], value);
    for (const key of this.#edit.keys(at)) if (!Object.hasOwn(view, key)) this.#edit.remove([...at, key]);
  }

  deleteView(name: string): void {
    for (const place of this.#places(name).reverse()) this.#edit.remove(['views', place]);
  }

  /** Of the views of a name, which should be one. */
  #places(name: string): number[] {
    const views = this.#edit.get(['views']) ?? [];
    if (!Array.isArray(views))
      throw new UserError(
        'config',
        t('config.yaml cannot be changed as it is: {0}', t('“{0}” should be {1}.', 'views', t('a list'))),
        t('Mend the file first.'),
      );
    return views.flatMap((view: unknown, place) =>
      typeof view === 'object' && view !== null && 'name' in view && view.name === name ? [place] : [],
    );
  }
}

function changing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError && error.code === 'yaml')
      throw new UserError('config', error.message, error.next);
    throw error;
  }
}
