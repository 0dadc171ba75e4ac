import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type ConnectionTriad,
  decodeEncapsulation,
  decodeForwardClose,
  decodeForwardOpen,
  decodeRequest,
  decodeSendData,
  decodeUnconnectedSend,
  EncapsulationCommand,
  type EncapsulationMessage,
  encodeEncapsulation,
  encodeForwardCloseReply,
  encodeForwardOpenReply,
  encodeRegisterSession,
  encodeReply,
  encodeSendData,
  type ForwardOpen,
  type Path,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
  sendUnitData,
  splitSequenced,
} from '../../src/cip/index.js';
import { Reassembly } from '../../src/link/reassembly.js';

const EMPTY: Omit<RouterReply, 'service'> = { status: 0, extendedStatus: [], data: new Uint8Array(0) };
const CONNECTION_MANAGER = 6;

/** What may differ from the truth in a reply. */
export interface Forged extends Partial<RouterReply> {
  readonly connectionId?: number;
  readonly sequenceCount?: number;
  readonly session?: number;
  readonly context?: Uint8Array;
  readonly encapsulationStatus?: number;
}

/** A request as it came, connected or not, that waits for what the test does with it. */
export interface Arrived {
  readonly request: RouterRequest;
  readonly sequenceCount: number | undefined;
  readonly connectionId: number | undefined;
  readonly route: Path | undefined;
  readonly socket: Socket;
  /** May be called never, late, or often. */
  reply(forged?: Forged): void;
}

type Opening = Partial<RouterReply> | 'silent' | undefined;

/** What the controller does; a test changes it at any time. */
export interface PlcScript {
  /** With each request that is no opening or closing. */
  onRequest: (arrived: Arrived) => void;
  /** Instead of granting an open. */
  onOpen: (open: ForwardOpen) => Opening;
  /** Instead of the usual answer to an encapsulation message; true: it was dealt with. */
  onMessage: (message: EncapsulationMessage, socket: Socket) => boolean;
  onClose: (triad: ConnectionTriad) => 'silent' | undefined;
}

/** A controller whose every answer a test decides: real sockets, and nothing behind them. */
export class ScriptedPlc {
  readonly arrived: Arrived[] = [];
  readonly opens: ForwardOpen[] = [];
  readonly closes: ConnectionTriad[] = [];
  readonly commands: number[] = [];
  /** T->O id by O->T id, of what is open. */
  private readonly connections = new Map<number, ForwardOpen>();
  private readonly sockets = new Set<Socket>();
  private readonly waits = new Set<() => void>();
  private lastId = 0x0a00_0000;
  private sessions = 0x1000;

  private constructor(
    readonly host: string,
    private readonly server: Server,
    readonly script: PlcScript,
  ) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async listen(host: string, script: Partial<PlcScript> = {}, port = 0): Promise<ScriptedPlc> {
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    return new ScriptedPlc(host, server, {
      onRequest: (arrived) => arrived.reply(),
      onOpen: () => undefined,
      onMessage: () => false,
      onClose: () => undefined,
      ...script,
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get openConnections(): number {
    return this.connections.size;
  }

  get tcpConnections(): number {
    return this.sockets.size;
  }

  /** Resolves when that holds, looked at whenever something comes or goes. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.waits.delete(look);
        resolve();
      };
      this.waits.add(look);
      look();
    });
  }

  /** Bytes as they are, on all TCP connections. */
  sendRaw(bytes: Uint8Array): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  /** Ends all TCP connections at once; class 3 connections stay, as in a controller. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    this.server.close();
    await once(this.server, 'close');
  }

  private happened(): void {
    for (const look of [...this.waits]) look();
  }

  private serve(socket: Socket): void {
    const reassembly = new Reassembly();
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.happened();
    });
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const bytes of reassembly.push(chunk)) this.take(socket, decodeEncapsulation(Uint8Array.from(bytes)));
      this.happened();
    });
    this.happened();
  }

  private take(socket: Socket, message: EncapsulationMessage): void {
    this.commands.push(message.command);
    if (this.script.onMessage(message, socket)) return;
    if (message.command === EncapsulationCommand.registerSession) {
      const data = encodeRegisterSession({ protocolVersion: 1, options: 0 });
      socket.write(encodeEncapsulation({ ...message, session: ++this.sessions, data }));
    } else if (message.command === EncapsulationCommand.unregisterSession) socket.end();
    else if (message.command === EncapsulationCommand.sendRrData) this.takeUnconnected(socket, message);
    else if (message.command === EncapsulationCommand.sendUnitData) this.takeConnected(socket, message);
  }

  private takeConnected(socket: Socket, message: EncapsulationMessage): void {
    const [address, item] = decodeSendData(message.data).items;
    if (address?.type !== 'connectedAddress' || item?.type !== 'connectedData') throw new Error('no connected message');
    const open = this.connections.get(address.connectionId);
    if (open === undefined) return;
    const { sequenceCount, message: bytes } = splitSequenced(item.data);
    const request = decodeRequest(bytes);
    const { connectionId } = open.tToO;
    const reply = (forged: Forged = {}): void => {
      const { session = message.session, context, encapsulationStatus: status = 0, ...rest } = forged;
      const fields = { ...EMPTY, service: request.service, ...rest };
      const count = forged.sequenceCount ?? sequenceCount;
      const unit = sendUnitData(session, forged.connectionId ?? connectionId, count, encodeReply(fields));
      const data = status === 0 ? unit.data : new Uint8Array(0);
      // A context of its own, as some controllers have.
      const sent = {
        ...unit,
        status,
        ...(data && { data }),
        context: context ?? (status === 0 ? new Uint8Array(8) : message.context),
      };
      socket.write(encodeEncapsulation(sent));
    };
    this.arrive({ request, sequenceCount, connectionId: address.connectionId, route: undefined, socket, reply });
  }

  private takeUnconnected(socket: Socket, message: EncapsulationMessage): void {
    const [, item] = decodeSendData(message.data).items;
    if (item?.type !== 'unconnectedData') throw new Error('no unconnected message');
    const outer = decodeRequest(item.data);
    const answer = (fields: RouterReply, forged: Forged = {}): void => {
      const { session = message.session, context = message.context, encapsulationStatus: status = 0 } = forged;
      const items = [{ type: 'nullAddress' }, { type: 'unconnectedData', data: encodeReply(fields) }] as const;
      const data = encodeSendData({ interfaceHandle: 0, timeoutSeconds: 0, items });
      socket.write(
        encodeEncapsulation({ ...message, session, context, status, data: status === 0 ? data : new Uint8Array(0) }),
      );
    };
    if (isOf(outer, CONNECTION_MANAGER) && this.manage(outer, answer)) return;
    const isWrapped = outer.service === ServiceCode.unconnectedSend && isOf(outer, CONNECTION_MANAGER);
    const sent = isWrapped ? decodeUnconnectedSend(outer.data) : undefined;
    const request = sent === undefined ? outer : decodeRequest(sent.message);
    const reply = (forged: Forged = {}): void => {
      const { session, context, encapsulationStatus, connectionId, sequenceCount, ...rest } = forged;
      answer({ ...EMPTY, service: request.service, ...rest }, forged);
    };
    this.arrive({ request, sequenceCount: undefined, connectionId: undefined, route: sent?.route, socket, reply });
  }

  /** Opening and closing. False for another service. */
  private manage(request: RouterRequest, answer: (reply: RouterReply) => void): boolean {
    const { service } = request;
    if (service === ServiceCode.forwardClose) {
      const { triad } = decodeForwardClose(request.data);
      this.closes.push(triad);
      for (const [id, open] of this.connections) {
        if (open.triad.connectionSerial === triad.connectionSerial) this.connections.delete(id);
      }
      if (this.script.onClose(triad) === 'silent') return true;
      answer({ ...EMPTY, service, data: encodeForwardCloseReply({ triad, applicationData: new Uint8Array(0) }) });
      return true;
    }
    const large = service === ServiceCode.largeForwardOpen;
    if (!large && service !== ServiceCode.forwardOpen) return false;
    const open = decodeForwardOpen(request.data, large);
    this.opens.push(open);
    const scripted = this.script.onOpen(open);
    if (scripted === 'silent') return true;
    answer({ ...EMPTY, service, ...(scripted ?? this.grant(open)) });
    return true;
  }

  private grant(open: ForwardOpen): Partial<RouterReply> {
    const id = ++this.lastId;
    this.connections.set(id, open);
    const data = encodeForwardOpenReply({
      oToT: { connectionId: id, apiUs: open.oToT.rpiUs },
      tToO: { connectionId: open.tToO.connectionId, apiUs: open.tToO.rpiUs },
      triad: open.triad,
      applicationData: new Uint8Array(0),
    });
    return { data };
  }

  private arrive(arrived: Arrived): void {
    this.arrived.push(arrived);
    this.script.onRequest(arrived);
  }
}

function isOf(request: RouterRequest, classId: number): boolean {
  const [segment] = request.path;
  return segment?.kind === 'logical' && segment.type === 'class' && segment.value === classId;
}
