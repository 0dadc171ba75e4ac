/** Which parts of a gateway another configuration changes, and whether they can change while it runs. */

import { problemText } from '../../config/problems.js';
import { type Complaint, pathText } from '../../config/refusal.js';
import { deliverySchema } from '../../eip-config/gateway/delivery.js';
import type { EipConfig } from '../../eip-config/index.js';
import { EipConfigError, type OptionProblem } from '../../errors.js';
import { changedPaths } from './changes.js';
import { hasHistory, withHistory } from './configured-adapter.js';

type Path = Complaint['path'];

export interface ReloadPlan {
  /** Names of sources whose groups or tags are others. */
  readonly sources: readonly string[];
  /** Names of sinks that are delivered to by other rules. */
  readonly delivery: readonly string[];
  /** Names of sinks with other options. */
  readonly sinks: readonly string[];
  /** Levels. */
  readonly logging: boolean;
}

/** Names of a person stand for `*`; what is within counts too. */
const SAFE = [
  'logging.level',
  'logging.levels',
  'gateway.sources.*.groups',
  'gateway.sources.*.tags',
  'gateway.delivery',
  'telemetry.sinks.rabbitmq.*',
].map((pattern) => pattern.split('.'));

const AFTER_START = 'is another one only after a new start';
const USUAL = deliverySchema.parse({});

/** @throws EipConfigError EIP_RELOAD_REFUSED that names every key that needs a new start */
export function reloadPlan(before: EipConfig, after: EipConfig): ReloadPlan {
  const paths = changedPaths(before, after);
  const unsafe = paths.filter((path) => !isWithin(SAFE, path));
  const refused = unsafe.map((path) => ({ path, message: whyNot(path) }));
  refuse([...refused, ...lackingHistory(before, after), ...otherRoom(before, after)], after);
  const named = (start: string) => [
    ...new Set(paths.filter((path) => pathText(path).startsWith(start)).map((path) => String(path[2]))),
  ];
  return {
    sources: named('gateway.sources.'),
    delivery: named('gateway.delivery.'),
    sinks: named('telemetry.sinks.'),
    logging: paths.some(([section]) => section === 'logging'),
  };
}

function isWithin(patterns: readonly (readonly string[])[], path: Path): boolean {
  return patterns.some(
    (pattern) => pattern.length <= path.length && pattern.every((step, at) => step === '*' || step === path[at]),
  );
}

function whyNot([section, part, , ...rest]: Path): string {
  if (section === 'gateway' && part === 'sources' && rest.length === 0)
    return 'a source comes and goes with a new start';
  return AFTER_START;
}

/** An output of which each packet is told needs a history, which the adapter has from its start on or not at all. */
function lackingHistory(before: EipConfig, after: EipConfig): Complaint[] {
  const [was, will] = [withHistory(before), withHistory(after)];
  if (was === undefined || will === undefined) return [];
  const lacking = Object.keys(will.assemblies).filter((name) => hasHistory(will, name) && !hasHistory(was, name));
  return Object.entries(after.gateway?.sources ?? {}).flatMap(([source, { protocol, groups }]) => {
    if (protocol !== 'implicit') return [];
    return Object.entries(groups).flatMap(([group, { assembly, report }]) => {
      if (!lacking.includes(assembly) || report === 'interval') return [];
      const message = `the adapter keeps no history of "${assembly}": every change of it is told only after a new start`;
      return [{ path: ['gateway', 'sources', source, 'groups', group, 'report'], message }];
    });
  });
}

/** Of what waits in memory the room is made at the start. */
function otherRoom(before: EipConfig, after: EipConfig): Complaint[] {
  if (after.gateway?.spool !== false) return [];
  const room = ({ gateway }: EipConfig, sink: string) => (gateway?.delivery[sink] ?? USUAL).queueRecords;
  const sinks = new Set([before, after].flatMap(({ gateway }) => Object.keys(gateway?.delivery ?? {})));
  return [...sinks]
    .filter((sink) => room(before, sink) !== room(after, sink))
    .map((sink) => ({ path: ['gateway', 'delivery', sink, 'queueRecords'], message: AFTER_START }));
}

function refuse(complaints: readonly Complaint[], config: EipConfig): void {
  if (complaints.length === 0) return;
  const problems = complaints.map((complaint) => problemOf(complaint, config));
  const what = `Nothing was changed: ${problems.map(problemText).join('; ')}`;
  throw new EipConfigError('EIP_RELOAD_REFUSED', what, { problems });
}

/** Where it, or the first value in it, was said. */
function problemOf({ path, message }: Complaint, { origins }: EipConfig): OptionProblem {
  const option = pathText(path);
  const key = Object.keys(origins).find(
    (one) => one === option || (/^[.[]/.test(one.slice(option.length)) && one.startsWith(option)),
  );
  const origin = key === undefined ? undefined : origins[key];
  if (origin?.kind === 'environment') return { option, path, message, variable: origin.variable };
  if (origin?.kind !== 'file') return { option, path, message };
  const { file, line, column } = origin;
  return { option, path, message, file, line, column };
}
