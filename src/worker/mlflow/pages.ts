/** Lists in pages: a token says where the next one begins. */
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { invalid } from './limits.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent after the last page. */
  readonly token: string | undefined;
}

export const pageToken = z.string().nullish();

/** `count` items from where `token` says. Throws ApiError. */
export function pageOf<T>(all: readonly T[], token: string | null | undefined, count: number): Page<T> {
  const from = offsetOf(token);
  return { items: all.slice(from, from + count), token: tokenFor(from + count, all.length) };
}

/** Throws ApiError. */
export function offsetOf(token: string | null | undefined): number {
  if (token === undefined || token === null || token === '') return 0;
  const text = /^[\w-]{1,40}$/.test(token) ? Buffer.from(token, 'base64url').toString('latin1') : '';
  const offset = /^from (\d{1,15})$/.exec(text)?.[1];
  if (offset === undefined) throw invalid(t('The page token is not one of this server.'));
  return Number(offset);
}

/** undefined when nothing is left. */
export function tokenFor(offset: number, total: number): string | undefined {
  return offset < total ? Buffer.from(`from ${offset}`).toString('base64url') : undefined;
}
