/** What a simulator tells while it runs. */
import type { ConnectionTriad } from '../cip/index.js';
import type { Fault } from './faults/fault.js';
import type { ServiceName } from './faults/fault-rule.js';

/** A request that was run, also one that was refused: exactly once for each time it was run. */
export interface SimulatorRequest {
  /** Undefined for a service without a name here. */
  readonly service: ServiceName | undefined;
  /** Its code on the wire. */
  readonly serviceCode: number;
  /** As it stands in the path; by its number in the path, as it is called. Undefined for requests to objects. */
  readonly tag: string | undefined;
  /** Within a Multiple Service Packet, which is told behind those that it holds. */
  readonly embedded: boolean;
  /** General status of the reply. */
  readonly status: number;
  /** First word of the extended status, where there is one. */
  readonly extendedStatus: number | undefined;
  /** Data of the request, a copy. */
  readonly data: Uint8Array;
}

export interface SimulatorConnection {
  readonly kind: 'opened' | 'closed' | 'timedOut';
  readonly triad: ConnectionTriad;
  /** IPv4 address of the originator. */
  readonly address: string;
}

export interface SimulatorFault {
  readonly fault: Fault;
  /** What it met: a packet, and those in it. */
  readonly requests: readonly { readonly service: ServiceName | undefined; readonly tag: string | undefined }[];
}

/** Value types are argument lists, as `EventEmitter` wants them. */
export interface LogixSimulatorEvents {
  request: [SimulatorRequest];
  connection: [SimulatorConnection];
  fault: [SimulatorFault];
}
