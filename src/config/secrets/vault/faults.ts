/** What can be wrong between this process and Vault: what happened, and what to check. */
import type { VaultAnswer } from './answer.js';

/** Why something could not be had; a sentence that follows a colon. Never holds a token or a value. */
export class VaultFault extends Error {
  /** Of the answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(why: string, { cause, status }: { readonly cause?: unknown; readonly status?: number } = {}) {
    super(why, cause === undefined ? undefined : { cause });
    this.status = status;
  }
}

const TRANSPORT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: see that Vault runs, and the port of "address"',
  ENOTFOUND: 'the name of the host is unknown: correct "address", or the name service',
  EAI_AGAIN: 'the name service does not answer: see the network of this machine',
  EHOSTUNREACH: 'the host does not answer: see that it is on, and the network between',
  ENETUNREACH: 'no route leads there: see the network of this machine',
  ECONNRESET: 'the connection was cut: see whether Vault restarts, or a proxy between ends it',
  EPROTO: 'no TLS is spoken there: see whether "address" has to begin with http://',
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it, and see the clock of this machine',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: see the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name: use that name in "address"',
};

const UNTRUSTED = 'its certificate is signed by nobody who is trusted: give the authority in "caFile"';
const UNTRUSTED_CODES = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
];

/** @param waitedMs when the time for the request was over */
export function transportFault(cause: Error, address: string, waitedMs: number | undefined): VaultFault {
  const { code = cause.name } = cause as NodeJS.ErrnoException;
  const known = UNTRUSTED_CODES.includes(code) ? UNTRUSTED : (TRANSPORT[code] ?? otherReason(code));
  const why = waitedMs === undefined ? known : `no answer within ${waitedMs} ms: see that it is on and not overloaded`;
  return new VaultFault(`Vault at ${address}: ${why}`, { cause });
}

function otherReason(code: string): string {
  if (code.startsWith('HPE_')) return `what answers there speaks no HTTP (${code}): correct "address"`;
  return `no answer (${code})`;
}

const BY_STATUS: Readonly<Record<number, string>> = {
  412: 'this node does not have it yet: try again, or give the address of the active node',
  429: 'too many requests for the quota that is set for it',
  472: 'this node is a secondary for disaster recovery: give the address of the active cluster',
  473: 'this node is a standby for performance: give the address of the active node',
  502: 'the proxy before it reaches no node: see that Vault runs',
  504: 'the proxy before it got no answer in time: see that Vault is not overloaded',
};

/**
 * An answer that nobody expects of Vault in good health.
 * @param hidden what may not be shown, should the answer repeat it
 * @param why where the request says more than the status; it continues "Vault at ADDRESS"
 */
export function answerFault(
  answer: VaultAnswer,
  address: string,
  hidden: readonly string[],
  why = reason(answer),
): VaultFault {
  return new VaultFault(`Vault at ${address} ${why}${told(answer, hidden)}`, { status: answer.status });
}

function reason(answer: VaultAnswer): string {
  const { status } = answer;
  if (status === 503) return unavailableReason(answer);
  if (status >= 300 && status < 400) return redirectReason(answer);
  if (status < 300) return `answered ${status} with what no Vault answers: see that "address" leads to Vault`;
  if (status === 400 && errorsOf(answer).some((text) => text.includes('HTTP request to an HTTPS server')))
    return 'speaks TLS: "address" has to begin with https://';
  return `answered ${status}: ${BY_STATUS[status] ?? 'see its log'}`;
}

function unavailableReason(answer: VaultAnswer): string {
  const errors = errorsOf(answer);
  if (errors.some((text) => /sealed/i.test(text))) return 'is sealed (503): unseal it ("vault operator unseal")';
  if (errors.some((text) => /standby|active/i.test(text)))
    return 'is a node on standby without an active one (503): see the state of the cluster ("vault status")';
  return 'is not available (503): see whether it is sealed or starting ("vault status"), and the proxy before it';
}

/** Not followed: the token would go to wherever the answer says. */
function redirectReason({ status, location }: VaultAnswer): string {
  const to = location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin.slice(0, 100)}` : '';
  return (
    `is on standby, or no Vault, and sends on${to} (${status}), where no token is sent: ` +
    'give the address of the active node, or of a load balancer before the cluster'
  );
}

const MOST_TOLD = 200;

/** Its own words, on one line. */
function told(answer: VaultAnswer, hidden: readonly string[]): string {
  const words = hidden.reduce((text, value) => text.replaceAll(value, '***'), errorsOf(answer).join('; '));
  const shown = words
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MOST_TOLD);
  return shown === '' ? '' : ` (it says: ${shown})`;
}

function errorsOf({ body }: VaultAnswer): readonly string[] {
  const errors: unknown = typeof body === 'object' && body !== null && 'errors' in body ? body.errors : undefined;
  return Array.isArray(errors) ? errors.filter((error): error is string => typeof error === 'string') : [];
}
