/** The two masks of a ConnectionN. */

export type ApplicationType = 'listenOnly' | 'inputOnly' | 'exclusiveOwner';
export type RealTimeFormat = 'modeless' | 'zeroLength' | 'heartbeat' | 'header32';

const CLASS_1 = 1 << 1;
const CYCLIC = 1 << 16;
const APPLICATION_TYPES: Readonly<Record<ApplicationType, number>> = {
  listenOnly: 1 << 24,
  inputOnly: 1 << 25,
  exclusiveOwner: 1 << 26,
};

/** Class 1, cyclic: what every tool offers. */
export function triggerTransport(type: ApplicationType): number {
  return CLASS_1 | CYCLIC | APPLICATION_TYPES[type];
}

const FORMATS: Readonly<Record<RealTimeFormat, number>> = { modeless: 0, zeroLength: 1, heartbeat: 3, header32: 4 };

const MULTICAST = 1 << 1;
const POINT_TO_POINT = 1 << 2;
const SCHEDULED = 1 << 2;

/** How one direction of a connection can be opened. */
export interface Shape {
  readonly format: RealTimeFormat;
  readonly variable: boolean;
  readonly multicast: boolean;
}

export function connectionParameters(outputs: Shape, inputs: Shape): number {
  const low = sizes(outputs) | (sizes(inputs) << 2) | (FORMATS[outputs.format] << 8) | (FORMATS[inputs.format] << 12);
  const types = (connectionTypes(outputs) << 16) | (connectionTypes(inputs) << 20);
  return (low | types | (SCHEDULED << 24) | (SCHEDULED << 28)) >>> 0;
}

/** Fixed always; variable besides where the point takes it. */
function sizes({ variable }: Shape): number {
  return variable ? 0b11 : 0b01;
}

function connectionTypes({ multicast }: Shape): number {
  return POINT_TO_POINT | (multicast ? MULTICAST : 0);
}
