import {
  CipDecodeError,
  decodeRefusal,
  decodeRoutingFailure,
  describeEncapsulationStatus,
  describeStatus,
  EncapsulationCommand,
  type EncapsulationMessage,
  type RefusalDetail,
  type RouterReply,
  refusalDetail,
} from '../cip/index.js';
import { EipConnectionError, EipTimeoutError } from '../errors.js';
import type { WireEnd } from './wire-tap.js';

/** The errors of talking to a target, whoever talks: one place for the words. */

const COMMAND_NAMES: ReadonlyMap<number, string> = new Map([
  [EncapsulationCommand.listServices, 'ListServices'],
  [EncapsulationCommand.listIdentity, 'ListIdentity'],
  [EncapsulationCommand.listInterfaces, 'ListInterfaces'],
  [EncapsulationCommand.registerSession, 'RegisterSession'],
  [EncapsulationCommand.sendRrData, 'SendRRData'],
  [EncapsulationCommand.sendUnitData, 'SendUnitData'],
]);

/** @param cause undefined: nobody answered in time. */
export function connectFailed(target: WireEnd, bind: string | undefined, cause: Error | undefined): EipConnectionError {
  const code = codeOf(cause);
  if (bind !== undefined && code === 'EADDRNOTAVAIL') return addressUnavailable(bind, cause);
  const how = code === undefined ? 'no answer in time' : (CONNECT_TEXTS[code] ?? code);
  return new EipConnectionError('EIP_CONNECT_FAILED', `No connection to ${endName(target)} (TCP): ${how}`, {
    cause,
    ...target,
    transport: 'tcp',
  });
}

const CONNECT_TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused, no program listens there (ECONNREFUSED)',
  EHOSTUNREACH: 'the host is not reachable (EHOSTUNREACH)',
  ENETUNREACH: 'the network is not reachable (ENETUNREACH)',
  ENOTFOUND: 'the name is not known (ENOTFOUND)',
  EAI_AGAIN: 'the name can not be looked up now (EAI_AGAIN)',
};

export function connectionLost(target: WireEnd, cause?: Error): EipConnectionError {
  const how = cause === undefined ? 'was closed' : `broke (${codeOf(cause) ?? cause.message})`;
  return new EipConnectionError('EIP_CONNECTION_LOST', `The TCP connection to ${endName(target)} ${how}`, {
    cause,
    ...target,
    transport: 'tcp',
  });
}

export function bindFailed(local: WireEnd, cause: Error): EipConnectionError {
  const code = codeOf(cause);
  if (code === 'EADDRNOTAVAIL') return addressUnavailable(local.address, cause);
  const details = { cause, ...local, transport: 'udp' as const };
  if (code === 'EADDRINUSE') {
    return new EipConnectionError('EIP_PORT_IN_USE', `UDP port ${local.port} of ${local.address} is in use`, details);
  }
  const text = `UDP ${endName(local)} can not be opened: ${code ?? cause.message}`;
  return code === 'EACCES'
    ? new EipConnectionError('EIP_PORT_DENIED', text, details)
    : new EipConnectionError('EIP_OPEN_FAILED', text, details);
}

function addressUnavailable(address: string, cause: Error | undefined): EipConnectionError {
  return new EipConnectionError('EIP_ADDRESS_UNAVAILABLE', `${address} is no address of this machine`, {
    cause,
    address,
  });
}

export function replyTimedOut(target: WireEnd, command: number, timeoutMs: number): EipTimeoutError {
  const text = `${endName(target)} did not answer ${commandName(command)} within ${timeoutMs} ms`;
  return new EipTimeoutError('EIP_REPLY_TIMEOUT', text, { ...target });
}

export function replyInvalid(target: WireEnd, how: string, cause?: Error): EipConnectionError {
  const text = `${endName(target)} sent a reply that can not be used: ${how}`;
  return new EipConnectionError('EIP_REPLY_INVALID', text, { cause, ...target });
}

/** Runs a decoder over what a target sent: bytes that are no such message are the target's fault. */
export function understood<T>(target: WireEnd, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CipDecodeError) throw replyInvalid(target, error.message, error);
    throw error;
  }
}

export function encapsulationRefused(
  target: WireEnd,
  reply: Pick<EncapsulationMessage, 'command' | 'status'>,
): EipConnectionError {
  const { text, check } = describeEncapsulationStatus(reply.status);
  const what = `${endName(target)} refused ${commandName(reply.command)}: ${text}: ${check}`;
  return new EipConnectionError('EIP_ENCAPSULATION_REFUSED', what, { ...target });
}

export function serviceRefused(target: WireEnd, reply: RouterReply): EipConnectionError {
  const { text, check } = describeStatus(reply.status, reply.extendedStatus);
  const what = `${endName(target)} refused service 0x${reply.service.toString(16)}: ${text}: ${check}`;
  return new EipConnectionError('EIP_SERVICE_REFUSED', what, { ...target, ...statusOf(reply) });
}

/** @param reply a device's on the way, not of the one asked. */
export function routeRefused(target: WireEnd, reply: RouterReply): EipConnectionError {
  const { text, check } = describeStatus(reply.status, reply.extendedStatus);
  const { remainingRouteWords } = understood(target, () => decodeRoutingFailure(reply));
  const rest = remainingRouteWords === undefined ? '' : `: 16-bit words of the route not used: ${remainingRouteWords}`;
  const what = `${endName(target)} did not pass the request on: ${text}: ${check}${rest}`;
  return new EipConnectionError('EIP_SERVICE_REFUSED', what, { ...target, ...statusOf(reply) });
}

/** @param points what was asked for, as in `150/100/151`. */
export function openRefused(target: WireEnd, points: string, reply: RouterReply): EipConnectionError {
  const { text, check } = describeStatus(reply.status, reply.extendedStatus);
  const parts = [`${endName(target)} refused the connection ${points}: ${text}`, check, ...details(reply)];
  return new EipConnectionError('EIP_OPEN_REFUSED', parts.join(': '), { ...target, ...statusOf(reply) });
}

/** What the target says it would have accepted, as far as it says so. */
function details(reply: RouterReply): string[] {
  const detail = refusalDetail(reply.extendedStatus);
  const texts = detail === undefined ? [] : [detailText(detail)];
  const remaining = remainingPathWords(reply.data);
  return remaining > 0 ? [...texts, `16-bit words of the path not used: ${remaining}`] : texts;
}

function detailText(detail: RefusalDetail): string {
  if (detail.type === 'size') return `the target's own size is ${detail.size}`;
  const [oToT, tToO] = [detail.oToT, detail.tToO].map(({ kind, rpiUs }) =>
    kind === 'fine' ? 'fine' : `${kind} ${rpiUs} us`,
  );
  return `acceptable O->T: ${oToT}, T->O: ${tToO}`;
}

/** A refusal without its usual data still is one. */
function remainingPathWords(data: Uint8Array): number {
  try {
    return decodeRefusal(data)?.remainingPathWords ?? 0;
  } catch {
    return 0;
  }
}

function statusOf({ status, extendedStatus: [word] }: RouterReply) {
  return { generalStatus: status, ...(word !== undefined && { extendedStatus: word }) };
}

function commandName(command: number): string {
  return COMMAND_NAMES.get(command) ?? `command 0x${command.toString(16)}`;
}

/** The system's code of an error, as `ECONNREFUSED`. */
export function codeOf(error: Error | undefined): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** A target in a message: `192.168.1.10:44818`. */
export function endName({ address, port }: WireEnd): string {
  return `${address}:${port}`;
}
