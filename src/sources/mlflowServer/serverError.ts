/** What can go wrong with a tracking server, each as a sentence that names the server and says what to do next. */
import { UserError, messageOf } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { ServerAddress } from './serverAddress.ts';

export class ServerError extends UserError {
  /** The same request may go well a moment later: the line broke, or the server is busy. */
  readonly passes: boolean;
  /** MLflow's error code, e.g. RESOURCE_DOES_NOT_EXIST; empty when it was not MLflow that answered. */
  readonly apiCode: string;

  constructor(of: {
    code: string;
    message: string;
    next?: string;
    passes?: boolean;
    apiCode?: string;
    cause?: unknown;
  }) {
    super(of.code, of.message, of.next, { cause: of.cause });
    this.name = 'ServerError';
    this.passes = of.passes ?? false;
    this.apiCode = of.apiCode ?? '';
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof ServerError && error.apiCode === 'RESOURCE_DOES_NOT_EXIST';
}

export function unreachable({ label }: ServerAddress, cause: unknown): ServerError {
  return new ServerError({
    code: 'serverUnreachable',
    message: t('{0} cannot be reached: {1}.', label, causeOf(cause)),
    next: t('Check the address and the network, and that the server runs.'),
    passes: true,
    cause,
  });
}

export function broken({ label }: ServerAddress, cause: unknown): ServerError {
  return new ServerError({
    code: 'serverBroken',
    message: t('The connection to {0} broke: {1}.', label, causeOf(cause)),
    next: t('Try again: what has arrived is not sent twice.'),
    passes: true,
    cause,
  });
}

export function tooSlow({ label }: ServerAddress, seconds: number): ServerError {
  return new ServerError({
    code: 'serverSlow',
    message: t('{0} did not answer within {1} seconds.', label, seconds),
    next: t('Try again later.'),
    passes: true,
  });
}

export function redirected({ label }: ServerAddress, to: string): ServerError {
  return new ServerError({
    code: 'notMlflow',
    message: t('{0} sends its visitors on to {1}; credentials are not carried there.', label, to),
    next: t('Connect to that address, or sign in with a token.'),
  });
}

export function notMlflow({ label }: ServerAddress, why: string): ServerError {
  return new ServerError({
    code: 'notMlflow',
    message: t('{0} does not answer as an MLflow server does: {1}.', label, why),
    next: t('Check the address; a proxy in between may need a sign-in of its own.'),
  });
}

/** For an answer that is no success. `api`: what MLflow says of it, when it was MLflow. */
export function refused(
  { label }: ServerAddress,
  status: number,
  api: { readonly error_code: string; readonly message: string } | undefined,
): ServerError {
  const apiCode = api?.error_code ?? '';
  const said = api === undefined ? t('status {0}', status) : oneLine(api.message);
  if (status === 401)
    return new ServerError({
      code: 'serverAuth',
      message: t('{0} does not accept the sign-in.', label),
      next: t('Give a token, or a name and a password, that it knows.'),
      apiCode,
    });
  if (status === 403)
    return new ServerError({
      code: 'serverForbidden',
      message: t('{0} does not allow this: {1}', label, said),
      next: t('Ask whoever runs the server for the permission.'),
      apiCode,
    });
  if (api === undefined && status === 404)
    return new ServerError({
      code: 'serverOld',
      message: t('{0} does not know this request: it is no MLflow server, or one that is too old.', label),
      next: t('MLflow 2.0 or newer is needed.'),
    });
  const passes = status === 429 || status >= 500;
  return new ServerError({
    code: passes ? 'serverBusy' : 'serverRefused',
    message: passes ? t('{0} could not answer: {1}', label, said) : t('{0} refused: {1}', label, said),
    ...(passes && { next: t('Try again later.') }),
    passes,
    apiCode,
  });
}

/** Node gathers the addresses of a host that were tried in one error without words. */
function causeOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return messageOf(cause.errors[0]);
  return messageOf(cause).replace(/\.$/, '');
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
