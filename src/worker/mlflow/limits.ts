/** What MLflow allows as keys and values: names that could be file names, and lengths. */
import { t } from '../../base/l10n.ts';
import { ApiError } from './apiError.ts';

/** Characters (code points) and counts. */
export const limits = {
  key: 250,
  param: 6000,
  tag: 8000,
  experimentTag: 20_000,
  experimentName: 500,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  metricsAtOnce: 1000,
  paramsAtOnce: 100,
  tagsAtOnce: 100,
  allAtOnce: 1000,
} as const;

/** Of metrics, params and tags. Throws ApiError. */
export function checkKey(key: string): void {
  if (key === '' || !/^[/\p{L}\p{M}\p{N}_.\- :]*$/u.test(key)) {
    throw invalid(
      t(
        'The name “{0}” is not allowed: names are letters, digits, “_”, “-”, “.”, “:”, “/” and spaces.',
        shown(key),
      ),
    );
  }
  if (!isNormal(key))
    throw invalid(
      t('The name “{0}” is not allowed: as the name of a file it would mean another.', shown(key)),
    );
  checkLength('name', key, limits.key);
}

export function checkLength(what: string, text: string, most: number): void {
  if (lengthOf(text) > most) {
    throw invalid(t('The {0} “{1}” is longer than {2} characters.', what, shown(text), most));
  }
}

export function checkCount(what: string, count: number, most: number): void {
  if (count > most) throw invalid(t('{0} {1} in one request are more than {2}.', count, what, most));
}

/** MLflow cuts long values rather than to stop a script for them. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = Array.from(text);
  return points.length <= most ? text : points.slice(0, most).join('');
}

export function invalid(message: string): ApiError {
  return new ApiError('INVALID_PARAMETER_VALUE', message);
}

/** As posixpath.normpath would leave it. */
function isNormal(key: string): boolean {
  return !key.startsWith('/') && key.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function lengthOf(text: string): number {
  return text.length <= limits.key ? text.length : Array.from(text).length;
}

function shown(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
