/** Whether the adapter may run its I/O thread in real time, what it costs when not, and who stands in the way. */
import type { Check } from '../check.js';
import { type Judgement, ok, problem, skipped, warning } from '../finding.js';
import type { SystemFiles } from '../system/system-files.js';

export interface RealTimeFacts {
  readonly policy: 'auto' | 'fifo' | 'other';
  /** That is asked for. */
  readonly priority: number;
  /** CAP_SYS_NICE, now; undefined: the system does not tell. */
  readonly effective: boolean | undefined;
  /** CAP_SYS_NICE could be given to this process. */
  readonly bounding: boolean | undefined;
  /** Priority up to which it needs no capability: RLIMIT_RTPRIO. */
  readonly limit: number;
  /** Files can give it nothing more. */
  readonly noNewPrivileges: boolean;
  /** No real time for this control group, whatever the capability. */
  readonly groupHasNone: boolean;
  readonly container: boolean;
}

/** Of docs/performance.md. */
const COST =
  'beside a busy machine one slot in ten of an interval of 1 ms passes, one in a hundred of 2 ms, none of 10 ms';

export function judgeRealTime(facts: RealTimeFacts): Judgement {
  const { policy, priority, effective, limit, groupHasNone } = facts;
  if (policy === 'other') return skipped('the configuration wants none (scheduling: other)');
  if (effective === undefined) return skipped('the system does not tell');
  const may = effective || limit >= priority;
  if (may && !groupHasNone) {
    return ok(effective ? 'CAP_SYS_NICE is there' : `priority ${priority} is within the limit (rtprio ${limit})`);
  }
  const why = may ? 'the control group of this process has no real time (cpu.rt_runtime_us is 0)' : withoutText(facts);
  if (policy === 'fifo') return problem(`${why}: the adapter does not start (scheduling: fifo)`, remedyFor(facts, may));
  return warning(`${why}: ${COST}`, remedyFor(facts, may));
}

function withoutText({ priority, limit }: RealTimeFacts): string {
  return limit > 0
    ? `no CAP_SYS_NICE, and the limit of ${limit} (rtprio) is below the priority ${priority}`
    : 'no CAP_SYS_NICE';
}

function remedyFor({ bounding, container, noNewPrivileges }: RealTimeFacts, may: boolean): string {
  if (may) return 'Give the group real time (cpu.rt_runtime_us), or run a kernel without CONFIG_RT_GROUP_SCHED';
  if (container)
    return 'cap_add: [SYS_NICE] in compose.yaml, docker run --cap-add SYS_NICE; for a user who is not root with setcap on node in the image (deploy/Dockerfile)';
  if (bounding === false)
    return 'Whoever starts this process has taken it away: CapabilityBoundingSet of the unit has to have CAP_SYS_NICE';
  const unit = 'AmbientCapabilities=CAP_SYS_NICE in the systemd unit (deploy/eip-native.service)';
  if (noNewPrivileges) return `${unit}; setcap does nothing here (NoNewPrivileges)`;
  return `${unit}, or: sudo setcap cap_sys_nice+ep "$(readlink -f "$(which node)")"`;
}

/** Bit of the capability in the kernel's masks. */
const SYS_NICE = 23n;

export async function readRealTime(
  files: SystemFiles,
): Promise<Pick<RealTimeFacts, 'effective' | 'bounding' | 'limit' | 'noNewPrivileges' | 'groupHasNone'>> {
  const status = (await files.text('/proc/self/status', 65_536)) ?? '';
  return {
    effective: hasBit(status, 'CapEff'),
    bounding: hasBit(status, 'CapBnd'),
    limit: softLimit((await files.text('/proc/self/limits', 65_536)) ?? ''),
    noNewPrivileges: /^NoNewPrivs:\s*1$/m.test(status),
    groupHasNone: await groupHasNone(files),
  };
}

function hasBit(status: string, name: string): boolean | undefined {
  const mask = new RegExp(`^${name}:\\s*([0-9a-f]{1,16})$`, 'mi').exec(status)?.[1];
  return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> SYS_NICE) & 1n) === 1n;
}

function softLimit(limits: string): number {
  const soft = /^Max realtime priority\s+(\d{1,9}|unlimited)\s/m.exec(limits)?.[1];
  if (soft === 'unlimited') return Number.POSITIVE_INFINITY;
  return soft === undefined ? 0 : Number(soft);
}

/** Control groups of version 1, in kernels that divide real time among them. */
async function groupHasNone(files: SystemFiles): Promise<boolean> {
  const group = /^\d+:(?:[\w,=]+,)?cpu(?:,[\w,=]+)?:(\/[^\n]*)$/m.exec(
    (await files.text('/proc/self/cgroup')) ?? '',
  )?.[1];
  if (group === undefined || group.includes('..')) return false;
  return (await files.line(`/sys/fs/cgroup/cpu${group === '/' ? '' : group}/cpu.rt_runtime_us`)) === '0';
}

export const realTime: Check = {
  id: 'real-time',
  async run({ adapter }, { files, container }) {
    if (adapter === undefined) return [skipped('no adapter is configured')];
    const { policy, priority } = adapter;
    const facts = await readRealTime(files);
    return [judgeRealTime({ policy, priority, ...facts, container: container !== undefined })];
  },
};
