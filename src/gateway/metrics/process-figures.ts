/** What is told of this process. */
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { LagFigures } from './event-loop-lag.js';

export interface ProcessFigures {
  readonly cpu: { readonly userSeconds: number; readonly systemSeconds: number };
  /** Since 1970. */
  readonly startSeconds: number;
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  /** Undefined where the system does not tell. */
  readonly openDescriptors: number | undefined;
  readonly mostDescriptors: number | undefined;
  readonly loop: LagFigures & { readonly activeSeconds: number };
}

const US_A_SECOND = 1e6;
const MS_A_SECOND = 1_000;

export function processFigures(lag: LagFigures): ProcessFigures {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    cpu: { userSeconds: user / US_A_SECOND, systemSeconds: system / US_A_SECOND },
    startSeconds: performance.timeOrigin / MS_A_SECOND,
    residentBytes: rss,
    heapUsedBytes: heapUsed,
    openDescriptors: openDescriptors(),
    mostDescriptors: mostDescriptors(),
    loop: { ...lag, activeSeconds: performance.eventLoopUtilization().active / MS_A_SECOND },
  };
}

/** Without the one that it takes to look. */
function openDescriptors(): number | undefined {
  return tried(() => readdirSync('/proc/self/fd').length - 1);
}

function mostDescriptors(): number | undefined {
  const [, soft] =
    /^Max open files\s+(\d+)/m.exec(tried(() => readFileSync('/proc/self/limits', 'latin1')) ?? '') ?? [];
  return soft === undefined ? undefined : Number(soft);
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
