import { EipConnectionError, EipError } from '../errors.js';
import { codeOf, endName } from '../link/failures.js';
import type { WireEnd } from '../link/wire-tap.js';

/** The errors that only a scanner has. */

export function joinFailed(group: WireEnd, ours: string, cause: Error): EipConnectionError {
  const text = `The multicast group ${endName(group)} can not be joined on ${ours}: ${codeOf(cause) ?? cause.message}`;
  return new EipConnectionError('EIP_OPEN_FAILED', text, { cause, ...group, transport: 'udp' });
}

export function inputTimedOut(target: WireEnd | undefined, timeoutMs: number): EipConnectionError {
  const text = `No T->O packet from ${target?.address} for ${timeoutMs} ms: the connection has timed out`;
  return new EipConnectionError('EIP_INPUT_TIMED_OUT', text, { ...target, transport: 'udp' });
}

export function explicitConnectionClosed(target: WireEnd): EipError {
  return new EipError('EIP_CONNECTION_CLOSED', `The explicit connection to ${endName(target)} is closed`, {
    ...target,
  });
}

export function scannerUnusable(why: string): EipError {
  return new EipError('EIP_SCANNER_UNUSABLE', `The scanner can not do that: ${why}`);
}
