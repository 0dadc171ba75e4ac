/** From a request to a class to its handler, and from what that gives to the reply. */
import { EipWriteError } from '../../errors.js';
import type { NativeRequest } from '../../native/binding.js';
import { ACCEPTED, type Answer, acceptNothing, answerOf, type Outcomes } from '../answer.js';
import { CipRefusal } from '../cip-refusal.js';
import { getAll, getList, setList } from './attribute-lists.js';
import { type Attribute, AttributeService, type ClassDefinition, type Service } from './definition.js';
import type { VariableType } from './types.js';

const FAILED: Answer = { general: 0x02, extended: 0 };
/** Of services and of attributes that are read. */
const READING: Outcomes = { refused: FAILED, failed: FAILED };
const SETTING: Outcomes = { refused: { general: 0x09, extended: 0 }, failed: FAILED };

const NOT_ENOUGH_DATA = 0x13;
const TOO_MUCH_DATA = 0x15;
const INVALID_VALUE = 0x09;

/** The core has refused already what the class does not have. */
export function answerClass(of: ClassDefinition, request: NativeRequest, signal: AbortSignal) {
  const own = of.services.find(({ code }) => code === request.service);
  if (own !== undefined) return answerService(of, own, request, signal);
  const read = (attribute: Attribute) => readAttribute(of, attribute, request.instance, signal);
  const write = (attribute: Attribute, bytes: Uint8Array) => writeAttribute(attribute, request.instance, bytes, signal);
  const attribute = of.attributes.find(({ id }) => id === request.attribute);
  switch (request.service) {
    case AttributeService.getAll:
      return getAll(of.attributes, read);
    case AttributeService.getList:
      return getList(of.attributes, request.data, read);
    case AttributeService.setList:
      return setList(of.attributes, request.data, write);
    case AttributeService.setSingle:
      return attribute === undefined ? FAILED : write(attribute, request.data);
    default:
      return attribute === undefined ? FAILED : read(attribute);
  }
}

function readAttribute(of: ClassDefinition, { name, codec, get }: Attribute, instance: number, signal: AbortSignal) {
  const encode = (value: unknown) => ({ ...ACCEPTED, data: encoded(codec, value, of, `attribute "${name}"`) });
  return answerOf<unknown>(() => get?.({ instance, signal }), encode, READING, signal);
}

function writeAttribute({ codec, set }: Attribute, instance: number, bytes: Uint8Array, signal: AbortSignal) {
  return answerOf<unknown>(
    () => set?.({ instance, value: decoded(codec, bytes), signal }),
    acceptNothing,
    SETTING,
    signal,
  );
}

function answerService(of: ClassDefinition, service: Service, request: NativeRequest, signal: AbortSignal) {
  const { instance, attribute, data } = request;
  const run = () => {
    const value = service.request === undefined ? data : decoded(service.request, data);
    return service.run({ instance, attribute, value, signal });
  };
  const reply = (result: unknown) => ({ ...ACCEPTED, data: replyOf(of, service, result) });
  return answerOf<unknown>(run, reply, READING, signal);
}

function replyOf(of: ClassDefinition, { name, reply }: Service, result: unknown): Uint8Array | undefined {
  if (reply !== undefined) return encoded(reply, result, of, `service "${name}"`);
  if (result === undefined || result instanceof Uint8Array) return result;
  throw new TypeError(`Class "${of.name}", service "${name}": its handler gives bytes or nothing`);
}

/** @throws CipRefusal when the bytes are no value of the type. */
function decoded(codec: VariableType<unknown>, bytes: Uint8Array): unknown {
  const size = codec.sizeOf(bytes);
  if (size === undefined) throw new CipRefusal(NOT_ENOUGH_DATA);
  if (size < bytes.length) throw new CipRefusal(TOO_MUCH_DATA);
  try {
    return codec.decode(bytes);
  } catch {
    throw new CipRefusal(INVALID_VALUE);
  }
}

/** @throws EipWriteError EIP_VALUE_REFUSED: nothing is sent in place of a value that the type can't hold. */
function encoded(codec: VariableType<unknown>, value: unknown, { name }: ClassDefinition, what: string): Uint8Array {
  try {
    return codec.encode(value);
  } catch (cause) {
    const text = `Class "${name}", ${what}: ${codec.type}: ${(cause as Error).message}`;
    throw new EipWriteError('EIP_VALUE_REFUSED', text, { cause, field: what });
  }
}
