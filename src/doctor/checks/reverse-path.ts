/** Whether the kernel drops what PLCs send, because the way back leads elsewhere. */
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { Interface } from '../system/interfaces.js';
import { isSameSubnet } from '../system/ipv4.js';
import { type Route, routeTo } from '../system/routes.js';
import { listed } from '../system/words.js';
import { takenBy } from './interfaces.js';
import { plcsOf } from './plc-network.js';

export interface ReversePathFacts {
  /** The adapter's. */
  readonly taken: Interface | undefined;
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[] | undefined;
  /** Addresses of PLCs that scan the adapter. */
  readonly originators: readonly string[];
}

const STRICT = 1;

export function judgeReversePath({ taken, interfaces, routes, originators }: ReversePathFacts): Judgement[] {
  if (taken === undefined) return [skipped('the adapter has no address yet')];
  const { name, reversePath } = taken;
  if (reversePath === undefined) return [skipped('the system does not tell')];
  if (reversePath !== STRICT) return [ok(`${name}: ${reversePath === 0 ? 'off' : 'loose'}`)];
  const remedy = `sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.${name}.rp_filter=2 (loose); to stay, in /etc/sysctl.d`;
  const astray = originators.flatMap((address) => strayed(address, taken, interfaces, routes));
  if (astray.length > 0) {
    return astray.map(({ address, to }) =>
      problem(
        `${name} is strict: what ${address} sends there is dropped without a word, because the way back leads ${to}`,
        remedy,
      ),
    );
  }
  const others = interfaces.filter((one) => !one.internal && one.name !== name).map((one) => one.name);
  if (others.length === 0) return [ok(`${name} is strict, and the only interface`)];
  return [
    warning(
      `${name} is strict, and there is ${listed([...new Set(others)])} too: packets of a PLC to which the way back leads there are dropped without a word`,
      remedy,
    ),
  ];
}

/** By the addresses of the interfaces, where the table of routes can't be read. */
function strayed(
  address: string,
  taken: Interface,
  interfaces: readonly Interface[],
  routes: readonly Route[] | undefined,
) {
  const near = interfaces.find((one) => isSameSubnet(one.address, address, one.netmask));
  const back = routes === undefined ? near?.name : routeTo(address, routes)?.interface;
  if (back === taken.name || (routes === undefined && near === undefined)) return [];
  return [{ address, to: back === undefined ? 'nowhere' : `to ${back}` }];
}

export const reversePath: Check = {
  id: 'reverse-path',
  async run(subject, { interfaces, routes }) {
    if (subject.adapter === undefined) return [skipped('no adapter is configured')];
    const originators = plcsOf(subject)
      .filter(({ scans }) => scans)
      .map(({ address }) => address);
    return judgeReversePath({ taken: takenBy(subject.adapter, interfaces), interfaces, routes, originators });
  },
};
