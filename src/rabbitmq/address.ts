/** `amqp://user:password@host:5672/vhost`, `host:5672`, `host`, `[::1]:5672`: where a broker listens. */

export interface ParsedAddress {
  readonly host: string;
  /** Undefined: 5672, or 5671 with TLS. */
  readonly port?: number | undefined;
  /** By the scheme: `amqps`. */
  readonly secure?: boolean | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly vhost?: string | undefined;
}

/** What is wrong with an address; holds no user information. */
export class AddressError extends Error {}

const WANTED = 'expected an address such as broker.example:5672 or amqps://broker.example';
const HOST = /^(?:[A-Za-z0-9._-]{1,255}|[0-9A-Fa-f:.]{2,45})$/;

/** @throws AddressError */
export function parseAddress(text: string): ParsedAddress {
  return text.includes('://') ? fromUrl(text) : fromHostPort(text);
}

/** For messages and logs: `host:port`. */
export function addressText({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function fromHostPort(text: string): ParsedAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:@/]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  return { host: hostIn(bracketed ?? plain ?? '', text), port: portIn(port, text) };
}

function fromUrl(text: string): ParsedAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^amqps?:$/.test(url.protocol)) throw refused(text);
  if (url.search !== '' || url.hash !== '') {
    throw new AddressError(`${WANTED} without parameters, got ${masked(text)}: heartbeat and its like are options`);
  }
  return {
    host: hostIn(url.hostname.replace(/^\[|\]$/g, ''), text),
    port: portIn(url.port, text),
    secure: url.protocol === 'amqps:',
    username: partOf(url.username, text),
    password: partOf(url.password, text),
    vhost: vhostIn(url.pathname, text),
  };
}

/** `amqp://host` and `amqp://host/` name no virtual host; `amqp://host/%2F` names `/`. */
function vhostIn(path: string, text: string): string | undefined {
  const name = path.replace(/^\//, '');
  if (name.includes('/')) throw refused(text);
  return partOf(name, text);
}

function partOf(encoded: string, text: string): string | undefined {
  if (encoded === '') return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw refused(text);
  }
}

function hostIn(host: string, text: string): string {
  if (!HOST.test(host)) throw refused(text);
  return host;
}

function portIn(port: string | undefined, text: string): number | undefined {
  if (port === undefined || port === '') return undefined;
  const number = Number(port);
  if (number < 1 || number > 0xffff) throw refused(text);
  return number;
}

function refused(text: string): AddressError {
  return new AddressError(`${WANTED}, got ${masked(text)}`);
}

/** User information may stand before any @, and without one behind any colon, in an address that is none, too. */
function masked(text: string): string {
  const [, scheme = '', rest = ''] = /^(\w{1,10}:\/\/)?(.*)$/s.exec(text) ?? [];
  const at = rest.lastIndexOf('@');
  const host = rest.slice(at + 1);
  const colon = host.indexOf(':');
  const shown = `${scheme}${at < 0 ? '' : '***@'}${colon < 0 ? host : `${host.slice(0, colon)}:***`}`;
  return `"${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown}"`;
}
