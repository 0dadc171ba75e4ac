/** Whether the controllers answer: the network, the device at the address, and the controller behind its route. */
import { isIPv4 } from 'node:net';
import { discover, ExplicitClient, type ExplicitClientOptions } from '../../client/index.js';
import { EipError } from '../../errors.js';
import type { Check, Surroundings } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { ControllerSubject } from '../subject.js';
import { printable } from '../system/words.js';

export interface ControllerFacts {
  readonly name: string;
  /** `host:port` */
  readonly at: string;
  /** Who answered ListIdentity; undefined: nobody. */
  readonly device: string | undefined;
  /** Who the controller says that it is. */
  readonly controller: string | undefined;
  /** Why it could not be connected to. */
  readonly error: EipError | undefined;
}

export function judgeController({ name, at, device, controller, error }: ControllerFacts): Judgement {
  const who = `${printable(name)}: ${printable(at)}`;
  if (error === undefined) return ok(`${who} answers: ${controller ?? device ?? 'connected'}`);
  const said = error.message.replace(`. ${error.check}.`, '');
  const there = device === undefined ? 'and nobody there answers discovery (UDP)' : `but the device there is ${device}`;
  return problem(`${who}: ${printable(said, 400)}; ${there}`, error.check);
}

export interface OriginatorFacts {
  readonly address: string;
  readonly device: string | undefined;
}

/** A scanner need not answer: most do. */
export function judgeOriginator({ address, device }: OriginatorFacts): Judgement {
  if (device !== undefined) return ok(`${address}, which may scan the adapter, answers: ${device}`);
  return warning(
    `${address}, which may scan the adapter, does not answer discovery (UDP 44818)`,
    'See that it is on, in this network, and that no firewall is between; a scanner that never answers is no fault',
  );
}

const PORT = 44_818;
const LEAST_MS = 200;

/** Who answers at that address; undefined: nobody in time, or no way there. */
async function deviceAt(
  address: string,
  port: number,
  { answerMs, signal, interfaces }: Surroundings,
): Promise<string | undefined> {
  const loopback = address.startsWith('127.');
  const bind = loopback ? interfaces.filter(({ internal }) => internal).map((one) => one.address) : undefined;
  try {
    const timeoutMs = Math.max(LEAST_MS, Math.floor(answerMs / 2));
    for await (const { productName, revision } of discover({
      addresses: [address],
      port,
      timeoutMs,
      signal,
      ...(bind?.length && { bind }),
    })) {
      return deviceText({ productName, revision });
    }
  } catch (error) {
    if (!(error instanceof EipError)) throw error;
  }
  return undefined;
}

interface Identity {
  readonly productName: string;
  readonly revision: { readonly major: number; readonly minor: number };
}

function deviceText({ productName, revision: { major, minor } }: Identity): string {
  return `${printable(productName)} ${major}.${String(minor).padStart(3, '0')}`;
}

async function controllerFacts({ name, options }: ControllerSubject, around: Surroundings): Promise<ControllerFacts> {
  const { host, port } = options;
  const [device, connected] = await Promise.all([
    isIPv4(host) ? deviceAt(host, port, around) : undefined,
    connectedTo(options as ExplicitClientOptions, around),
  ]);
  return { name, at: `${host}:${port}`, device, ...connected };
}

/** A connection as the service's own, opened once and closed. */
async function connectedTo(options: ExplicitClientOptions, { answerMs, signal }: Surroundings) {
  const quick = { connections: 1, timeoutMs: answerMs, retries: 0, reconnect: false, programCheckMs: 0 };
  try {
    await using client = new ExplicitClient({ ...options, ...quick });
    client.on('error', () => {});
    await client.connect({ signal });
    return { controller: deviceText(await client.identity({ signal })), error: undefined };
  } catch (error) {
    if (!(error instanceof EipError)) throw error;
    return { controller: undefined, error };
  }
}

export const plc: Check = {
  id: 'plc',
  async run({ controllers, originators }, around) {
    if (controllers.length + originators.length === 0) return [skipped('the configuration names no PLC')];
    const asked = controllers.map(async (one) => judgeController(await controllerFacts(one, around)));
    const scanning = originators.map(async (address) =>
      judgeOriginator({ address, device: await deviceAt(address, PORT, around) }),
    );
    return Promise.all([...asked, ...scanning]);
  },
};
