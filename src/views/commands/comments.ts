/** Comments of reviews: at the cursor, and from the buttons that VS Code shows at threads. */
import type { Cairn } from '../cairn.ts';
import { commands } from '../ui/contributions.ts';
import type { Handler } from './handler.ts';

export function commentCommands(cairn: Cairn) {
  return {
    [commands.commentHere]: async () => await (await cairn.comments()).comment(),
    [commands.commentAdd]: async (arg) => await (await cairn.comments()).add(arg),
    [commands.commentReply]: async (arg) => await (await cairn.comments()).add(arg),
    [commands.commentResolve]: async (arg) => await (await cairn.comments()).resolve(arg, false),
    [commands.commentReopen]: async (arg) => await (await cairn.comments()).resolve(arg, true),
    [commands.commentSuggest]: async (arg) => await (await cairn.comments()).suggest(arg),
    [commands.commentApply]: async (arg) => await (await cairn.comments()).apply(arg),
    [commands.commentEdit]: async (arg) => (await cairn.comments()).edit(arg),
    [commands.commentSave]: async (arg) => await (await cairn.comments()).save(arg),
    [commands.commentCancel]: async (arg) => (await cairn.comments()).cancel(arg),
    [commands.commentDelete]: async (arg) => await (await cairn.comments()).remove(arg),
  } satisfies Partial<Record<string, Handler>>;
}
