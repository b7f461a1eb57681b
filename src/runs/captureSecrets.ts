/** Files and lines that are never copied, because they are there to hold secrets. */
import path from 'node:path';
import { isSecretName, redacted, type Redactor } from '../base/redact.ts';

/** By name alone: `.env`, keys, certificates, credential files of well-known tools. */
export function looksSecret(file: string): boolean {
  const name = path.basename(file).toLowerCase();
  const parts = file.toLowerCase().split(/[\\/]/).slice(0, -1);
  return secretFile.test(name) || parts.some((part) => secretFolders.has(part));
}

const secretFile = new RegExp(
  `^(?:${[
    '\\.env(?:\\..*)?|.*\\.env|\\.netrc|_netrc|\\.pgpass|\\.npmrc|\\.pypirc|\\.htpasswd|\\.git-credentials|\\.dockercfg',
    '.*\\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|ovpn)|id_(?:rsa|dsa|ecdsa|ed25519).*',
    '.*(?:credential|secret|passwd|password).*|.*service[-_]?account.*\\.json|.*token\\.(?:json|txt|pickle)|kaggle\\.json',
  ].join('|')})$`,
);
const secretFolders = new Set(['.ssh', '.aws', '.azure', '.gnupg', '.kube', '.docker', '.gcloud', 'secrets']);

export interface CleanText {
  readonly text: string;
  /** Lines in which something was hidden. */
  readonly hidden: number;
}

/** Source text without the literals that are assigned to names that say secret, and without what `redactor` knows. */
export function cleanSource(source: string, redactor: Redactor): CleanText {
  let hidden = 0;
  const lines = source.split('\n').map((line) => {
    const clean = redactor.text(line.length > longestLine ? line : hideLiterals(line));
    if (clean !== line) hidden += 1;
    return clean;
  });
  return { text: lines.join('\n'), hidden };
}

/** Longer lines are data, not code. */
const longestLine = 4000;

/** `name = "literal"`, `"name": "literal"`, `NAME=literal` of a shell; calls such as `os.environ["X"]` are left. */
function hideLiterals(line: string): string {
  return line
    .replace(
      /([A-Za-z_][\w.-]*)(["'\]]{0,2}\s*(?::\s*[A-Za-z_][\w.[\] |]*\s*)?(?:=>|:=|[=:,])\s*[rbuf]{0,2})(["'`])((?:(?!\3).){4,})\3/g,
      (whole, name: string, between: string, quote: string) =>
        isSecretName(name) ? `${name}${between}${quote}${redacted}${quote}` : whole,
    )
    .replace(
      /^([-+ ]?\s*(?:export\s+|set\s+)?)([A-Za-z_]\w*)(=|:\s+)([^\s"'`()[\]{}$]{6,})\s*$/,
      (whole, lead: string, name: string, between: string) =>
        isSecretName(name) ? `${lead}${name}${between}${redacted}` : whole,
    );
}
