/** What the kernel reads the time from: each packet asks for it. */
import type { Check } from '../check.js';
import { type Judgement, ok, skipped, warning } from '../finding.js';
import { printable } from '../system/words.js';

export interface ClockSourceFacts {
  /** Undefined: the system does not tell. */
  readonly current: string | undefined;
  readonly available: readonly string[];
}

/** Read by the program itself, in some ten nanoseconds. */
const FAST = new Set([
  'tsc',
  'kvm-clock',
  'arch_sys_counter',
  'hyperv_clocksource_tsc_page',
  'timebase',
  'tod',
  'riscv_clocksource',
]);

export function judgeClockSource({ current, available }: ClockSourceFacts): Judgement {
  if (current === undefined || current === '') return skipped('the system does not tell');
  if (FAST.has(current)) return ok(printable(current));
  const found = `${printable(current)}: each look at the clock is a call of the kernel, of a microsecond or more`;
  return available.includes('tsc')
    ? warning(
        `${found}, and tsc is there`,
        'echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource; to stay, clocksource=tsc on the kernel command line',
      )
    : warning(
        found,
        'See "dmesg | grep -i clocksource" why the kernel gave up tsc: mostly firmware, sometimes a virtual machine; update the firmware, or use another machine',
      );
}

const FOLDER = '/sys/devices/system/clocksource/clocksource0';

export const clockSource: Check = {
  id: 'clock-source',
  async run(_subject, { files }) {
    const current = await files.line(`${FOLDER}/current_clocksource`);
    const available = ((await files.line(`${FOLDER}/available_clocksource`)) ?? '').split(/\s+/);
    return [judgeClockSource({ current, available })];
  },
};
