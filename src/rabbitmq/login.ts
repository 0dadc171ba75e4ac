/** What a connection is opened with: secrets and certificates are read for each, so that new ones come into effect. */
import type { ConnectionOptions } from 'rabbitmq-client';
import { Secret } from '../config/secret.js';
import { EipConfigError } from '../errors.js';
import type { BrokerSettings, TlsSettings } from './options.js';

const MOST_PATH = 1_024;

/** @throws EipConfigError EIP_SECRET_UNAVAILABLE */
export async function loginOptions(
  settings: BrokerSettings,
  name: string,
  signal?: AbortSignal,
): Promise<ConnectionOptions> {
  const { username, vhost, heartbeat, connectTimeoutMs } = settings;
  const [password, tls] = await Promise.all([
    settings.password.reveal({ signal }),
    settings.tls && tlsOptions(settings.tls, signal),
  ]);
  return {
    username,
    password,
    vhost,
    heartbeat,
    connectionName: name,
    connectionTimeout: connectTimeoutMs,
    acquireTimeout: connectTimeoutMs,
    noDelay: true,
    ...(tls && { tls }),
  };
}

async function tlsOptions({ ca, cert, key, passphrase, serverName }: TlsSettings, signal?: AbortSignal) {
  const [caText, certText, keyText, phrase] = await Promise.all([
    pem(ca, signal),
    pem(cert, signal),
    pem(key, signal),
    passphrase?.reveal({ signal }),
  ]);
  return {
    ...(caText !== undefined && { ca: caText }),
    ...(certText !== undefined && { cert: certText }),
    ...(keyText !== undefined && { key: keyText }),
    ...(phrase !== undefined && { passphrase: phrase }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

/** A literal that is no PEM text is the path of one. */
async function pem(given: Secret | undefined, signal?: AbortSignal): Promise<string | undefined> {
  const text = await given?.reveal({ signal });
  if (text === undefined || given?.origin !== 'literal' || text.includes('-----BEGIN ')) return text;
  if (text.length > MOST_PATH || /[\r\n]/.test(text)) {
    throw new EipConfigError(
      'EIP_SECRET_UNAVAILABLE',
      'A certificate or key of "tls" is neither a PEM text nor a path',
    );
  }
  return new Secret(`file:${text}`).reveal({ signal });
}
