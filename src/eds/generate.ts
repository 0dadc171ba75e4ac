/** The EDS file of an adapter, from the options that it runs with. */
import type { NormalAssembly, NormalOptions } from '../adapter/options.js';
import { encodePath, logicalSegment, objectPath, type Segment } from '../cip/index.js';
import { connectionParameters, triggerTransport } from './connection-masks.js';
import { type DeclaredConnection, inputShape, outputShape, type Point, pointText } from './declared-connection.js';
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
  const connections = connectionsOf(options, rpi, list);
  return {
    device: deviceOf(options, eds),
    params: list.params,
    assemblies,
    connections,
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

function connectionsOf(options: NormalOptions, rpi: number, list: ParamList): EdsConnection[] {
  const names = new Set<string>();
  return options.connections.map((connection) => {
    const { type, output, input, config, outputSizes, inputSizes } = connection;
    const places = [pointText(output), pointText(input)] as const;
    return {
      name: uniqueName(names, TITLES[type], displayName(places.join(', '))),
      help: displayName(`O->T ${places[0]}, T->O ${places[1]}`),
      triggerTransport: triggerTransport(type),
      parameters: connectionParameters(outputShape(connection), inputShape(connection)),
      outputs: { rpi, ...sizeOf(options, output, outputSizes, list) },
      inputs: { rpi, ...sizeOf(options, input, inputSizes, list) },
      config: assemblyNamed(options, config)?.instance,
      path: connectionPath(options, connection),
    };
  });
}

/** Nothing but the packet itself tells that a heartbeat came. */
function sizeOf(options: NormalOptions, point: Point, sizes: { readonly least: number } | undefined, list: ParamList) {
  const assembly = assemblyNamed(options, point);
  if (assembly === undefined) return { size: 0, sizeParam: undefined, assembly: undefined };
  const sizeParam = sizes && list.addSize(assembly, sizes.least);
  return { size: undefined, sizeParam, assembly: assembly.instance };
}

/** Class, configuration instance where there is one, O->T point, T->O point. */
function connectionPath(options: NormalOptions, { config, output, input }: DeclaredConnection): string {
  const segments: Segment[] = [logicalSegment('class', ASSEMBLY_CLASS)];
  const configuration = assemblyNamed(options, config);
  if (configuration !== undefined) segments.push(logicalSegment('instance', configuration.instance));
  for (const point of [output, input]) segments.push(logicalSegment('connectionPoint', instanceOf(options, point)));
  return pathText(segments);
}

function instanceOf(options: NormalOptions, point: Point): number {
  return typeof point === 'object' ? point.heartbeat : (assemblyNamed(options, point)?.instance ?? 0);
}

function pathText(segments: readonly Segment[]): string {
  return [...encodePath(segments)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

function assemblyNamed({ assemblies }: NormalOptions, point: Point): NormalAssembly | undefined {
  return assemblies.find(({ name }) => name === point);
}

function capacityOf({ limits, assemblies }: NormalOptions, { packetsPerSecond }: NormalEdsOptions): EdsCapacity {
  const cyclic = assemblies.filter(({ kind }) => kind === 'output' || kind === 'input');
  return {
    ioConnections: limits.ioConnections,
    messageConnections: limits.explicitConnections,
    packetBytes: Math.max(1, ...cyclic.map(({ size }) => size)),
    packetsPerSecond,
  };
}
