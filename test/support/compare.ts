import type { CapturedMessage, WiresharkObject, WiresharkValue } from './captures.js';
import type { WiresharkView } from './wireshark-view.js';

/**
 * Where Wireshark's decoding and the codec's differ, as lines `cm.ot_rpi_us: 10000, not 20000`. Every value Wireshark
 * gives counts, except texts made from other values and what it remembers from the request of a reply.
 */
export function differences(message: CapturedMessage, view: WiresharkView): readonly string[] {
  const found: string[] = [];
  for (const part of ['enip', 'cpf', 'cip', 'embedded', 'cm', 'io'] as const) {
    const expected = message[part];
    if (expected === undefined) continue;
    const own = part === 'cm' ? withoutRecalled(message.cm!, message.cip) : expected;
    compare(own, view[part], part, found);
  }
  return found;
}

/** Made from the segments, or remembered. What a safety segment holds is opaque, like the data of unknown services. */
const NEVER_OWN: ReadonlySet<string> = new Set(['path', 'request_path', 'request_conn_path']);

function isNotCompared(key: string): boolean {
  return NEVER_OWN.has(key) || key.startsWith('safety_segment.');
}

/** What of the Connection Manager's view never stands in a reply: paths and their sizes. */
const NOT_IN_REPLIES: ReadonlySet<string> = new Set(['conn_path', 'conn_path_words', 'route_path', 'route_path_words']);

/** The reply to an Unconnected Send is the embedded message's, so even that it is one is remembered. */
const NOT_IN_PASSED_ON_REPLIES: ReadonlySet<string> = new Set([...NOT_IN_REPLIES, 'what', 'rr']);

/** The APIs that Wireshark shows beside a Forward Close are the connection's. */
const NOT_IN_CLOSES: ReadonlySet<string> = new Set(['ot_api_us', 'to_api_us']);

function withoutRecalled(cm: WiresharkObject, cip: WiresharkObject | undefined): WiresharkObject {
  const isReply = cip?.rr === 1;
  const passedOn = cm.what === 'unconnected_send' && !(cip?.sc === 0x52 && cip.status !== 0);
  const recalled = [
    ...(isReply ? (passedOn ? NOT_IN_PASSED_ON_REPLIES : NOT_IN_REPLIES) : []),
    ...(cm.what === 'forward_close' ? NOT_IN_CLOSES : []),
  ];
  return Object.fromEntries(Object.entries(cm).filter(([key]) => !recalled.includes(key)));
}

function compare(expected: WiresharkValue, actual: unknown, where: string, found: string[]): void {
  if (Array.isArray(expected)) {
    compareLists(expected, actual, where, found);
  } else if (typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) {
      if (!isNotCompared(key)) compare(value, property(actual, key), `${where}.${key}`, found);
    }
  } else if (expected !== actual) {
    found.push(`${where}: ${JSON.stringify(expected)}, not ${JSON.stringify(actual)}`);
  }
}

function compareLists(expected: readonly WiresharkValue[], actual: unknown, where: string, found: string[]): void {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    const length = Array.isArray(actual) ? actual.length : 'none';
    found.push(`${where}: ${expected.length} entries, not ${length}`);
    return;
  }
  for (const [i, value] of expected.entries()) compare(value, actual[i], `${where}[${i}]`, found);
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
