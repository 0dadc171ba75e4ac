/** Whether cyclic data gets into this container: it does not through a bridge. */
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { Interface } from '../system/interfaces.js';
import type { SystemFiles } from '../system/system-files.js';
import { shown, takenBy } from './interfaces.js';

export interface ContainerFacts {
  /** What tells that it is one; undefined: it is none. */
  readonly container: string | undefined;
  readonly interfaces: readonly Interface[];
  /** The adapter's; undefined: there is none, or it has no address. */
  readonly taken: Interface | undefined;
  readonly hasAdapter: boolean;
  /** There is no file. */
  readonly assumed: boolean;
}

const REMEDY =
  'Run the container with network_mode: host (docker run --network host), or give it an address of its own on the wire (macvlan)';
/** Where Docker puts its bridges, unless told otherwise. */
const DOCKER_NETWORKS = /^172\.(1[7-9]|2\d|3[01])\./;

export function judgeContainer({ container, interfaces, taken, hasAdapter, assumed }: ContainerFacts): Judgement {
  if (container === undefined) return ok('no container');
  const outside = interfaces.filter(({ internal }) => !internal);
  const inUse = taken !== undefined && !taken.internal ? [taken] : outside;
  const bridged = inUse.length > 0 && inUse.every(isBridged);
  const where = `in a container (${container})`;
  if (!bridged) return ok(`${where}, with the network of the host or an address of its own`);
  const found = `${where} behind a bridge, as ${inUse.map(shown).join(', ')}: cyclic data, multicast and discovery do not get through`;
  if (hasAdapter && !assumed) return problem(found, REMEDY);
  return warning(`${found}; a client that asks controllers does`, REMEDY);
}

/** One end of a cable whose other end is not in here. Where the system does not tell, by the address. */
function isBridged({ kind, address }: Interface): boolean {
  return kind === 'veth' || (kind === 'unknown' && DOCKER_NETWORKS.test(address));
}

const MARKS = ['/.dockerenv', '/run/.containerenv'] as const;
const GROUPS = /\b(docker|kubepods|containerd|libpod|lxc|machine\.slice)\b/;

/** What tells that this is a container; undefined: nothing does. */
export async function readContainer(files: SystemFiles): Promise<string | undefined> {
  for (const mark of MARKS) if (await files.exists(mark)) return mark;
  const group = GROUPS.exec((await files.text('/proc/self/cgroup')) ?? '')?.[1];
  if (group !== undefined) return `control group ${group}`;
  // Of the process that began it all, where it may be read.
  const name = /(?:^|\0)container=([\w-]{1,40})(?:\0|$)/.exec((await files.text('/proc/1/environ', 65_536)) ?? '')?.[1];
  return name === undefined ? undefined : `container=${name}`;
}

export const container: Check = {
  id: 'container',
  async run(subject, { container: mark, interfaces }) {
    if (subject.adapter === undefined && mark !== undefined)
      return [skipped(`in a container (${mark}); no adapter is configured, and clients get out of any`)];
    const taken = takenBy(subject.adapter, interfaces);
    const { adapter, assumed } = subject;
    return [judgeContainer({ container: mark, interfaces, taken, hasAdapter: adapter !== undefined, assumed })];
  },
};
