/** Whether the PLCs are in a subnet of this machine: what goes through a router is no cyclic data. */
import { isIPv4 } from 'node:net';
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { Subject } from '../subject.js';
import type { Interface } from '../system/interfaces.js';
import { isReservedIn, isSameSubnet } from '../system/ipv4.js';
import { type Route, routeTo } from '../system/routes.js';
import { listed } from '../system/words.js';
import { shown, takenBy } from './interfaces.js';

export interface Plc {
  readonly address: string;
  /** It opens connections to the adapter; else it is asked. */
  readonly scans: boolean;
}

export interface PlcNetworkFacts {
  readonly plcs: readonly Plc[];
  /** The adapter's own. */
  readonly taken: Interface | undefined;
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[] | undefined;
}

const SAME_SUBNET = 'Give the adapter an address in the subnet of the PLC, or correct the mask of either';

/** Those whose addresses are known. */
export function plcsOf({ controllers, originators }: Pick<Subject, 'controllers' | 'originators'>): Plc[] {
  const asked = controllers.map(({ options: { host } }) => host).filter((host) => isIPv4(host));
  return [
    ...originators.map((address) => ({ address, scans: true })),
    ...[...new Set(asked)].map((address) => ({ address, scans: false })),
  ];
}

export function judgePlcNetwork(facts: PlcNetworkFacts): Judgement[] {
  if (facts.plcs.length === 0) return [skipped('the configuration names no address of a PLC')];
  const judged = facts.plcs.map((plc) => ({ plc, doubt: doubtAbout(plc, facts) }));
  const doubts = judged.flatMap(({ doubt }) => doubt ?? []);
  const fine = judged.filter(({ doubt }) => doubt === undefined).map(({ plc }) => plc.address);
  return fine.length === 0 ? doubts : [ok(`in a subnet of this machine: ${listed([...new Set(fine)])}`), ...doubts];
}

function doubtAbout({ address, scans }: Plc, { taken, interfaces, routes }: PlcNetworkFacts): Judgement | undefined {
  const own = interfaces.find((one) => one.address === address);
  if (own !== undefined && !own.internal)
    return problem(
      `${address} is to be a PLC, and is the address of this machine's ${own.name}`,
      'Correct the address: two devices with one address disturb each other',
    );
  const near = interfaces.find((one) => isSameSubnet(one.address, address, one.netmask));
  if (near === undefined) return far(address, scans, routes);
  if (isReservedIn(address, near.netmask) && !near.internal) {
    return problem(
      `${address} is the network's own or the broadcast address of ${shown(near)}: no device has it`,
      'Correct the address, or the mask',
    );
  }
  if (scans && taken !== undefined && near.name !== taken.name) {
    return warning(`${address} is in the subnet of ${shown(near)}, and the adapter takes ${shown(taken)}`, SAME_SUBNET);
  }
  return undefined;
}

function far(address: string, scans: boolean, routes: readonly Route[] | undefined): Judgement | undefined {
  const found = `${address} is in no subnet of this machine`;
  const route = routes === undefined ? undefined : routeTo(address, routes);
  if (routes !== undefined && (route === undefined || route.rejects)) {
    return problem(`${found}, and no route leads there`, `${SAME_SUBNET}; or add a route`);
  }
  const via = route === undefined ? '' : `: it is reached through a router, by ${route.interface}`;
  if (!scans) return undefined;
  return warning(`${found}${via}; multicast data does not pass a router, and unicast data is late by it`, SAME_SUBNET);
}

export const plcNetwork: Check = {
  id: 'plc-network',
  async run(subject, { interfaces, routes }) {
    const taken = takenBy(subject.adapter, interfaces);
    return judgePlcNetwork({ plcs: plcsOf(subject), taken, interfaces, routes });
  },
};
