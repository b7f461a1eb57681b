/** Where the artifacts of a run are put: the server's own door to its store, or a sentence on why there is none. */
import { t } from '../base/l10n.ts';
import type { ServerAddress } from '../sources/mlflowServer/serverAddress.ts';

/** The path of the address, below the server's, that names of files are added to. */
export function artifactTarget(
  artifactUri: string,
  server: ServerAddress,
): string | { readonly problem: string } {
  const proxied = /^mlflow-artifacts:(?:\/\/([^/]*))?(\/.*)$/.exec(artifactUri);
  if (proxied !== null) {
    const [, host = '', place = ''] = proxied;
    // Credentials go to the server they were given for, and to nobody whom it names.
    if (host !== '' && host !== new URL(server.uri).host) return elsewhere(host);
    return `${door}/${encodedPath(place)}`;
  }
  if (/^https?:/i.test(artifactUri) && URL.canParse(artifactUri)) {
    const { host, pathname, origin } = new URL(artifactUri);
    const begin = `${server.uri}${door}/`;
    if (`${origin}${pathname}`.startsWith(begin))
      return pathname.slice(new URL(server.uri).pathname.replace(/\/$/, '').length).replace(/\/$/, '');
    return elsewhere(host);
  }
  const scheme = /^([a-z][\w+.-]*):/i.exec(artifactUri)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file')
    return {
      problem: t(
        'The server keeps artifacts in a store ({0}://…) that only those write who have its keys. Whoever runs the server can have it pass files on: mlflow server --serve-artifacts.',
        scheme,
      ),
    };
  return {
    problem: t(
      'The server keeps artifacts in a folder of its own machine and takes none from others. Whoever runs the server can have it pass files on: mlflow server --serve-artifacts.',
    ),
  };
}

function elsewhere(host: string): { readonly problem: string } {
  return { problem: t('The server keeps artifacts on {0}, for which there is no sign-in here.', host) };
}

function encodedPath(place: string): string {
  return place
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map(encodeURIComponent)
    .join('/');
}

const door = '/api/2.0/mlflow-artifacts/artifacts';
