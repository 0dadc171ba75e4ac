/** Normalised options in the units and names of the addon. */
import type { NativeAssembly, NativeClass, NativeOptions, NativePoint } from '../native/binding.js';
import { nativeNetworks } from './allow.js';
import type { ParsedPoint } from './connection-schema.js';
import type { NormalAssembly, NormalOptions } from './options.js';
import { type AdapterSettings, nativeSettings } from './settings/settings.js';

/** Bounds that no option moves yet (deps/opener/include/opener/limits.h). */
const FIXED_LIMITS = { classes: 256, delayedReplies: 16 };

/**
 * @param address IPv4 address of this machine
 * @param settings to begin with: those of the options, or as they were kept
 */
export function nativeOptions(
  options: NormalOptions,
  address: string,
  settings: AdapterSettings = options,
  classes: readonly NativeClass[] = [],
): NativeOptions {
  const { deviceType, productCode, productName, revision, serialNumber, vendorId } = options.identity;
  const [majorRevision, minorRevision] = revision;
  return {
    address,
    port: options.port,
    ioPort: options.ioPort,
    identity: { vendorId, deviceType, productCode, majorRevision, minorRevision, serialNumber, productName },
    limits: { ...FIXED_LIMITS, ...options.limits },
    access: accessOf(options),
    minRpiUs: Math.round(options.minRpiMs * 1000),
    pendingTimeoutUs: options.requestTimeoutMs * 1000,
    requireConfiguration: false,
    settings: nativeSettings(settings),
    allowSettings: options.allowSettings,
    livenessMs: options.livenessMs,
    eventMinIntervalUs: Math.round(options.eventMinIntervalMs * 1000),
    scheduling: { ...options.scheduling, cpu: options.scheduling.cpu },
    assemblies: options.assemblies.map(nativeAssembly),
    points: nativePoints(options),
    mirrors: mirrorsOf(options),
    classes: [...classes],
  };
}

function accessOf({ allow, maxSessionsPerPeer, readOnly }: NormalOptions): NativeOptions['access'] {
  return {
    explicit: nativeNetworks(allow.explicit),
    io: nativeNetworks(allow.io),
    sessionsPerPeer: maxSessionsPerPeer ?? 0,
    readOnly,
  };
}

export function nativeAssembly({ name: _name, layout: _layout, ...assembly }: NormalAssembly): NativeAssembly {
  return { ...assembly, settable: assembly.kind !== 'input' };
}

/** Connections by the instances of their assemblies. */
export function nativePoints({
  assemblies,
  connections,
}: Pick<NormalOptions, 'assemblies' | 'connections'>): NativePoint[] {
  const instances = new Map(assemblies.map(({ name, instance }) => [name, instance]));
  const instanceOf = (point: ParsedPoint) => (typeof point === 'object' ? point.heartbeat : instances.get(point ?? ''));
  return connections.map(({ type, output, input, config, ...connection }) => ({
    type,
    output: instanceOf(output) ?? 0,
    input: instanceOf(input) ?? 0,
    config: instanceOf(config) ?? 0,
    outputFormat: connection.outputFormat,
    inputFormat: connection.inputFormat,
    connections: connection.most ?? 0,
    outputLeast: connection.outputSizes?.least,
    inputLeast: connection.inputSizes?.least,
  }));
}

function mirrorsOf({ assemblies, mirror }: NormalOptions): NativeOptions['mirrors'] {
  const indexOf = (wanted: string) => assemblies.findIndex(({ name }: NormalAssembly) => name === wanted);
  return mirror.map(({ output, input }) => ({ output: indexOf(output), input: indexOf(input) }));
}
