/** Sends the params and tags that a server does not have yet. */
import { t } from '../base/l10n.ts';
import { api } from '../sources/mlflowServer/serverCalls.ts';
import { ServerError } from '../sources/mlflowServer/serverError.ts';
import { anything } from '../sources/mlflowServer/serverShapes.ts';
import type { Publishing } from './publishing.ts';

export async function sendParams(of: Publishing): Promise<void> {
  const there = new Map(of.told.data.params.map(({ key, value }) => [key, value]));
  const missing: [string, string][] = [];
  for (const [key, value] of of.run.params) {
    const known = there.get(key);
    if (known === undefined) missing.push([key, value]);
    else if (known !== value) {
      const message = t('The server has another value of this param ({0}), which cannot be changed.', known);
      of.problems.push({ where: key, message });
    }
  }
  await sendPairs(of, 'params', missing, () => (of.sent.params += 1));
}

/** What somebody changed on the server since it was sent stays as they want it. */
export async function sendTags(of: Publishing): Promise<void> {
  const there = new Map(of.told.data.tags.map(({ key, value }) => [key, value]));
  const before = new Map(Object.entries(of.journal.known?.tags ?? {}));
  const changed = [...of.run.tags].filter(
    ([key, value]) => before.get(key) !== value && there.get(key) !== value,
  );
  await sendPairs(of, 'tags', changed, () => (of.sent.tags += 1));
  const gone = [...before.keys()].filter((key) => !of.run.tags.has(key));
  for (const key of gone.filter((key) => there.has(key) && there.get(key) === before.get(key))) {
    const body = { run_id: of.told.info.run_id, key };
    await of.server.json({ method: 'POST', path: `${api}/runs/delete-tag`, body }, anything);
    of.sent.tags += 1;
  }
  if (gone.length > 0) of.journal.forgetTags(gone);
  const tags = Object.fromEntries(of.run.tags);
  if ([...of.run.tags].some(([key, value]) => before.get(key) !== value)) of.journal.note({ tags });
}

/** A hundred at once; of a hundred that are refused, those that are right one by one. */
async function sendPairs(
  { server, told, problems }: Publishing,
  what: 'params' | 'tags',
  pairs: readonly (readonly [string, string])[],
  arrived: () => void,
): Promise<void> {
  const send = async (some: readonly (readonly [string, string])[]) => {
    const list = some.map(([key, value]) => ({ key, value }));
    const body = { run_id: told.info.run_id, [what]: list };
    await server.json({ method: 'POST', path: `${api}/runs/log-batch`, body }, anything);
    some.forEach(arrived);
  };
  for (let at = 0; at < pairs.length; at += atOnce) {
    const some = pairs.slice(at, at + atOnce);
    try {
      await send(some);
    } catch (error) {
      if (!isAboutValues(error)) throw error;
      for (const pair of some) {
        try {
          await send([pair]);
        } catch (refusal) {
          if (!isAboutValues(refusal)) throw refusal;
          problems.push({ where: pair[0], message: refusal.message });
        }
      }
    }
  }
}

function isAboutValues(error: unknown): error is ServerError {
  return error instanceof ServerError && error.code === 'serverRefused';
}

/** As many as MLflow takes in one request. */
const atOnce = 100;
