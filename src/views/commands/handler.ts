/** What answers a command. Arguments come from menus, lenses, key bindings and other extensions: each handler parses its own. */
export type Handler = (...args: readonly unknown[]) => Promise<unknown>;
