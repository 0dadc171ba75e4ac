/** One TCP connection: encapsulation messages in, replies out (docs/protocol.md, "Encapsulation"). */
import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  CipDecodeError,
  type CpfItem,
  decodeEncapsulation,
  decodeRegisterSession,
  decodeSendData,
  ENCAPSULATION_HEADER_SIZE,
  EncapsulationCommand,
  type EncapsulationMessage,
  EncapsulationStatus,
  encodeEncapsulation,
  encodeListIdentityReply,
  encodeListServicesReply,
  encodeRegisterSession,
  type ListedIdentity,
  PROTOCOL_VERSION,
  sendRrData,
  sendUnitData,
  splitSequenced,
} from '../../cip/index.js';
import { Reassembly } from '../../link/reassembly.js';
import type { FaultDesk } from '../faults/fault.js';
import type { ClassThreeTable } from './class-three.js';
import { type Dispatcher, requestsIn } from './dispatcher.js';
import { ReplyLine } from './reply-line.js';

/** What all TCP connections share. */
export interface Server {
  readonly dispatcher: Dispatcher;
  readonly table: ClassThreeTable;
  readonly faults: FaultDesk;
  identity(): ListedIdentity;
  /** Whether one more may register. */
  hasRoom(): boolean;
}

/** The largest connection and what is around its messages, with some room. */
const MOST_MESSAGE = 4_500;
const SEQUENCE_SIZE = 2;

const SERVICE = { protocolVersion: PROTOCOL_VERSION, capabilities: 0x0020, name: 'Communications' };

export class Session {
  /** 0 until it is registered. */
  handle = 0;
  readonly address: string;
  private readonly reassembly = new Reassembly();
  private readonly line: ReplyLine;
  private ended = false;

  constructor(
    private readonly socket: Socket,
    private readonly server: Server,
  ) {
    this.address = socket.remoteAddress ?? '';
    this.line = new ReplyLine(socket);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('close', () => this.line.end());
    // A peer that goes away is no error of ours; `close` follows.
    socket.on('error', () => {});
  }

  cut(): void {
    this.socket.destroy();
  }

  private receive(chunk: Uint8Array): void {
    for (const bytes of this.reassembly.push(chunk)) {
      if (this.ended || this.socket.destroyed) return;
      if (bytes.byteLength > MOST_MESSAGE) this.tooLong(bytes);
      else this.message(decodeEncapsulation(bytes));
    }
  }

  /** Where the next one begins would be known, but nobody who sends such a thing is to be believed. */
  private tooLong(bytes: Uint8Array): void {
    const head = bytes.slice(0, ENCAPSULATION_HEADER_SIZE);
    head.set([0, 0], 2);
    this.answer(decodeEncapsulation(head), { status: EncapsulationStatus.invalidLength });
    this.ended = true;
    this.socket.end();
  }

  private message(message: EncapsulationMessage): void {
    if (message.options !== 0 || message.status !== 0) return;
    switch (message.command) {
      case EncapsulationCommand.nop:
        break;
      case EncapsulationCommand.listServices:
        this.answer(message, { data: encodeListServicesReply(SERVICE) });
        break;
      case EncapsulationCommand.listIdentity:
        this.answer(message, { data: encodeListIdentityReply(this.server.identity()) });
        break;
      case EncapsulationCommand.listInterfaces:
        this.answer(message, { data: Uint8Array.of(0, 0) });
        break;
      case EncapsulationCommand.registerSession:
        this.register(message);
        break;
      case EncapsulationCommand.unregisterSession:
        this.unregister(message);
        break;
      case EncapsulationCommand.sendRrData:
      case EncapsulationCommand.sendUnitData:
        this.sendData(message);
        break;
      default:
        this.answer(message, { status: EncapsulationStatus.unsupportedCommand });
    }
  }

  private register(message: EncapsulationMessage): void {
    const wanted = registration(message.data);
    if (wanted === undefined) this.answer(message, { status: EncapsulationStatus.invalidLength });
    else if (wanted.protocolVersion !== PROTOCOL_VERSION || wanted.options !== 0) {
      const data = encodeRegisterSession({ protocolVersion: PROTOCOL_VERSION, options: 0 });
      this.answer(message, { status: EncapsulationStatus.unsupportedProtocol, data });
    } else if (this.handle !== 0) this.answer(message, { status: EncapsulationStatus.unsupportedCommand });
    else if (!this.server.hasRoom()) this.answer(message, { status: EncapsulationStatus.insufficientMemory });
    else {
      this.handle = randomInt(1, 0xffff_ffff);
      this.answer({ ...message, session: this.handle }, { data: message.data });
    }
  }

  private unregister(message: EncapsulationMessage): void {
    if (message.session === this.handle) this.socket.end();
    else this.answer(message, { status: EncapsulationStatus.invalidSession });
  }

  private sendData(message: EncapsulationMessage): void {
    if (this.handle === 0 || message.session !== this.handle) {
      this.answer(message, { status: EncapsulationStatus.invalidSession });
      return;
    }
    const [address, data] = itemsOf(message.data);
    if (message.command === EncapsulationCommand.sendRrData) {
      if (address?.type !== 'nullAddress' || data?.type !== 'unconnectedData') this.incorrect(message);
      else this.unconnected(message, data.data);
    } else if (address?.type !== 'connectedAddress' || data?.type !== 'connectedData') this.incorrect(message);
    else this.connected(message, address.connectionId, data.data);
  }

  private incorrect(message: EncapsulationMessage): void {
    this.answer(message, { status: EncapsulationStatus.incorrectData });
  }

  private unconnected(message: EncapsulationMessage, request: Uint8Array): void {
    this.exchange(request, () => {
      const reply = sendRrData(this.handle, this.server.dispatcher.unconnected(request, this.address));
      return encodeEncapsulation({ ...reply, context: message.context });
    });
  }

  /** An id that nobody has is not answered: a connection that timed out is silent. */
  private connected(message: EncapsulationMessage, connectionId: number, data: Uint8Array): void {
    const { table, dispatcher } = this.server;
    const connection = table.heard(connectionId, this.address);
    if (connection === undefined || data.byteLength < SEQUENCE_SIZE) return;
    const { sequenceCount, message: request } = splitSequenced(data);
    const encapsulated = (reply: Uint8Array) => {
      const unit = sendUnitData(this.handle, connection.replyId, sequenceCount, reply);
      return encodeEncapsulation({ ...unit, context: message.context });
    };
    const stored = table.repeated(connection, sequenceCount);
    if (stored !== undefined) {
      this.line.send(encapsulated(stored), undefined);
      return;
    }
    this.exchange(request, () => {
      const fits = data.byteLength <= connection.requestSize;
      const reply = fits
        ? dispatcher.connected(request, connection.replySize - SEQUENCE_SIZE)
        : dispatcher.tooLong(request);
      table.remember(connection, sequenceCount, reply);
      return encapsulated(reply);
    });
  }

  /** Faults that come before the request is run, the request, and those that come behind it. */
  private exchange(request: Uint8Array, run: () => Uint8Array): void {
    const fault = this.server.faults.ofMessage(requestsIn(request));
    if (fault?.rule.action === 'dropRequest') return;
    if (fault?.rule.action === 'cutBefore') this.cut();
    else this.line.send(run(), fault);
  }

  private answer(
    { command, session, context }: EncapsulationMessage,
    { status = EncapsulationStatus.success, data = new Uint8Array(0) }: { status?: number; data?: Uint8Array },
  ): void {
    this.line.send(encodeEncapsulation({ command, session, context, status, data }), undefined);
  }
}

function registration(data: Uint8Array): ReturnType<typeof decodeRegisterSession> | undefined {
  return decoded(() => decodeRegisterSession(data));
}

function itemsOf(data: Uint8Array): readonly CpfItem[] {
  const found = decoded(() => decodeSendData(data));
  return found === undefined || found.trailing !== undefined ? [] : found.items;
}

/** Undefined for bytes that the codec refuses. */
function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof CipDecodeError) return undefined;
    throw error;
  }
}
