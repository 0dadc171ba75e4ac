/** A client, or a target of commands, each write of which leaves audit records. */
import type { EipClient } from '../../eip-client.js';
import type { CommandTarget } from '../part.js';
import { AuditedClient } from './audited-client.js';
import { AuditedTarget } from './audited-target.js';
import { type AuditedOptions, AuditedWrites } from './audited-writes.js';

/**
 * The same client or target, whose `writeTag` and `writeTags` leave audit records `via: 'api'`: one before anything is
 * sent, and one with the result, which is durable when the call is resolved. Reads and all the rest go through as they
 * are; close the one or the other. What it writes is a copy of the values as they were when it was called.
 *
 * A write whose record can't be kept rejects with EipWriteError EIP_AUDIT_UNAVAILABLE, and nothing is sent. One that was
 * carried out, and of which the result then can't be kept, ends with EIP_AUDIT_INCOMPLETE.
 * @throws EipError EIP_MESSAGE_INVALID for an `app` that no record can have
 */
export function audited(client: EipClient, options: AuditedOptions): EipClient;
export function audited(target: CommandTarget, options: AuditedOptions): CommandTarget;
export function audited(inner: EipClient | CommandTarget, options: AuditedOptions): EipClient | CommandTarget {
  if ('targetState' in inner) {
    const lastGood = options.lastGood ?? ((tag: string) => inner.lastGood(tag));
    return new AuditedTarget(inner, new AuditedWrites({ ...options, lastGood }));
  }
  return new AuditedClient(inner, new AuditedWrites(options));
}
