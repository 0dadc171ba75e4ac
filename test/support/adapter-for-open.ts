import { type ConnectionParameters, type ForwardOpen, logicalValue, type Segment } from '../../src/cip/index.js';
import type { AdapterOptions } from '../../src/index.js';

/** Sequence count of class 1, and the run/idle header that owners send before their data. */
const COUNT_SIZE = 2;
const HEADER_SIZE = 4;

type Key = Extract<Segment, { kind: 'key' }>;

/**
 * Options of an adapter that a class 1 owner's request was meant for: identity by its key, assemblies by its path and
 * sizes. The wire does not tell the formats; a header O->T and none T->O are what owners use.
 */
export function optionsFor(open: ForwardOpen, host: string) {
  const [output, input] = open.path.flatMap((segment) =>
    segment.kind === 'logical' && segment.type === 'connectionPoint' ? [segment.value] : [],
  );
  if (output === undefined || input === undefined) throw new Error('the path names no two connection points');
  const config = logicalValue(open.path, 'instance');
  const data = open.path.find((segment) => segment.kind === 'data')?.data.byteLength ?? 0;
  return {
    host,
    identity: identityFor(open.path.find((segment) => segment.kind === 'key')),
    assemblies: {
      output: { instance: output, kind: 'output', size: dataSize(open.oToT.parameters) - HEADER_SIZE },
      input: { instance: input, kind: 'input', size: dataSize(open.tToO.parameters) },
      ...(config !== undefined && { config: { instance: config, kind: 'config', size: data } as const }),
    },
    connections: [
      {
        type: 'exclusiveOwner',
        output: 'output',
        input: 'input',
        ...(config !== undefined && ({ config: 'config' } as object)),
      },
    ],
  } as const satisfies AdapterOptions;
}

function dataSize({ size }: ConnectionParameters): number {
  return size - COUNT_SIZE;
}

function identityFor(key: Key | undefined) {
  return {
    vendorId: key?.vendorId ?? 0,
    deviceType: key?.deviceType ?? 0,
    productCode: key?.productCode ?? 0,
    revision: [key?.majorRevision || 1, key?.minorRevision || 1],
    serialNumber: 1,
    productName: 'As the scanner wants it',
  } as const;
}
