/** A scanner that knows its target by the EDS file alone, as the tool of a PLC does. */
import { logicalValue } from '../../src/cip/index.js';
import type { EdsConnection, EdsDirection, EdsModel } from '../../src/eds/index.js';
import { pathOf } from '../../src/eds/values.js';
import type { ScannerOptions } from '../../src/testing.js';

const TYPES = { 4: 'owner', 2: 'input', 1: 'listen' } as const;
const FORMATS = { 0: 'modeless', 1: 'zeroLength', 3: 'heartbeat', 4: 'header32' } as const;

/** Value of the mask's bits, from the first one on. */
function bits(mask: number, first: number, count: number): number {
  return (mask >>> first) & ((1 << count) - 1);
}

/** Where the connection takes T->O to several originators. */
export function offersMulticast({ parameters }: EdsConnection): boolean {
  return bits(parameters, 21, 1) === 1;
}

/** @param multicast whether T->O is to go to a group */
export function scannerOptionsOf(
  eds: EdsModel,
  connection: EdsConnection,
  multicast: boolean,
): Pick<ScannerOptions, 'type' | 'rpiMs' | 'output' | 'input' | 'config' | 'electronicKey'> {
  const { triggerTransport, parameters, outputs, inputs, path } = connection;
  const [output = 0, input = 0] = pointsOf(path);
  return {
    type: TYPES[bits(triggerTransport, 24, 4) as keyof typeof TYPES],
    rpiMs: Number(paramOf(eds, inputs.rpi)?.initial) / 1000,
    output: { instance: output, size: sizeOf(eds, outputs), format: formatAt(parameters, 8) },
    input: { instance: input, size: sizeOf(eds, inputs), format: formatAt(parameters, 12), multicast },
    config: configOf(eds, connection),
    electronicKey: keyOf(eds),
  };
}

function pointsOf(path: string): number[] {
  return (pathOf(path) ?? []).flatMap((segment) =>
    segment.kind === 'logical' && segment.type === 'connectionPoint' ? [segment.value] : [],
  );
}

function formatAt(parameters: number, first: number) {
  return FORMATS[bits(parameters, first, 3) as keyof typeof FORMATS];
}

export function paramOf({ params }: EdsModel, number: number | undefined) {
  return params.find((param) => param.number === number);
}

function sizeOf(eds: EdsModel, { size, sizeParam, assembly }: EdsDirection): number {
  const param = paramOf(eds, sizeParam);
  return size ?? (param === undefined ? bytesOf(eds, assembly) : Number(param.initial));
}

function bytesOf({ assemblies }: EdsModel, instance: number | undefined): number {
  const found = assemblies.find((assembly) => assembly.instance === instance);
  if (found === undefined) throw new Error(`the EDS has no Assem${instance}`);
  return found.size;
}

function configOf(eds: EdsModel, { path, config }: EdsConnection) {
  const instance = logicalValue(pathOf(path) ?? [], 'instance');
  return instance === undefined ? null : { instance, data: new Uint8Array(bytesOf(eds, config)) };
}

function keyOf({ device: { vendorId, deviceType, productCode, revision } }: EdsModel) {
  return { vendorId, deviceType, productCode, majorRevision: revision[0], minorRevision: revision[1] };
}
