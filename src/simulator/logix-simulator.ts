/** A Logix controller in this process, for tests of what talks to one (docs/simulator.md). */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { IPV4_FAMILY, type ListedIdentity, PROTOCOL_VERSION, type RouterReply } from '../cip/index.js';
import { parsed, refuseComplaints } from '../config/refusal.js';
import { EipError } from '../errors.js';
import type { TagValue } from '../logix/index.js';
import { emitIsolated } from '../runtime/emit.js';
import { Program } from './controller/program.js';
import { Refused } from './controller/refused.js';
import {
  type CompleteProgram,
  type CompleteSimulator,
  faultSchema,
  programSchema,
  simulatorSchema,
} from './definition/option-schema.js';
import type { LogixSimulatorOptions, SimulatorProgram } from './definition/option-types.js';
import type { LogixSimulatorEvents } from './events.js';
import { type Fault, FaultDesk, type Seen } from './faults/fault.js';
import type { FaultRule } from './faults/fault-rule.js';
import { serviceName } from './faults/service-name.js';
import { ClassThreeTable } from './network/class-three.js';
import { ConnectionManager } from './network/connection-manager.js';
import { Dispatcher } from './network/dispatcher.js';
import { Entrance } from './network/entrance.js';
import { type Server, Session } from './network/session.js';
import type { Controller } from './objects/controller.js';
import { identityStatus } from './objects/identity.js';
import { Router, type Served } from './objects/router.js';
import { readByName, writeByName } from './tag-access.js';

export interface SimulatorStatus {
  readonly listening: boolean;
  readonly address: string;
  /** TCP; null while it does not listen. */
  readonly port: number | null;
  readonly tcpConnections: number;
  readonly sessions: number;
  /** Class 3 connections that were opened, and neither closed nor timed out. */
  readonly connections: number;
  /** Requests that were run since the beginning, each of a packet counted. */
  readonly requests: number;
  /** Downloads since the beginning. */
  readonly downloads: number;
}

const OPERATIONAL = 3;

export class LogixSimulator extends EventEmitter<LogixSimulatorEvents> implements AsyncDisposable {
  private readonly options: CompleteSimulator;
  private readonly faults: FaultDesk;
  private readonly table: ClassThreeTable;
  private readonly server: Server;
  private readonly sessions = new Set<Session>();
  private readonly controller: { -readonly [K in keyof Controller]: Controller[K] };
  private entrance: Entrance | undefined;
  private opening = false;
  private requests = 0;
  private clockOffsetUs = 0n;

  /**
   * Opens nothing yet.
   * @throws EipConfigError EIP_OPTION_INVALID naming every wrong option by its path: types, values of tags and faults too.
   */
  constructor(options: LogixSimulatorOptions = {}) {
    super();
    this.options = parsed('simulator', simulatorSchema, options);
    const { identity, mode, key, limits, slot, faults } = this.options;
    this.controller = {
      program: programOf(this.options, 0),
      identity,
      mode,
      key,
      limits,
      timeUs: () => BigInt(Date.now()) * 1_000n + this.clockOffsetUs,
      setTimeUs: (timeUs) => {
        this.clockOffsetUs = timeUs - BigInt(Date.now()) * 1_000n;
      },
    };
    this.faults = new FaultDesk((fault, requests) => this.tellOf('fault', { fault, requests }));
    for (const rule of faults) this.faults.add(rule);
    const told = (kind: 'opened' | 'closed' | 'timedOut') => (triad: Triad, address: string) =>
      this.tellOf('connection', { kind, triad, address });
    const timedOut = told('timedOut');
    this.table = new ClassThreeTable(limits.connections, ({ triad, address }) => timedOut(triad, address));
    const router = new Router(this.controller, {
      refusal: (request, tag) => this.refusal({ service: serviceName(request), tag }),
      served: (served) => this.tell(served),
    });
    const events = { opened: told('opened'), closed: told('closed') };
    const manager = new ConnectionManager(this.controller, router, this.table, slot, events);
    const dispatcher = new Dispatcher(router, manager, (seen) => this.refusedReply(seen), limits.unconnectedSize);
    this.server = {
      dispatcher,
      table: this.table,
      faults: this.faults,
      identity: () => this.listedIdentity(this.port),
      hasRoom: () => [...this.sessions].filter(({ handle }) => handle !== 0).length < limits.sessions,
    };
  }

  /** @throws EipConnectionError when the port can't be had; EipError EIP_ADAPTER_STARTED when it listens already. */
  async start(): Promise<void> {
    if (this.opening || this.entrance !== undefined) {
      throw new EipError('EIP_ADAPTER_STARTED', 'The simulator listens already');
    }
    const { host, port, limits } = this.options;
    this.opening = true;
    try {
      this.entrance = await Entrance.open({
        host,
        port,
        mostSockets: 2 * limits.sessions,
        connected: (socket) => this.connected(socket),
        identity: (tcpPort) => this.listedIdentity(tcpPort),
      });
    } finally {
      this.opening = false;
    }
  }

  /** Ends every connection. Tags keep what they hold, and it may be started again. Idempotent. */
  async stop(): Promise<void> {
    const { entrance } = this;
    this.entrance = undefined;
    this.table.clear();
    await entrance?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** @throws EipError EIP_ADAPTER_NOT_STARTED while it does not listen. */
  get port(): number {
    if (this.entrance === undefined) throw new EipError('EIP_ADAPTER_NOT_STARTED', 'The simulator does not listen');
    return this.entrance.port;
  }

  status(): SimulatorStatus {
    return {
      listening: this.entrance !== undefined,
      address: this.options.host,
      port: this.entrance?.port ?? null,
      tcpConnections: this.entrance?.connections ?? 0,
      sessions: [...this.sessions].filter(({ handle }) => handle !== 0).length,
      connections: this.table.live().length,
      requests: this.requests,
      downloads: this.controller.program.download,
    };
  }

  /**
   * What a tag, an element, a member or a bit holds.
   * @throws TypeError for a name that the controller does not have.
   */
  read(name: string): TagValue {
    return readByName(this.controller.program, name);
  }

  /** As the controller's own program writes, whatever the access from outside. @throws TagValueError, TypeError */
  write(name: string, value: TagValue): void {
    writeByName(this.controller.program, name, value);
  }

  /**
   * Another program: symbols and templates have other numbers, structures other handles, the change signature differs.
   * Connections stay open.
   * @throws EipConfigError EIP_OPTION_INVALID, and the old program stays.
   */
  download(program: SimulatorProgram): void {
    const complete = parsed('simulator', programSchema, program);
    this.controller.program = programOf(complete, this.controller.program.download + 1);
  }

  /** Mode and keyswitch, as the status of the Identity object tells them. In key `run` nobody writes. */
  setMode(mode: 'run' | 'program', key: 'run' | 'program' | 'remote' = 'remote'): void {
    this.controller.mode = mode;
    this.controller.key = key;
  }

  /** Lets something go wrong from now on. @throws EipConfigError EIP_OPTION_INVALID */
  addFault(rule: FaultRule): Fault {
    return this.faults.add(parsed('fault', faultSchema, rule));
  }

  /** Takes all faults away; what they hold leaves now. */
  clearFaults(): void {
    this.faults.clear();
  }

  /** Ends every TCP connection at once. Class 3 connections stay until they time out, as in a controller. */
  cutConnections(): void {
    this.entrance?.cutAll();
  }

  private connected(socket: Socket): void {
    const session = new Session(socket, this.server);
    this.sessions.add(session);
    socket.once('close', () => this.sessions.delete(session));
  }

  private tell({ request, tag, embedded, reply }: Served): void {
    this.requests++;
    if (this.listenerCount('request') === 0) return;
    this.tellOf('request', {
      service: serviceName(request),
      serviceCode: request.service,
      tag,
      embedded,
      status: reply.status,
      extendedStatus: reply.extendedStatus[0],
      data: request.data.slice(),
    });
  }

  private tellOf<K extends keyof LogixSimulatorEvents>(event: K, payload: LogixSimulatorEvents[K][0]): void {
    emitIsolated<LogixSimulatorEvents, K>(this, event, payload as never);
  }

  private refusal(seen: Seen): Refused | undefined {
    const rule = this.faults.refusalOf(seen)?.rule;
    if (rule === undefined) return undefined;
    return new Refused(rule.status, ...(rule.extendedStatus === undefined ? [] : [rule.extendedStatus]));
  }

  private refusedReply(seen: Seen): RouterReply | undefined {
    const refusal = this.refusal(seen);
    return refusal && { service: 0, status: refusal.status, extendedStatus: refusal.extendedStatus, data: NOTHING };
  }

  private listedIdentity(port: number): ListedIdentity {
    const { vendorId, deviceType, productCode, revision, serialNumber, productName } = this.controller.identity;
    const [major, minor] = revision;
    const address = { family: IPV4_FAMILY, port, address: this.options.host };
    return {
      protocolVersion: PROTOCOL_VERSION,
      socketAddress: address,
      vendorId,
      deviceType,
      productCode,
      revision: { major, minor },
      status: identityStatus(this.controller),
      serialNumber,
      productName,
      state: OPERATIONAL,
    };
  }
}

type Triad = LogixSimulatorEvents['connection'][0]['triad'];

const NOTHING = new Uint8Array(0);

function programOf(options: CompleteProgram, download: number): Program {
  let program: Program | undefined;
  refuseComplaints('simulator', (complain) => {
    program = new Program(options, download, complain);
  });
  return program as Program;
}
