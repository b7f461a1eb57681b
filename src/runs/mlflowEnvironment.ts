/** Leads a script's MLflow client to the endpoint of its run, whatever other server its environment was meant for. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { proxyExceptions } from './launchEnvironment.ts';

export interface MlflowAddress {
  readonly port: number;
  readonly token: string;
  /** MLflow's client takes the name that it shows to a server for the person's. */
  readonly user: string;
  /** Given at launch; the script's own set_experiment wins. */
  readonly experiment?: string | undefined;
}

/** 256 random bits, safe in addresses and headers. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function mlflowEnvironment(
  env: Readonly<Record<string, string>>,
  { port, token, user, experiment }: MlflowAddress,
): Record<string, string> {
  const elsewhere = env['MLFLOW_TRACKING_URI'] !== undefined;
  const kept = Object.entries(env).filter(([name]) => {
    if (ofAnyServer.test(name)) return false;
    // Ids of another server's runs and experiments mean nothing here.
    return !elsewhere || !ofThatServer.test(name);
  });
  const place = hasNetrcFor(env) ? `/token/${token}` : '';
  return {
    ...Object.fromEntries(kept),
    MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}${place}`,
    // These two go before MLFLOW_TRACKING_TOKEN, also before one that the script finds in a file.
    MLFLOW_TRACKING_USERNAME: user.replaceAll(':', '_') || 'cairn',
    MLFLOW_TRACKING_PASSWORD: token,
    ...(experiment !== undefined && { MLFLOW_EXPERIMENT_NAME: experiment }),
  };
}

/** What a terminal needs besides `env` to have its MLflow clients log to an endpoint of no run. */
export function terminalEnvironment(
  env: NodeJS.ProcessEnv,
  address: Pick<MlflowAddress, 'port' | 'token' | 'user'>,
): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { MLFLOW_TRACKING_URI: uri = '', ...rest } = mlflowEnvironment(own, address);
  const { MLFLOW_TRACKING_USERNAME: name = '', MLFLOW_TRACKING_PASSWORD: password = '' } = rest;
  return {
    MLFLOW_TRACKING_URI: uri,
    MLFLOW_TRACKING_USERNAME: name,
    MLFLOW_TRACKING_PASSWORD: password,
    // A terminal's variables can be replaced, not taken away.
    ...(own['MLFLOW_REGISTRY_URI'] !== undefined && { MLFLOW_REGISTRY_URI: uri }),
    ...proxyExceptions(own),
  };
}

/** Ways to reach and to be let in. */
const ofAnyServer =
  /^MLFLOW_(?:TRACKING_(?:URI|USERNAME|PASSWORD|TOKEN|AUTH|AWS_SIGV4|INSECURE_TLS|CLIENT_CERT_PATH|SERVER_CERT_PATH)|REGISTRY_URI|WORKSPACE)$/;
const ofThatServer = /^MLFLOW_(?:RUN_ID|EXPERIMENT_ID|EXPERIMENT_NAME)$/;

/**
 * Python's requests replace the Authorization header by what ~/.netrc says of the host, or of all hosts. Then the token
 * goes into the address.
 */
function hasNetrcFor(env: Readonly<Record<string, string>>): boolean {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  const own = env['NETRC'];
  const files = own !== undefined ? [own] : ['.netrc', '_netrc'].map((name) => path.join(home, name));
  return files.some((file) => {
    try {
      return /(?:^|\s)(?:default|machine\s+127\.0\.0\.1)(?:\s|$)/.test(fs.readFileSync(file, 'utf8'));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return false;
    }
  });
}
