import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  ClassCode,
  type CpfItem,
  decodeEncapsulation,
  decodeForwardOpen,
  decodeIoDatagram,
  decodeRequest,
  decodeSendData,
  EncapsulationCommand,
  type EncapsulationMessage,
  encodeEncapsulation,
  encodeForwardCloseReply,
  encodeForwardOpenReply,
  encodeIoDatagram,
  encodeRegisterSession,
  encodeReply,
  encodeSendData,
  type ForwardOpen,
  type IoDatagram,
  joinIoData,
  type RouterReply,
  type RouterRequest,
  ServiceCode,
  sendUnitData,
  splitSequenced,
} from '../../src/cip/index.js';
import { Reassembly } from '../../src/link/reassembly.js';

const OUTPUT_CONNECTION_ID = 0x0a0b_0c0d;
const EMPTY_REPLY = { status: 0, extendedStatus: [], data: new Uint8Array(0) };

/** A message of the target on a class 3 connection. */
export interface ConnectedReply {
  readonly connectionId: number;
  readonly sequenceCount: number;
  readonly message: Uint8Array;
}

/** What the target does differently from a well-behaved one. */
export interface Script {
  /** Instead of the session's reply; undefined: silence. */
  readonly encapsulation?: (message: EncapsulationMessage) => Uint8Array | undefined | 'usual';
  /** Instead of the usual reply of the message router. */
  readonly router?: (request: RouterRequest) => Partial<RouterReply> | 'usual' | 'silent';
  /** Instead of the usual SendUnitData around a connected reply; undefined: silence. */
  readonly connected?: (reply: ConnectedReply) => ConnectedReply | undefined;
  /** The reply's 0x8001 item: where a multicast T->O goes. */
  readonly group?: { readonly address: string; readonly port: number };
  /** T->O id of the reply instead of the one proposed. */
  readonly inputConnectionId?: number;
  /** Granted instead of what was asked. */
  readonly apiUs?: number;
  /** A T->O packet that leaves before the Forward Open reply. */
  readonly early?: { readonly to: { address: string; port: number }; readonly payload: Uint8Array };
}

/** A target whose every answer a test decides: real sockets, the wire format of src/cip, no adapter behind it. */
export class ScriptedTarget {
  readonly requests: RouterRequest[] = [];
  /** Sequence counts of connected requests, in order. */
  readonly sequenceCounts: number[] = [];
  readonly commands: number[] = [];
  readonly outputs: IoDatagram[] = [];
  opened: ForwardOpen | undefined;
  openedFurther: readonly CpfItem[] = [];
  private readonly sockets = new Set<Socket>();
  private sequence = 0;

  private constructor(
    readonly address: string,
    private readonly server: Server,
    private readonly udp: UdpSocket,
    private readonly script: Script,
  ) {
    server.on('connection', (socket) => this.serve(socket));
    udp.on('message', (bytes) => this.outputs.push(decodeIoDatagram(bytes)));
  }

  static async listen(address: string, script: Script = {}): Promise<ScriptedTarget> {
    const server = createServer().listen(0, address);
    const udp = createSocket('udp4').bind(0, address);
    await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
    udp.setMulticastInterface(address);
    return new ScriptedTarget(address, server, udp, script);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get ioPort(): number {
    return this.udp.address().port;
  }

  /** TCP connections that are open. */
  get sessions(): number {
    return this.sockets.size;
  }

  /** Services asked for, in order. */
  get services(): number[] {
    return this.requests.map(({ service }) => service);
  }

  /** Sends one T->O packet to the scanner. */
  produce(to: { address: string; port: number }, payload: Uint8Array, count = 1): void {
    const data = joinIoData({ sequenceCount: count, header: undefined, payload });
    const connectionId = this.script.inputConnectionId ?? this.opened?.tToO.connectionId ?? 0;
    this.udp.send(encodeIoDatagram({ connectionId, sequence: ++this.sequence, data }), to.port, to.address);
  }

  /** Sends any bytes from the address and port of its cyclic data. */
  sendRaw(to: { address: string; port: number }, bytes: Uint8Array): void {
    this.udp.send(bytes, to.port, to.address);
  }

  /** Ends all TCP connections; UDP goes on. */
  dropSessions(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.dropSessions();
    this.udp.close();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    const reassembly = new Reassembly();
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const bytes of reassembly.push(chunk)) this.answer(socket, decodeEncapsulation(bytes));
    });
  }

  private answer(socket: Socket, message: EncapsulationMessage): void {
    this.commands.push(message.command);
    const scripted = this.script.encapsulation?.(message) ?? (this.script.encapsulation ? undefined : 'usual');
    if (scripted === undefined) return;
    if (scripted !== 'usual') socket.write(scripted);
    else if (message.command === EncapsulationCommand.unregisterSession) socket.end();
    else this.answerUsually(socket, message);
  }

  private answerUsually(socket: Socket, message: EncapsulationMessage): void {
    if (message.command === EncapsulationCommand.registerSession) {
      const data = encodeRegisterSession({ protocolVersion: 1, options: 0 });
      socket.write(encodeEncapsulation({ ...message, session: 0x1001, data }));
    } else if (message.command === EncapsulationCommand.sendRrData) {
      const data = this.route(message.data);
      if (data !== undefined) socket.write(encodeEncapsulation({ ...message, data }));
    } else if (message.command === EncapsulationCommand.sendUnitData) {
      this.answerConnected(socket, message);
    }
  }

  /** With a context of its own, as some controllers do. */
  private answerConnected(socket: Socket, { session, data }: EncapsulationMessage): void {
    const [, item] = decodeSendData(data).items;
    if (item?.type !== 'connectedData') throw new Error('the scanner sent no connected data');
    const { sequenceCount, message } = splitSequenced(item.data);
    const request = decodeRequest(message);
    this.sequenceCounts.push(sequenceCount);
    this.requests.push(request);
    const scripted = this.script.router?.(request) ?? { data: Uint8Array.of(0xaa) };
    if (scripted === 'silent') return;
    const fields = scripted === 'usual' ? { data: Uint8Array.of(0xaa) } : scripted;
    const reply = encodeReply({ ...EMPTY_REPLY, service: request.service, ...fields });
    const usual = { connectionId: this.opened?.tToO.connectionId ?? 0, sequenceCount, message: reply };
    const sent = this.script.connected ? this.script.connected(usual) : usual;
    if (sent === undefined) return;
    socket.write(encodeEncapsulation(sendUnitData(session, sent.connectionId, sent.sequenceCount, sent.message)));
  }

  private route(data: Uint8Array): Uint8Array | undefined {
    const [, item, ...further] = decodeSendData(data).items;
    if (item?.type !== 'unconnectedData') throw new Error('the scanner sent no unconnected data');
    const request = decodeRequest(item.data);
    this.requests.push(request);
    const scripted = this.script.router?.(request) ?? 'usual';
    if (scripted === 'silent') return undefined;
    const usual = scripted === 'usual';
    const reply = usual ? this.usualReply(request, further) : { ...EMPTY_REPLY, ...scripted };
    const bytes = encodeReply({ service: request.service, ...reply });
    const port: CpfItem = {
      type: 'socketAddressOToT',
      address: { family: 2, port: this.ioPort, address: '0.0.0.0' },
    };
    const items: CpfItem[] = [{ type: 'nullAddress' }, { type: 'unconnectedData', data: bytes }];
    if (usual) items.push(port, ...this.groupItems());
    return encodeSendData({ interfaceHandle: 0, timeoutSeconds: 0, items });
  }

  private groupItems(): CpfItem[] {
    const { group } = this.script;
    return group === undefined ? [] : [{ type: 'socketAddressTToO', address: { family: 2, ...group } }];
  }

  private usualReply(request: RouterRequest, further: readonly CpfItem[]): Omit<RouterReply, 'service'> {
    const large = request.service === ServiceCode.largeForwardOpen;
    if (large || request.service === ServiceCode.forwardOpen)
      return this.open(decodeForwardOpen(request.data, large), further);
    if (request.service === ServiceCode.forwardClose && this.opened) {
      const data = encodeForwardCloseReply({ triad: this.opened.triad, applicationData: new Uint8Array(0) });
      return { status: 0, extendedStatus: [], data };
    }
    throw new Error(`no answer in the script for service ${request.service} of class ${ClassCode.connectionManager}`);
  }

  private open(open: ForwardOpen, further: readonly CpfItem[]): Omit<RouterReply, 'service'> {
    this.opened = open;
    this.openedFurther = further;
    const { early } = this.script;
    if (early) this.produce(early.to, early.payload);
    const data = encodeForwardOpenReply({
      oToT: { connectionId: OUTPUT_CONNECTION_ID, apiUs: this.script.apiUs ?? open.oToT.rpiUs },
      tToO: {
        connectionId: this.script.inputConnectionId ?? open.tToO.connectionId,
        apiUs: this.script.apiUs ?? open.tToO.rpiUs,
      },
      triad: open.triad,
      applicationData: new Uint8Array(0),
    });
    return { status: 0, extendedStatus: [], data };
  }
}
