/** The errors of a client of explicit messages: one place for the words. */
import { describeStatus, type RouterReply } from '../cip/index.js';
import {
  EipConnectionError,
  EipError,
  type EipErrorDetails,
  EipReadError,
  EipTimeoutError,
  EipWriteError,
} from '../errors.js';
import { endName } from '../link/failures.js';
import type { WireEnd } from '../link/wire-tap.js';

/** What a call is about: a tag, an attribute. */
export interface Subject {
  /** As in `tag "Line.Speed"`. */
  readonly text: string;
  readonly tag?: string;
}

/** Where the controller is. */
export interface Target extends WireEnd {
  /** As in `1/0`. */
  readonly route?: string | undefined;
}

export function clientClosed(): EipError {
  return new EipError('EIP_CLIENT_CLOSED', 'The client is closed');
}

export function notConnected(target: Target, why: string): EipConnectionError {
  return new EipConnectionError('EIP_NOT_CONNECTED', `No connection to ${nameOf(target)}: ${why}`, detailsOf(target));
}

/** @param quietMs since the last request was sent */
export function silent(target: WireEnd, quietMs: number): EipConnectionError {
  const what = `${endName(target)} sent nothing for ${quietMs} ms although it was asked`;
  return new EipConnectionError('EIP_CONTROLLER_SILENT', what, { ...target, transport: 'tcp' });
}

export function linkBroken(target: WireEnd, cause: unknown): EipConnectionError {
  const what = `The TCP connection to ${endName(target)} can not be used: ${cause instanceof Error ? cause.message : cause}`;
  return new EipConnectionError('EIP_CONNECTION_LOST', what, { cause, ...target, transport: 'tcp' });
}

export function noReply(target: WireEnd, waitedMs: number): EipTimeoutError {
  return new EipTimeoutError('EIP_REPLY_TIMEOUT', `${endName(target)} did not reply within ${waitedMs} ms`, {
    ...target,
  });
}

/** The time of a call was over before it was sent. */
export function callTimedOut(timeoutMs: number, why: string): EipTimeoutError {
  return new EipTimeoutError('EIP_CALL_TIMEOUT', `Not sent within ${timeoutMs} ms: ${why}`);
}

export function readRefused(subject: Subject, target: Target, reply: Pick<RouterReply, 'status' | 'extendedStatus'>) {
  const what = `${nameOf(target)} did not give ${subject.text}: ${statusText(reply)}`;
  return new EipReadError('EIP_READ_REFUSED', what, { ...detailsOf(target), ...statusOf(reply), ...tagOf(subject) });
}

export function writeRefused(subject: Subject, target: Target, reply: Pick<RouterReply, 'status' | 'extendedStatus'>) {
  const what = `${nameOf(target)} did not take ${subject.text}: ${statusText(reply)}`;
  const details: EipErrorDetails = { ...detailsOf(target), ...statusOf(reply), ...tagOf(subject), outcome: 'refused' };
  return new EipWriteError('EIP_WRITE_REFUSED', what, details);
}

/** @param cause why there is no reply */
export function readFailed(subject: Subject, target: Target, cause: EipError): EipReadError {
  const what = `${capital(subject.text)} was not read: ${whatOf(cause)}`;
  return new EipReadError('EIP_READ_FAILED', what, { ...inherited(target, cause), ...tagOf(subject) });
}

/** @param isUnknown it was sent, and nobody knows what became of it */
export function writeFailed(subject: Subject, target: Target, cause: EipError, isUnknown: boolean): EipWriteError {
  const details = { ...inherited(target, cause), ...tagOf(subject) };
  if (isUnknown) {
    const what = `Whether ${subject.text} was written is unknown: it was sent and not answered: ${whatOf(cause)}`;
    return new EipWriteError('EIP_WRITE_UNCERTAIN', what, { ...details, outcome: 'unknown' });
  }
  const what = `${capital(subject.text)} was not written: ${whatOf(cause)}`;
  return new EipWriteError('EIP_WRITE_NOT_SENT', what, { ...details, outcome: 'notSent' });
}

/** A service of which nobody knows what it does was sent, and no reply came. */
export function requestUncertain(service: number, target: Target, cause: EipError): EipConnectionError {
  const what = `Whether service 0x${service.toString(16)} was carried out is unknown: it was sent and not answered`;
  const details: EipErrorDetails = { ...inherited(target, cause), outcome: 'unknown' };
  return new EipConnectionError('EIP_REQUEST_UNCERTAIN', `${what}: ${whatOf(cause)}`, details);
}

/** The words of an error without what to check. */
export function whatOf({ message, check }: EipError): string {
  return message.slice(0, -`. ${check}.`.length);
}

function statusText({ status, extendedStatus }: Pick<RouterReply, 'status' | 'extendedStatus'>): string {
  const { text, check } = describeStatus(status, extendedStatus);
  return `${text}: ${check}`;
}

function statusOf({ status, extendedStatus: [word] }: Pick<RouterReply, 'status' | 'extendedStatus'>) {
  return { generalStatus: status, ...(word !== undefined && { extendedStatus: word }) };
}

function inherited(target: Target, cause: EipError): EipErrorDetails {
  const { generalStatus, extendedStatus } = cause;
  return {
    cause,
    ...detailsOf(target),
    ...(generalStatus !== undefined && { generalStatus }),
    ...(extendedStatus !== undefined && { extendedStatus }),
  };
}

function detailsOf({ address, port, route }: Target): EipErrorDetails {
  return { address, port, ...(route !== undefined && { route }) };
}

function tagOf({ tag }: Subject): { tag?: string } {
  return tag === undefined ? {} : { tag };
}

/** A target in a message: `192.168.1.10:44818 (route 1/0)`. */
function nameOf(target: Target): string {
  return target.route === undefined ? endName(target) : `${endName(target)} (route ${target.route})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
