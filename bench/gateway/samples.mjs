// The samples that all ways send, and what has to arrive: each record as a line would give it, with its number in it.
import { isDeepStrictEqual } from 'node:util';

export const QUEUE = 'bench';
export const APP = { name: 'bench', site: 'plant-2', instance: 'line-1' };
const SOURCE = 'plc-1';
const GROUP = 'press';
/** What `corrupt` sends in place of this. */
const RECIPE = 'A-4711';

/** Without what identifies it: five values, with it some 650 bytes of JSON. */
export function sampleOf(n, corrupt = false) {
  const good = (value, unit) => ({ quality: 'good', value, ...(unit && { unit }) });
  return {
    kind: 'sample',
    source: SOURCE,
    group: GROUP,
    app: APP,
    values: {
      n: good(n),
      sentUs: good(nowUs()),
      speed: good(n / 8, 'mm/s'),
      running: good(n % 2 === 0),
      recipe: good(corrupt ? 'other' : RECIPE),
    },
  };
}

/** The clock that the processes of a machine share, microseconds. */
export function nowUs() {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Properties of every message, from all ways. */
export const PROPERTIES = {
  contentType: 'application/json',
  type: 'sample',
  appId: APP.name,
  durable: true,
  headers: {
    'eip-schema-version': 1,
    'eip-app-instance': APP.instance,
    'eip-app-site': APP.site,
    'eip-source': SOURCE,
    'eip-kind': 'sample',
    'eip-app': APP.name,
    'eip-group': GROUP,
  },
};

/** Checks what arrives, in order. */
export class Checker {
  #next;
  #ids = new Set();
  /** From making a sample to its arrival here, microseconds. */
  latenciesUs = [];

  constructor(first) {
    this.first = first;
    this.#next = first;
  }

  /** @throws Error for what is not as it was sent, missing, out of order or there twice */
  take(message) {
    const arrivedUs = nowUs();
    const { messageId, timestamp, schemaVersion, values, ...rest } = message.body;
    const n = this.#next++;
    const { values: wanted, ...envelope } = sampleOf(n);
    const sentUs = values.sentUs.value;
    same(`sample ${n}`, { schemaVersion, ...rest }, { schemaVersion: 1, ...envelope });
    same(`sample ${n}`, values, { ...wanted, sentUs: { quality: 'good', value: sentUs } });
    for (const [name, value] of Object.entries(PROPERTIES)) same(`sample ${n}, ${name}`, message[name], value);
    same(`sample ${n}, messageId`, message.messageId, messageId);
    if (!timestamp || this.#ids.has(messageId))
      throw new Error(`sample ${n}: no timestamp, or its messageId came before`);
    this.#ids.add(messageId);
    this.latenciesUs.push(arrivedUs - sentUs);
  }

  get count() {
    return this.#next - this.first;
  }
}

function same(what, got, wanted) {
  if (isDeepStrictEqual(got, wanted)) return;
  throw new Error(`${what}: sent ${JSON.stringify(wanted)}, received ${JSON.stringify(got)}`);
}
