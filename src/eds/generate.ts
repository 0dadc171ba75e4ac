/** The EDS file of an adapter, from the options that it runs with. */
import type { NormalAssembly, NormalOptions } from '../adapter/options.js';
import { encodePath, logicalSegment, objectPath, type Segment } from '../cip/index.js';
import { connectionParameters, triggerTransport } from './connection-masks.js';
import { connectionShape } from './connection-shape.js';
import { deviceTypeName } from './device-types.js';
import { displayName, uniqueName } from './display-name.js';
import type { EdsCapacity, EdsConnection, EdsDevice, EdsModel } from './model.js';
import type { NormalEdsOptions } from './options.js';
import { ParamList } from './params.js';

const ASSEMBLY_CLASS = 4;
const DATA_ATTRIBUTE = 3;
const UDINT = 0xc8;

/** Longer intervals are granted too; tools ask for an end. */
const MOST_RPI_US = 3_200_000;
const USUAL_RPI_US = 10_000;

export function edsModel(options: NormalOptions, eds: NormalEdsOptions): EdsModel {
  const list = new ParamList();
  const rpi = rpiParam(list, options);
  const assemblies = options.assemblies.map((assembly) => ({
    instance: assembly.instance,
    name: displayName(assembly.name),
    path: pathText(objectPath(ASSEMBLY_CLASS, assembly.instance, DATA_ATTRIBUTE)),
    size: assembly.size,
    members: list.membersOf(assembly),
  }));
  return {
    device: deviceOf(options, eds),
    params: list.params,
    assemblies,
    connections: connectionsOf(options, rpi),
    capacity: capacityOf(options, eds),
  };
}

function deviceOf({ identity }: NormalOptions, { vendorName, deviceTypeName: typeName }: NormalEdsOptions): EdsDevice {
  const { vendorId, deviceType, productCode, revision, productName } = identity;
  return {
    vendorId,
    vendorName: vendorName ?? `Vendor ${vendorId}`,
    deviceType,
    deviceTypeName: typeName ?? deviceTypeName(deviceType),
    productCode,
    revision: [revision[0], revision[1]],
    productName,
  };
}

function rpiParam(list: ParamList, { minRpiMs }: NormalOptions): number {
  const least = Math.round(minRpiMs * 1000);
  return list.add({
    name: 'RPI',
    help: 'Interval of cyclic data in microseconds',
    descriptor: 0,
    dataType: UDINT,
    size: 4,
    least: `${least}`,
    most: `${MOST_RPI_US}`,
    initial: `${Math.max(least, USUAL_RPI_US)}`,
  });
}

const TITLES = { exclusiveOwner: 'Exclusive Owner', inputOnly: 'Input Only', listenOnly: 'Listen Only' } as const;

function connectionsOf(options: NormalOptions, rpi: number): EdsConnection[] {
  const names = new Set<string>();
  return options.connections.map((connection) => {
    const { type, outputs, inputs } = connectionShape(connection);
    const output = pointOf(options, connection.output);
    const input = pointOf(options, connection.input);
    const config = assemblyNamed(options, connection.config);
    return {
      name: uniqueName(names, TITLES[type], displayName(`${output.title}, ${input.title}`)),
      help: displayName(`O->T ${output.title}, T->O ${input.title}`),
      triggerTransport: triggerTransport(type),
      parameters: connectionParameters(outputs, inputs),
      outputs: directionOf(rpi, outputs.format, output.assembly),
      inputs: directionOf(rpi, inputs.format, input.assembly),
      config: config?.instance,
      path: connectionPath(config?.instance, output.instance, input.instance),
    };
  });
}

type Point = NormalOptions['connections'][number]['output'];

/** A connection's end: an assembly, or of a heartbeat an instance number alone. */
function pointOf(options: NormalOptions, point: Point) {
  if (typeof point === 'object') {
    return { title: `heartbeat ${point.heartbeat}`, instance: point.heartbeat, assembly: undefined };
  }
  const assembly = assemblyNamed(options, point);
  return { title: `${point}`, instance: assembly?.instance, assembly };
}

/** Nothing but the packet itself tells that a heartbeat came. */
function directionOf(rpi: number, format: string, assembly: NormalAssembly | undefined) {
  if (format === 'heartbeat' || assembly === undefined) return { rpi, size: 0, assembly: undefined };
  return { rpi, size: undefined, assembly: assembly.instance };
}

/** Class, configuration instance where there is one, O->T point, T->O point. */
function connectionPath(config: number | undefined, ...points: readonly (number | undefined)[]): string {
  const segments: Segment[] = [logicalSegment('class', ASSEMBLY_CLASS)];
  if (config !== undefined) segments.push(logicalSegment('instance', config));
  for (const point of points) if (point !== undefined) segments.push(logicalSegment('connectionPoint', point));
  return pathText(segments);
}

function pathText(segments: readonly Segment[]): string {
  return [...encodePath(segments)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

function assemblyNamed({ assemblies }: NormalOptions, name: string | undefined): NormalAssembly | undefined {
  return assemblies.find((assembly) => assembly.name === name);
}

function capacityOf({ limits, assemblies }: NormalOptions, { packetsPerSecond }: NormalEdsOptions): EdsCapacity {
  const cyclic = assemblies.filter(({ kind }) => kind === 'output' || kind === 'input');
  return {
    ioConnections: limits.ioConnections,
    messageConnections: limits.sessions,
    packetBytes: Math.max(1, ...cyclic.map(({ size }) => size)),
    packetsPerSecond,
  };
}
