/** What the data process does with questions: keeps the data that were read last, scans one set at a time, and hears cancels. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { DataProcessOrder, DataSource, dataProcess } from '../protocol/dataProcess.ts';
import type { FairnessQuery } from '../protocol/fairnessCounts.ts';
import type { Handlers } from '../protocol/rpcShape.ts';
import { compareData } from './compareData.ts';
import { countPredictions, manyRows, withJoined, withMoved } from './countPredictions.ts';
import type { DataSession } from './dataSession.ts';
import { copyGroups } from './joinedGroups.ts';
import { openData, type OpenData } from './openSession.ts';
import { copyOwnSide, outlineOf } from './ownSide.ts';
import { pairPredictions } from './pairPredictions.ts';
import { profileData } from './profileData.ts';
import { readRows } from './readRows.ts';

interface Host {
  readonly order: DataProcessOrder;
  readonly folder: string;
  readonly progress: (question: number, share: number) => void;
  /** Hears how many questions are open. */
  readonly active: (count: number) => void;
}

interface Kept {
  readonly key: string;
  readonly data: Promise<OpenData>;
  users: number;
}

/** Sets of files whose data stay open, so that a page that scrolls need not wait. */
const mostKept = 2;
/** Share of a profile's time that reading takes. */
const readingShare = 0.4;

export function answerQuestions(host: Host): Handlers<(typeof dataProcess)['methods']> {
  const kept: Kept[] = [];
  const open = new Map<number, Question>();
  let folders = 0;
  let scanning: Promise<unknown> = Promise.resolve();

  /** The data of a question, opened when they are not or have changed. */
  const dataOf = async (source: DataSource, question: Question): Promise<Kept> => {
    const key = JSON.stringify([source.files, source.format]);
    const known = kept.find((one) => one.key === key);
    if (known !== undefined) {
      known.users += 1;
      try {
        const data = await known.data;
        if ((await data.changed()).length === 0) return known;
      } catch (error) {
        // Another question was cancelled while it read the same files.
        if (!(error instanceof UserError && error.code === 'cancelled')) throw error;
      } finally {
        known.users -= 1;
      }
      forget(known);
      question.check();
    }
    folders += 1;
    const data = openData(
      source,
      { order: host.order, folder: path.join(host.folder, String(folders)) },
      { begun: question.onCancel, share: (share) => question.share(share * readingShare) },
    );
    const one = { key, data, users: 0 };
    kept.push(one);
    data.catch(() => forget(one));
    await data;
    for (const old of kept
      .filter((other) => other !== one && other.users === 0)
      .slice(0, kept.length - mostKept))
      forget(old);
    return one;
  };
  const forget = (one: Kept) => {
    const at = kept.indexOf(one);
    if (at >= 0) kept.splice(at, 1);
    closing(one);
  };
  /** Once nobody uses it; what could not be opened has closed itself. */
  const closing = (one: Kept) => {
    if (one.users === 0) one.data.then((data) => data.close()).catch(() => undefined);
  };

  const ask = async <T>(
    id: number,
    source: DataSource,
    work: (session: DataSession, share: (share: number) => void) => Promise<T>,
  ): Promise<T> => {
    const question = newQuestion((share) => host.progress(id, share));
    open.set(id, question);
    host.active(open.size);
    try {
      const one = await dataOf(source, question);
      one.users += 1;
      try {
        question.check();
        const { session, cancel, end } = await (await one.data).session();
        question.onCancel(cancel);
        try {
          return await work(session, (share) => question.share(readingShare + share * (1 - readingShare)));
        } finally {
          end();
        }
      } finally {
        one.users -= 1;
        if (!kept.includes(one)) closing(one);
      }
    } finally {
      open.delete(id);
      host.active(open.size);
    }
  };
  /** One set of files cannot reach the other: what both need passes through a folder that neither may open. */
  const passing = (name: string) => {
    folders += 1;
    return path.join(host.folder, `${name}${String(folders)}.parquet`);
  };
  const join = async (question: number, query: FairnessQuery) => {
    const copy = passing('joined');
    return query.join && (await ask(question, query.join, (session) => copyGroups(session, query, copy)));
  };
  /** Scans follow each other: two at once would take twice the memory. */
  const scan = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = scanning.then(work, work);
    scanning = turn.catch(() => undefined);
    return await turn;
  };

  return {
    profile: ({ question, query }) => scan(() => ask(question, query, profileData)),
    compare: ({ question, query: { reference, ...query } }) =>
      scan(() => ask(question, query, (session, share) => compareData(session, reference, share))),
    rows: ({ question, query: { offset, limit, columns, ...query } }) =>
      ask(question, query, (session) => readRows(session, { offset, limit, ...(columns && { columns }) })),
    fairness: ({ question, query }) =>
      scan(async () => {
        const joined = await join(question, query);
        return await ask(question, query, (session, share) =>
          countPredictions(session, query, { joined, share }),
        );
      }),
    versus: ({ question, query: { own, other, thresholds } }) =>
      scan(async () => {
        const copy = passing('own');
        const beside = await ask(question, other, (session) => outlineOf(session, other));
        const joined = await join(question, own);
        const side = await ask(question, own, (session) =>
          withJoined(
            session,
            joined,
            async (found) =>
              await copyOwnSide(session, own, {
                ...{ joined: found, copy },
                beside: Math.max(session.rows, beside.rows) <= manyRows ? beside : undefined,
              }),
          ),
        );
        try {
          const query = { ...other, groups: [...side.fixed], cross: own.cross };
          const its = await join(question, query);
          return await ask(question, query, (session, share) =>
            withMoved(session, side, async (moved) =>
              pairPredictions(session, query, { own: moved, joined: its, thresholds, share }),
            ),
          );
        } finally {
          await rm(copy, { force: true });
        }
      }),
    cancel: ({ question }) => {
      open.get(question)?.cancel();
      return Promise.resolve(null);
    },
  };
}

interface Question {
  readonly share: (share: number) => void;
  readonly onCancel: (cancel: () => void) => void;
  readonly cancel: () => void;
  /** Throws when it was cancelled. */
  readonly check: () => void;
}

function newQuestion(tell: (share: number) => void): Question {
  let cancelled = false;
  let act: () => void = () => undefined;
  let told = -1;
  return {
    share: (share) => {
      // A message for each per cent is enough.
      if (share - told < 0.01) return;
      told = share;
      tell(Math.min(1, share));
    },
    onCancel: (cancel) => {
      act = cancel;
      if (cancelled) cancel();
    },
    cancel: () => {
      cancelled = true;
      act();
    },
    check: () => {
      if (cancelled) throw new UserError('cancelled', t('It was cancelled.'));
    },
  };
}
