/** Changes the text of .cairn/config.yaml in place, so that comments and layout stay a person's. */
import { isMap, isSeq, parseDocument, YAMLMap, type Document } from 'yaml';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { SavedView } from '../records/config.ts';

/** Throws UserError `config` when the text is not YAML that could be changed. */
export class ConfigEdit {
  readonly #document: Document;
  readonly #top: YAMLMap;

  constructor(text: string) {
    this.#document = parseDocument(text, { prettyErrors: false });
    const [error] = this.#document.errors;
    if (error !== undefined) throw notChangeable(error.message);
    this.#document.contents ??= new YAMLMap();
    const top = this.#document.contents;
    if (!isMap(top)) throw notChangeable(t('This file should hold keys and values, such as “objective”.'));
    this.#top = top;
  }

  text(): string {
    return this.#document.toString({ lineWidth: 0, blockQuote: 'literal' });
  }

  /** One of the same name is replaced where it stands. */
  saveView(view: SavedView): void {
    const views = this.#top.get('views');
    const node = this.#document.createNode(view);
    if (views === undefined || views === null) {
      this.#top.set('views', this.#document.createNode([view]));
      return;
    }
    if (!isSeq(views)) throw notChangeable(t('“{0}” should be {1}.', 'views', t('a list')));
    const place = views.items.findIndex((item) => isMap(item) && item.get('name') === view.name);
    if (place < 0) views.add(node);
    else views.items[place] = node;
  }

  deleteView(name: string): void {
    const views = this.#top.get('views');
    if (!isSeq(views)) return;
    views.items = views.items.filter((item) => !(isMap(item) && item.get('name') === name));
    if (views.items.length === 0) this.#top.delete('views');
  }
}

function notChangeable(message: string): UserError {
  return new UserError(
    'config',
    t('config.yaml cannot be changed as it is: {0}', message),
    t('Mend the file first.'),
  );
}
