/** What parts of the section name: each other, and other sections. */
import { noSuch } from '../../config/names.js';
import { type Complaint, examined } from '../../config/refusal.js';
import { isObject } from '../../config/section.js';
import { type CommandsSettings, commandsSchema } from './commands.js';
import { deliverySchema } from './delivery.js';

/** What a program adds to the gateway of a configuration: its sections may name it. */
export interface OwnParts {
  /** Names of sources that the program brings. */
  readonly sources?: readonly string[] | undefined;
  /** Names of sinks that the program brings. */
  readonly sinks?: readonly string[] | undefined;
}

export interface Around {
  readonly isEnabled: (section: 'gateway' | 'adapter' | 'rabbitmq' | 'telemetry') => boolean;
  /** The sections as they were given. */
  readonly telemetry: unknown;
  readonly rabbitmq: unknown;
  readonly own: OwnParts;
}

/** Names that the gateway itself has for what gives records. */
const TAKEN = ['audit', 'commands'];

/** By their path from the section on. */
export function linkComplaints(given: unknown, around: Around): Complaint[] {
  if (!isObject(given)) return [];
  const sinks = sinkNames(around);
  return [
    ...(around.isEnabled('gateway') ? sinkComplaints(given, sinks, around) : []),
    ...sourceComplaints(given, around),
    ...deliveryComplaints(given.delivery, sinks),
    ...commandComplaints(given, around),
  ];
}

/** Sinks of the configuration, and those of the program. */
export function sinkNames({ isEnabled, telemetry, own }: Around): string[] {
  const sinks = isObject(telemetry) && isObject(telemetry.sinks) ? telemetry.sinks : {};
  const configured = isEnabled('telemetry') ? Object.keys(sinks).filter((name) => sinks[name] !== undefined) : [];
  return [...configured, ...(own.sinks ?? [])];
}

function hasSpool({ isEnabled, telemetry }: Around): boolean {
  return isEnabled('telemetry') && isObject(telemetry) && telemetry.spool !== undefined;
}

function sinkComplaints({ spool = true }: Record<string, unknown>, sinks: readonly string[], around: Around) {
  const complaints: Complaint[] = [];
  if (sinks.length === 0) complaints.push({ path: [], message: 'needs a sink for its records: telemetry.sinks' });
  if (spool === true && !hasSpool(around)) {
    const message =
      'needs telemetry.spool; without one (spool: false) records are in memory, and lost with the process';
    complaints.push({ path: ['spool'], message });
  }
  return complaints;
}

function sourceNames({ sources }: Record<string, unknown>): string[] {
  return isObject(sources) ? Object.keys(sources) : [];
}

/** The history of an output is taken by one source; which of two had which packet nobody could say. */
function sourceComplaints(given: Record<string, unknown>, { own }: Around): Complaint[] {
  const names = sourceNames(given);
  const taken = [...TAKEN, ...(own.sources ?? [])].filter((name) => names.includes(name));
  const complaints = taken.map((name): Complaint => {
    const whose = TAKEN.includes(name) ? 'the gateway itself' : 'the program';
    return { path: ['sources', name], message: `the name is taken by ${whose}: take another one` };
  });
  const readers = new Map<unknown, string>();
  for (const { source, group, assembly } of outputGroups(given)) {
    const first = readers.get(assembly);
    if (first === undefined) readers.set(assembly, source);
    else if (first !== source) {
      const message = `"${String(assembly)}" is read by the source "${first}" already: put its groups there`;
      complaints.push({ path: ['sources', source, 'groups', group, 'assembly'], message });
    }
  }
  return complaints;
}

/** Of sources that hold. */
function outputGroups({ sources }: Record<string, unknown>) {
  return entriesOf(sources).flatMap(([source, settings]) => {
    if (settings.protocol !== 'implicit' || settings.enabled === false) return [];
    return entriesOf(settings.groups).map(([group, { assembly }]) => ({ source, group, assembly }));
  });
}

function entriesOf(value: unknown): [string, Record<string, unknown>][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Record<string, unknown>] => isObject(entry[1]));
}

function deliveryComplaints(delivery: unknown, sinks: readonly string[]): Complaint[] {
  return entriesOf(delivery).flatMap(([sink, options]) => {
    const path = ['delivery', sink];
    const { data } = examined(deliverySchema, options);
    const complaints: Complaint[] = sinks.includes(sink) ? [] : [{ path, message: noSuch('sink', sink, sinks) }];
    if (data !== undefined && data.retryMinMs > data.retryMaxMs) {
      const message = `${data.retryMinMs}: at most "retryMaxMs", ${data.retryMaxMs}`;
      complaints.push({ path: [...path, 'retryMinMs'], message });
    }
    return complaints;
  });
}

function commandComplaints(given: Record<string, unknown>, around: Around): Complaint[] {
  if (given.commands === undefined) return [];
  const complaints: Complaint[] = [];
  const path = ['commands'];
  if (!around.isEnabled('rabbitmq')) complaints.push({ path, message: 'needs the section "rabbitmq"' });
  const { data } = examined(commandsSchema, given.commands);
  if (data === undefined) return complaints;
  if (data.journal === undefined && !(given.spool !== false && hasSpool(around))) {
    const message = 'required: the path of a folder, because there is no spool that it could be beside';
    complaints.push({ path: [...path, 'journal'], message });
  }
  const targets = [...sourceNames(given), ...(around.own.sources ?? [])];
  complaints.push(...queueComplaints(data.queue, around));
  return [...complaints, ...targetComplaints(data, targets)];
}

/** Two gateways at once would write in no order; the desk declares a queue that the section does not have. */
function queueComplaints(queue: string, { rabbitmq }: Around): Complaint[] {
  const queues = isObject(rabbitmq) && isObject(rabbitmq.queues) ? rabbitmq.queues : {};
  const options = Object.hasOwn(queues, queue) ? queues[queue] : undefined;
  if (!isObject(options)) return [];
  const { declare = 'active', singleActiveConsumer } = options;
  if (declare === 'active' && singleActiveConsumer === true) return [];
  const message = `rabbitmq.queues has "${queue}": it needs singleActiveConsumer: true there, and to be declared "active"`;
  return [{ path: ['commands', 'queue'], message }];
}

function targetComplaints({ writable, interlocks }: CommandsSettings, targets: readonly string[]): Complaint[] {
  const complaints: Complaint[] = [];
  const wantSource = (name: string | undefined, path: Complaint['path'], isKey = false) => {
    if (name === undefined || targets.includes(name)) return;
    const message = noSuch('source', name, targets);
    complaints.push({ path: ['commands', ...path], message: isKey ? message : `"${name}" is ${message}` });
  };
  for (const name of Object.keys(writable)) wantSource(name, ['writable', name], true);
  for (const [index, { source, require }] of interlocks.entries()) {
    const path = ['interlocks', index];
    wantSource(source, [...path, 'source']);
    wantSource(require.source, [...path, 'require', 'source']);
    if (require.min !== undefined && require.max !== undefined && require.min > require.max) {
      const message = `${require.min}: at most "max", ${require.max}`;
      complaints.push({ path: ['commands', ...path, 'require', 'min'], message });
    }
  }
  return complaints;
}
