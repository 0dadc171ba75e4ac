/** Normalised options in the units and names of the addon. */
import type { NativeClass, NativeOptions } from '../native/binding.js';
import type { NormalAssembly, NormalOptions } from './options.js';

/** Bounds that no option moves yet (deps/opener/include/opener/limits.h). */
const FIXED_LIMITS = { classes: 256, delayedReplies: 16 };

/** The defaults of deps/opener/include/opener/network.h. */
const SETTINGS = {
  dscpUrgent: 55,
  dscpScheduled: 47,
  dscpHigh: 43,
  dscpLow: 31,
  dscpExplicit: 27,
  multicastTtl: 1,
  multicastExplicit: false,
  multicastCount: 32,
  multicastFirst: 0,
};

/** @param address IPv4 address of this machine */
export function nativeOptions(
  options: NormalOptions,
  address: string,
  classes: readonly NativeClass[] = [],
): NativeOptions {
  const { deviceType, productCode, productName, revision, serialNumber, vendorId } = options.identity;
  const [majorRevision, minorRevision] = revision;
  return {
    address,
    port: options.port,
    ioPort: options.ioPort,
    identity: { vendorId, deviceType, productCode, majorRevision, minorRevision, serialNumber, productName },
    limits: limitsOf(options),
    minRpiUs: Math.round(options.minRpiMs * 1000),
    pendingTimeoutUs: options.requestTimeoutMs * 1000,
    requireConfiguration: false,
    settings: { ...SETTINGS, inactivityTimeoutS: options.inactivityTimeoutS },
    allowSettings: false,
    livenessMs: options.livenessMs,
    eventMinIntervalUs: Math.round(options.eventMinIntervalMs * 1000),
    scheduling: { ...options.scheduling, cpu: options.scheduling.cpu },
    assemblies: options.assemblies.map(({ instance, kind, size }) => ({
      instance,
      kind,
      size,
      settable: kind !== 'input',
    })),
    points: pointsOf(options),
    mirrors: mirrorsOf(options),
    classes: [...classes],
  };
}

function limitsOf({ limits, assemblies, connections }: NormalOptions): NativeOptions['limits'] {
  const cyclic = assemblies.filter(({ kind }) => kind === 'output' || kind === 'input');
  return {
    ...FIXED_LIMITS,
    ...limits,
    maxIoData: Math.max(0, ...cyclic.map(({ size }) => size)),
    assemblies: Math.max(1, assemblies.length),
    connectionPoints: Math.max(1, connections.length),
  };
}

function pointsOf({ assemblies, connections }: NormalOptions): NativeOptions['points'] {
  const instances = new Map(assemblies.map(({ name, instance }) => [name, instance]));
  const instanceOf = (name: string | undefined) => (name === undefined ? 0 : (instances.get(name) ?? 0));
  return connections.map(({ type, output, input, config }) => ({
    type,
    output: instanceOf(output),
    input: instanceOf(input),
    config: instanceOf(config),
    outputFormat: 'header32',
    inputFormat: 'modeless',
  }));
}

function mirrorsOf({ assemblies, mirror }: NormalOptions): NativeOptions['mirrors'] {
  const indexOf = (wanted: string) => assemblies.findIndex(({ name }: NormalAssembly) => name === wanted);
  return mirror.map(({ output, input }) => ({ output: indexOf(output), input: indexOf(input) }));
}
