/** Where an MLflow tracking server is, as a person writes it: checked, and with credentials taken out, so that it can be shown. */
import { UserError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';

export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'user'; readonly user: string; readonly password: string };

export interface ServerAddress {
  /** `https://mlflow.example.org/team`: no slash at the end, no credentials. */
  readonly uri: string;
  /** As people call it: host, port unless it is the usual one, and path. */
  readonly label: string;
  /** Those that stood in the address. */
  readonly credentials: Credentials | undefined;
}

/** Throws UserError `serverAddress`. */
export function serverAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed)) {
    const scheme = /^([a-z][\w+.-]*):/i.exec(trimmed)?.[1];
    throw wrong(
      scheme === undefined
        ? t('The address of an MLflow server starts with http:// or https://.')
        : t('An address that starts with {0}: is none of an MLflow server.', scheme),
    );
  }
  if (!URL.canParse(trimmed)) throw wrong(t('This address cannot be read.'));
  const url = new URL(trimmed);
  if (url.search !== '' || url.hash !== '')
    throw wrong(t('The address of a server has no “?” and no “#” in it.'));
  // A page of MLflow's own interface, copied from the browser's address line, ends before its `#`.
  const path = url.pathname.replace(/\/+$/, '');
  return {
    uri: `${url.protocol}//${url.host}${path}`,
    label: `${url.host}${path}`,
    credentials: credentialsOf(url),
  };
}

/** Sent over a plain connection, a password can be read on the way; on this machine there is no way. */
export function isSafeForSecrets({ uri }: Pick<ServerAddress, 'uri'>): boolean {
  return uri.startsWith('https:') || isLoopback(new URL(uri).hostname);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function credentialsOf({ username, password }: URL): Credentials | undefined {
  if (username === '' && password === '') return undefined;
  return { kind: 'user', user: decoded(username), password: decoded(password) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone percent sign: meant as it stands.
    return part;
  }
}

function wrong(sentence: string): UserError {
  return new UserError(
    'serverAddress',
    sentence,
    t('It looks like https://mlflow.example.org or http://localhost:5000.'),
  );
}
