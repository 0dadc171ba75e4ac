/** Whether data to a group of receivers leaves by the adapter's interface. */
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { Interface } from '../system/interfaces.js';
import { type Route, routeTo } from '../system/routes.js';
import { takenBy } from './interfaces.js';

export interface MulticastFacts {
  readonly taken: Interface | undefined;
  /** First address of the groups. */
  readonly group: string;
  readonly routes: readonly Route[] | undefined;
}

/**
 * The adapter names its interface with each group, so that no route is needed, and none leads astray; other programs do
 * not (docs/doctor.md).
 */
export function judgeMulticast({ taken, group, routes }: MulticastFacts): Judgement {
  if (taken === undefined) return skipped('the adapter has no address yet');
  const name = taken.name;
  if (taken.multicast === false && !taken.internal) {
    return problem(
      `${name} takes no part in multicast: T->O data to a group does not leave it`,
      `ip link set ${name} multicast on; or use unicast in the PLC`,
    );
  }
  const own = `the adapter sends to groups (${group}) by ${name}`;
  if (routes === undefined) return ok(own);
  const route = routeTo(group, routes);
  if (route === undefined) return ok(`${own}; no route leads there, and it needs none`);
  if (route.interface === name) return ok(`${own}, as the route says`);
  if (route.mask === 0) return ok(`${own}; the default route leads to ${route.interface}, which it does not use`);
  return warning(
    `${own}, and a route leads to ${route.interface}: other programs send and join there`,
    `ip route add 239.192.0.0/14 dev ${name}`,
  );
}

export const multicast: Check = {
  id: 'multicast',
  async run({ adapter }, { interfaces, routes }) {
    if (adapter === undefined) return [skipped('no adapter is configured')];
    return [judgeMulticast({ taken: takenBy(adapter, interfaces), group: adapter.group, routes })];
  },
};
