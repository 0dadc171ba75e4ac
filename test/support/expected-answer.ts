import * as cip from '../../src/cip/index.js';
import { ClassCode, EncapsulationCommand, EncapsulationStatus, ServiceCode } from '../../src/cip/index.js';
import type { Heard } from './raw-peer.js';

/** What an adapter has to answer to a message, by the rules of the protocol and nothing else. */
export type Expected =
  | { readonly kind: 'silence' }
  /** The TCP connection ends, without an answer. */
  | { readonly kind: 'close' }
  /** A message with that status; what its data holds is not said. */
  | { readonly kind: 'status'; readonly status: number; readonly thenClose?: true }
  /** A reply of the message router to that service. */
  | { readonly kind: 'reply'; readonly service: number; readonly status: StatusRule }
  /** A request that nobody should send: an error or silence. */
  | { readonly kind: 'refusal' };

/** A general status, `any`, or any but 0. */
export type StatusRule = number | 'any' | 'failure';

/** What the adapter knows of the connection that the message comes over. */
export interface Situation {
  readonly transport: 'tcp' | 'udp';
  /** The session of this TCP connection; undefined when none is registered. */
  readonly session: number | undefined;
  /** Bytes of the longest message the adapter takes, its header included. */
  readonly maxMessage: number;
}

const SILENCE: Expected = { kind: 'silence' };

export function expectedAnswer(message: cip.EncapsulationMessage, situation: Situation): Expected {
  if (situation.transport === 'udp') return expectedOverUdp(message);
  const size = cip.ENCAPSULATION_HEADER_SIZE + message.data.byteLength;
  if (size > situation.maxMessage) return expectedForLength(message);
  if (message.options !== 0 || message.status !== 0) return SILENCE;
  switch (message.command) {
    case EncapsulationCommand.nop:
      return SILENCE;
    case EncapsulationCommand.listServices:
    case EncapsulationCommand.listIdentity:
    case EncapsulationCommand.listInterfaces:
      return status(EncapsulationStatus.success);
    case EncapsulationCommand.registerSession:
      return expectedForRegister(message.data, situation);
    case EncapsulationCommand.unregisterSession:
      return isOurs(message, situation) ? { kind: 'close' } : status(EncapsulationStatus.invalidSession);
    case EncapsulationCommand.sendRrData:
    case EncapsulationCommand.sendUnitData:
      return isOurs(message, situation) ? expectedForItems(message) : status(EncapsulationStatus.invalidSession);
    default:
      return status(EncapsulationStatus.unsupportedCommand);
  }
}

/**
 * Undefined when what was heard is what was expected, else what is wrong with it.
 * @param message whose command, context and session have to come back; undefined when it had none.
 */
export function complaint(
  message: cip.EncapsulationMessage | undefined,
  expected: Expected,
  heard: Heard,
): string | undefined {
  const { answers, closed } = heard;
  switch (expected.kind) {
    case 'silence':
      return answers.length > 0 || closed ? `silence expected, got ${summary(heard)}` : undefined;
    case 'close':
      return answers.length > 0 || !closed ? `the end of the connection expected, got ${summary(heard)}` : undefined;
    case 'refusal':
      return answers.some((answer) => !isRefusal(answer)) ? `refusal expected, got ${summary(heard)}` : undefined;
    default:
      return complaintAboutAnswer(message, expected, heard);
  }
}

/** Answered over TCP and UDP, in a session or without, whatever data they bring. */
export function isListCommand(command: number): boolean {
  return LIST_COMMANDS.has(command);
}

const LIST_COMMANDS: ReadonlySet<number> = new Set([
  EncapsulationCommand.listServices,
  EncapsulationCommand.listIdentity,
  EncapsulationCommand.listInterfaces,
]);

function expectedOverUdp({ command, options, status: code }: cip.EncapsulationMessage): Expected {
  return isListCommand(command) && options === 0 && code === 0 ? status(EncapsulationStatus.success) : SILENCE;
}

/** The stream can't be followed behind such a message; a NOP is never answered, not even then. */
function expectedForLength({ command }: cip.EncapsulationMessage): Expected {
  if (command === EncapsulationCommand.nop) return { kind: 'close' };
  return { kind: 'status', status: EncapsulationStatus.invalidLength, thenClose: true };
}

function expectedForRegister(data: Uint8Array, { session }: Situation): Expected {
  if (data.byteLength !== 4) return status(EncapsulationStatus.invalidLength);
  const { protocolVersion, options } = cip.decodeRegisterSession(data);
  if (protocolVersion !== cip.PROTOCOL_VERSION || options !== 0) return status(EncapsulationStatus.unsupportedProtocol);
  return status(session === undefined ? EncapsulationStatus.success : EncapsulationStatus.unsupportedCommand);
}

function isOurs({ session }: cip.EncapsulationMessage, situation: Situation): boolean {
  return session !== 0 && session === situation.session;
}

/** Two items, the pair of the command, nothing behind the list. */
function expectedForItems({ command, data }: cip.EncapsulationMessage): Expected {
  const sent = attempt(() => cip.decodeSendData(data));
  const [address, content] = sent?.items ?? [];
  if (sent === undefined || sent.trailing !== undefined) return status(EncapsulationStatus.incorrectData);
  if (command === EncapsulationCommand.sendUnitData) {
    const pair = address?.type === 'connectedAddress' && content?.type === 'connectedData';
    // No class 3 connection was opened on this TCP connection, so the id is nobody's.
    return pair ? SILENCE : status(EncapsulationStatus.incorrectData);
  }
  if (address?.type !== 'nullAddress' || content?.type !== 'unconnectedData') {
    return status(EncapsulationStatus.incorrectData);
  }
  return expectedReply(content.data);
}

/** Objects that some version of the adapter has; all other classes are unknown to it. */
const OBJECTS: ReadonlySet<number> = new Set([
  ClassCode.identity,
  ClassCode.messageRouter,
  ClassCode.assembly,
  ClassCode.connectionManager,
  ClassCode.qos,
  ClassCode.port,
  ClassCode.tcpIp,
  ClassCode.ethernetLink,
]);

const PATH_SEGMENT_ERROR = 0x04;
const PATH_DESTINATION_UNKNOWN = 0x05;

function expectedReply(message: Uint8Array): Expected {
  if (message.byteLength === 0 || cip.isReply(message)) return { kind: 'refusal' };
  const service = message[0]!;
  const request = attempt(() => cip.decodeRequest(message));
  if (request === undefined) return { kind: 'reply', service, status: 'failure' };
  const classId = cip.logicalValue(request.path, 'class');
  if (classId === undefined) return { kind: 'reply', service, status: PATH_SEGMENT_ERROR };
  if (!isOneObject(request.path)) return { kind: 'reply', service, status: 'failure' };
  if (!OBJECTS.has(classId)) return { kind: 'reply', service, status: PATH_DESTINATION_UNKNOWN };
  if (classId === ClassCode.connectionManager) return expectedOfManager(request);
  return { kind: 'reply', service, status: 'any' };
}

/** Not an object inside another one, nor behind a port: no adapter has these, and which status says so is open. */
function isOneObject(path: cip.Path): boolean {
  const types = path.map((segment) => (segment.kind === 'logical' ? segment.type : segment.kind));
  return new Set(types).size === types.length && !types.includes('port');
}

function expectedOfManager(request: cip.RouterRequest): Expected {
  const { service, data } = request;
  switch (service) {
    case ServiceCode.forwardOpen:
    case ServiceCode.largeForwardOpen: {
      const open = attempt(() => cip.decodeForwardOpen(data, service === ServiceCode.largeForwardOpen));
      const impossible = open === undefined || open.trailing !== undefined || open.path.length === 0;
      return { kind: 'reply', service, status: impossible ? 'failure' : 'any' };
    }
    case ServiceCode.unconnectedSend:
      return expectedOfUnconnectedSend(data);
    case ServiceCode.forwardClose: {
      const close = attempt(() => cip.decodeForwardClose(data));
      return { kind: 'reply', service, status: close === undefined ? 'failure' : 'any' };
    }
    default:
      return { kind: 'reply', service, status: 'any' };
  }
}

/** An adapter is no router: a message that is to go on is refused, one that has arrived may be. */
function expectedOfUnconnectedSend(data: Uint8Array): Expected {
  const send = attempt(() => cip.decodeUnconnectedSend(data));
  const arrived = send !== undefined && send.route.length === 0;
  return arrived ? { kind: 'refusal' } : { kind: 'reply', service: ServiceCode.unconnectedSend, status: 'failure' };
}

function complaintAboutAnswer(
  message: cip.EncapsulationMessage | undefined,
  expected: Extract<Expected, { kind: 'status' | 'reply' }>,
  heard: Heard,
): string | undefined {
  const [bytes, ...more] = heard.answers;
  if (bytes === undefined || more.length > 0) return `one answer expected, got ${summary(heard)}`;
  const thenClose = expected.kind === 'status' && expected.thenClose === true;
  if (heard.closed !== thenClose) return `the connection is ${heard.closed ? 'closed' : 'still open'} afterwards`;
  const answer = cip.decodeEncapsulation(bytes);
  const wrong = message && complaintAboutEcho(message, answer);
  if (wrong !== undefined) return wrong;
  if (expected.kind === 'reply') return complaintAboutReply(answer, expected);
  return answer.status === expected.status ? undefined : `status ${expected.status} expected, got ${answer.status}`;
}

/** Command, context and session of the request come back; RegisterSession's reply brings a session. */
function complaintAboutEcho(message: cip.EncapsulationMessage, answer: cip.EncapsulationMessage): string | undefined {
  if (answer.command !== message.command) return `the answer's command is ${answer.command}`;
  if (hex(answer.context) !== hex(message.context)) return `the answer's context is ${hex(answer.context)}`;
  const registers = message.command === EncapsulationCommand.registerSession;
  return registers || answer.session === message.session ? undefined : `the answer's session is ${answer.session}`;
}

function complaintAboutReply(
  answer: cip.EncapsulationMessage,
  expected: Extract<Expected, { kind: 'reply' }>,
): string | undefined {
  const reply = replyIn(answer);
  if (reply === undefined) return `a reply expected, got encapsulation status ${answer.status}`;
  if (reply.service !== expected.service)
    return `a reply to service ${expected.service} expected, got ${reply.service}`;
  const { status: rule } = expected;
  const kept = rule === 'any' || (rule === 'failure' ? reply.status !== 0 : reply.status === rule);
  return kept ? undefined : `general status ${rule} expected, got ${reply.status}`;
}

/** An encapsulation status, or a general status, that is not success. */
function isRefusal(bytes: Uint8Array): boolean {
  const answer = cip.decodeEncapsulation(bytes);
  if (answer.status !== 0) return true;
  const reply = replyIn(answer);
  return reply !== undefined && reply.status !== 0;
}

function replyIn({ command, status: code, data }: cip.EncapsulationMessage): cip.RouterReply | undefined {
  if (code !== 0 || command !== EncapsulationCommand.sendRrData) return undefined;
  const [address, content] = cip.decodeSendData(data).items;
  if (address?.type !== 'nullAddress' || content?.type !== 'unconnectedData') return undefined;
  return cip.decodeReply(content.data);
}

function summary({ answers, closed }: Heard): string {
  return `${answers.map(hex).join(', ') || 'no answer'}${closed ? ', then the end of the connection' : ''}`;
}

function status(code: number): Expected {
  return { kind: 'status', status: code };
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof cip.CipDecodeError) return undefined;
    throw error;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
