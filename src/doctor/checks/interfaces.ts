/** Which address of this machine the adapter takes, and whether a PLC can be behind it. */
import { addressOf } from '../../adapter/host.js';
import { EipError } from '../../errors.js';
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { AdapterSubject, Subject } from '../subject.js';
import type { Interface } from '../system/interfaces.js';
import { isLinkLocal, isLoopback, isSameSubnet } from '../system/ipv4.js';
import { listed, printable } from '../system/words.js';

const SET_HOST = 'Set "host" of the adapter to the address, or the interface, of the machine network';

export interface InterfaceFacts {
  readonly subject: Pick<Subject, 'adapter' | 'assumed'>;
  readonly interfaces: readonly Interface[];
}

/** What the adapter would take; undefined where it can't be told. */
export function takenBy(adapter: AdapterSubject | undefined, interfaces: readonly Interface[]): Interface | undefined {
  if (adapter === undefined) return undefined;
  const address = chosen(adapter, interfaces);
  return typeof address === 'string' ? ownerOf(address, interfaces) : undefined;
}

/** All of 127.0.0.0/8 is this machine's, though its loopback interface tells one. */
function ownerOf(address: string, interfaces: readonly Interface[]): Interface | undefined {
  const loopback = interfaces.find(({ internal }) => internal);
  const own = interfaces.find((one) => one.address === address);
  return own ?? (loopback !== undefined && isLoopback(address) ? { ...loopback, address } : undefined);
}

export function judgeInterfaces({ subject: { adapter, assumed }, interfaces }: InterfaceFacts): Judgement[] {
  if (adapter === undefined) return [skipped('no adapter is configured; the system chooses the address of a client')];
  const address = chosen(adapter, interfaces);
  if (typeof address !== 'string') return [undecided(address, assumed, interfaces)];
  const taken = ownerOf(address, interfaces);
  if (taken === undefined) {
    return [
      problem(
        `the adapter is to take ${address}, which is no address of this machine; it has ${all(interfaces)}`,
        SET_HOST,
      ),
    ];
  }
  const doubts = doubtsAbout(taken, interfaces);
  return doubts.length > 0 ? doubts : [ok(`the adapter takes ${shown(taken)}`)];
}

/** Without a file nothing is wrong yet. */
function undecided(error: EipError, assumed: boolean, interfaces: readonly Interface[]): Judgement {
  const { message, check } = error;
  const found = printable(message.replace(`. ${check}.`, ''), 400);
  const bridges = interfaces.filter(({ kind }) => kind === 'bridge').map(({ name }) => name);
  const hint = bridges.length === 0 ? '' : `; ${listed(bridges)} is a bridge, mostly of containers: no PLC is there`;
  return (assumed ? warning : problem)(`${found}${hint}`, SET_HOST);
}

function doubtsAbout(taken: Interface, interfaces: readonly Interface[]): Judgement[] {
  const name = `the adapter takes ${shown(taken)}`;
  const found: Judgement[] = [];
  if (taken.internal) found.push(warning(`${name}: only programs of this machine reach it`, SET_HOST));
  if (taken.kind === 'bridge')
    found.push(warning(`${name}, a bridge, mostly of containers: no PLC is there`, SET_HOST));
  if (isLinkLocal(taken.address)) {
    found.push(
      warning(
        `${name}, which an interface gives itself when no DHCP server answers`,
        'Give the machine a fixed address',
      ),
    );
  }
  if (taken.netmask === '255.255.255.255' && !taken.internal) {
    found.push(warning(`${name}: nobody is in this subnet`, 'Set the mask that the machine network has'));
  }
  const twin = interfaces.find(
    (one) => one.name !== taken.name && !one.internal && isSameSubnet(one.address, taken.address, taken.netmask),
  );
  if (twin !== undefined) {
    const remedy = 'Give each interface a subnet of its own: packets leave, and answers come, by either';
    found.push(warning(`${name}, and ${shown(twin)} is in the same subnet`, remedy));
  }
  return found;
}

function chosen({ host }: AdapterSubject, interfaces: readonly Interface[]): string | EipError {
  const own = interfaces.map(({ address, name, internal }) => ({ address, interfaceName: name, internal }));
  try {
    return addressOf(host, own);
  } catch (error) {
    if (error instanceof EipError) return error;
    throw error;
  }
}

export function shown({ address, name, netmask }: Interface): string {
  return `${address} (${printable(name)}, mask ${netmask})`;
}

function all(interfaces: readonly Interface[]): string {
  return listed(interfaces.map(shown)) || 'none';
}

export const interfaces: Check = {
  id: 'interfaces',
  run: async (subject, around) => judgeInterfaces({ subject, interfaces: around.interfaces }),
};
