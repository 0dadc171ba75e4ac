import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { AdapterOptions } from '../adapter/index.js';

/** Bytes of the output, the input and the explicit assembly. */
export const SAMPLE_SIZE = 32;

export const SAMPLE_ASSEMBLIES = {
  output: { instance: 150, kind: 'output', size: SAMPLE_SIZE },
  input: { instance: 100, kind: 'input', size: SAMPLE_SIZE },
  config: { instance: 151, kind: 'config', size: 10 },
  explicit: { instance: 154, kind: 'explicit', size: SAMPLE_SIZE },
} as const;

/** 150/100/151, 152/100/151 and 153/100/151. */
export const SAMPLE_CONNECTIONS = [
  { type: 'exclusiveOwner', output: 'output', input: 'input', config: 'config' },
  { type: 'inputOnly', output: { heartbeat: 152 }, input: 'input', config: 'config' },
  { type: 'listenOnly', output: { heartbeat: 153 }, input: 'input', config: 'config' },
] as const;

/** All connections may be on one point, each session may have its own TCP connection. */
export const SAMPLE_LIMITS = { ioConnections: 512, sessions: 512, peers: 512 } as const;

/** A serial number that is the same after a restart and differs from the next adapter's. */
export function sampleIdentity(place: string): AdapterOptions['identity'] {
  const digest = createHash('sha256').update(`${hostname()} ${place}`).digest();
  return {
    vendorId: 1234,
    deviceType: 12,
    productCode: 1,
    revision: [1, 1],
    serialNumber: digest.readUInt32LE(0),
    productName: 'eip-native adapter',
  };
}
