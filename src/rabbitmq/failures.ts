/** What the broker, TLS and the network say, as errors of this package: one place for the words. */
import { EipConfigError, EipConnectionError, EipError } from '../errors.js';
import { tlsFault } from './tls-faults.js';

/** An error of the library: its `code` is AMQP's reply code in words. */
interface BrokerFault extends Error {
  readonly code?: string;
}

/** Where a connection leads, for messages. */
export interface Peer {
  /** `host:port` */
  readonly at: string;
  readonly username: string;
  readonly vhost: string;
  readonly secure: boolean;
}

const TCP_TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused, no program listens there (ECONNREFUSED)',
  EHOSTUNREACH: 'the host is not reachable (EHOSTUNREACH)',
  ENETUNREACH: 'the network is not reachable (ENETUNREACH)',
  ENOTFOUND: 'the name is not known (ENOTFOUND)',
  EAI_AGAIN: 'the name can not be looked up now (EAI_AGAIN)',
  CONNECTION_TIMEOUT: 'no answer in time',
};

/** Why an attempt to connect failed. */
export function connectFailed(peer: Peer, fault: BrokerFault): EipConnectionError {
  const details = { cause: fault };
  if (fault.code === 'ACCESS_REFUSED') {
    const text = `${peer.at} refused user name or password of "${peer.username}"`;
    return new EipConnectionError('EIP_BROKER_LOGIN_REFUSED', text, details);
  }
  if (fault.code === 'NOT_ALLOWED') {
    const missing = / not found$/.test(fault.message);
    const why = missing ? 'there is none of this name' : `"${peer.username}" may not use it`;
    return new EipConnectionError(
      'EIP_BROKER_VHOST_REFUSED',
      `${peer.at}, virtual host "${peer.vhost}": ${why}`,
      details,
    );
  }
  const tls = peer.secure ? tlsFault(fault) : undefined;
  if (tls !== undefined) return new EipConnectionError('EIP_BROKER_TLS_FAILED', `TLS with ${peer.at}: ${tls}`, details);
  const how = TCP_TEXTS[fault.code ?? ''] ?? closedText(peer, fault);
  return new EipConnectionError(
    'EIP_BROKER_CONNECT_FAILED',
    `No connection to the broker at ${peer.at}: ${how}`,
    details,
  );
}

function closedText({ secure }: Peer, fault: BrokerFault): string {
  if (fault.code !== 'CONN_CLOSE' && fault.code !== 'ECONNRESET') return fault.message;
  return secure
    ? `it closed the connection (${fault.code})`
    : `it closed the connection (${fault.code}): it may want TLS`;
}

/** Why an open connection ended. */
export function connectionLost(at: string, fault: BrokerFault): EipConnectionError {
  return new EipConnectionError(
    'EIP_BROKER_CONNECTION_LOST',
    `The connection to the broker at ${at} was lost: ${lossText(fault)}`,
    {
      cause: fault,
    },
  );
}

function lossText(fault: BrokerFault): string {
  if (fault.code === 'SOCKET_TIMEOUT') return 'it was silent for two heartbeats';
  if (fault.code === 'CONN_CLOSE') return 'it closed without a word';
  return fault.message;
}

/** What an operation was about. */
export interface Subject {
  readonly queue?: string;
  readonly exchange?: string;
}

/** The broker refused an operation and closed the channel. */
export function operationRefused(what: string, subject: Subject, fault: BrokerFault): EipError {
  if (fault instanceof EipError) return fault;
  const said = saidBy(fault);
  const differs = fault.code === 'PRECONDITION_FAILED' ? differenceIn(said) : undefined;
  const details = { cause: fault, ...subject };
  const text = `${what}: ${differs ?? said}`;
  if (fault.name !== 'AMQPChannelError') return new EipConnectionError('EIP_BROKER_CONNECTION_LOST', text, details);
  if (differs !== undefined) return new EipConfigError('EIP_TOPOLOGY_DIFFERS', text, details);
  if (fault.code === 'NOT_FOUND') {
    return said.startsWith('no exchange ')
      ? new EipConfigError('EIP_EXCHANGE_MISSING', text, details)
      : new EipConfigError('EIP_QUEUE_MISSING', text, details);
  }
  const inUse = fault.code === 'RESOURCE_LOCKED' || / in exclusive use$/.test(said);
  if (inUse) return new EipConnectionError('EIP_QUEUE_IN_USE', text, details);
  if (fault.code === 'ACCESS_REFUSED') return new EipConfigError('EIP_BROKER_DENIED', text, details);
  return new EipConnectionError('EIP_BROKER_REFUSED', text, details);
}

/** `inequivalent arg 'x' for queue 'q' in vhost '/': received '7' but current is '5'`, in words for its reader. */
function differenceIn(said: string): string | undefined {
  const match =
    /inequivalent arg '([^']+)' for (queue|exchange) '(.*)' in vhost '.*?': received (.+) but current is (.+)$/s.exec(
      said,
    );
  if (match === null) return undefined;
  const [, argument, kind, name, received, current] = match;
  return `the ${kind} "${name}" is there with another ${argument}: expected here ${plain(received)}, found at the broker ${plain(current)}`;
}

/** `the value '5' of type 'byte'` and `'5'` are 5. */
function plain(value = ''): string {
  const [, quoted] = /'(.*?)'/s.exec(value) ?? [];
  return quoted ?? value;
}

/** The text of the broker without the name of the method in front. */
export function saidBy({ message }: Error): string {
  return message.replace(/^(?:\w+: )?[A-Z_]+ - /, '').replace(/\.$/, '');
}
