// What both clients send: records as a line would give them, each with its number in it.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

export const QUEUE = 'bench';
export const APP = { name: 'bench', instance: 'line-1' };
export const SOURCE = 'plc-1';

/** Some 300 bytes of JSON. */
export function bodyOf(n) {
  return {
    n,
    kind: 'sample',
    group: 'press',
    values: { speed: n / 8, count: n, running: n % 2 === 0, recipe: 'A-4711' },
    note: 'x'.repeat(160),
  };
}

/** Identification that every message has. */
export const newId = () => randomUUID();

/** Properties that every message has to have at the receiver, and their types; what else is there has to be equal. */
const OWN = ['messageId', 'correlationId', 'timestamp'];
const EXPECTED = {
  contentType: 'application/json',
  appId: APP.name,
  durable: true,
  headers: { 'eip-schema-version': 1, 'eip-app-instance': APP.instance, 'eip-source': SOURCE },
};

/** Counts what arrives. */
export class Checker {
  #seen = new Set();
  #ids = new Set();

  /** @throws Error for what is not as it was sent */
  take(message) {
    const { n } = message.body;
    same(`message ${n}`, message.body, bodyOf(n));
    for (const [name, value] of Object.entries(EXPECTED)) same(`message ${n}, ${name}`, message[name], value);
    for (const name of OWN) if (!message[name]) throw new Error(`message ${n} has no ${name}`);
    if (this.#seen.has(n)) throw new Error(`message ${n} came twice`);
    if (this.#ids.has(message.messageId)) throw new Error(`message ${n}: its messageId came before`);
    this.#seen.add(n);
    this.#ids.add(message.messageId);
  }

  get count() {
    return this.#seen.size;
  }
}

function same(what, got, wanted) {
  if (isDeepStrictEqual(got, wanted)) return;
  throw new Error(`${what}: sent ${JSON.stringify(wanted)}, received ${JSON.stringify(got)}`);
}
