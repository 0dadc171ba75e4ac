/** The options of an own class checked once, and made complete. */
import { z } from 'zod';
import { type Complain, parsed, refuseComplaints } from '../../config/refusal.js';
import { expected, oneOf, options, whole } from '../../config/schema.js';
import type { NativeClass } from '../../native/binding.js';
import type { AttributeGet, AttributeSet, ServiceRequest } from './option-types.js';
import { type CipType, codecOf, type VariableType } from './types.js';

export interface Attribute {
  readonly name: string;
  readonly id: number;
  readonly codec: VariableType<unknown>;
  readonly get: ((request: AttributeGet) => unknown) | undefined;
  readonly set: ((request: AttributeSet<unknown>) => unknown) | undefined;
}

export interface Service {
  readonly name: string;
  readonly code: number;
  readonly on: 'instance' | 'class' | 'both';
  readonly request: VariableType<unknown> | undefined;
  readonly reply: VariableType<unknown> | undefined;
  readonly run: (request: ServiceRequest<unknown>) => unknown;
}

export interface ClassDefinition {
  readonly classId: number;
  readonly name: string;
  readonly revision: number;
  /** Ascending. */
  readonly instances: readonly number[];
  /** Ascending by id. */
  readonly attributes: readonly Attribute[];
  readonly services: readonly Service[];
}

/** Of the core (deps/opener): Identity, Message Router, Assembly, Connection Manager, QoS, Port, TCP/IP, Ethernet Link. */
export const BUILT_IN_CLASSES: readonly number[] = [0x01, 0x02, 0x04, 0x06, 0x48, 0xf4, 0xf5, 0xf6];

/** Services on attributes, which a class with attributes has already. */
export const AttributeService = {
  getAll: 0x01,
  getList: 0x03,
  setList: 0x04,
  getSingle: 0x0e,
  setSingle: 0x10,
} as const;

const MOST_INSTANCES = 4096;

type AnyFunction = (request: never) => unknown;
const handler = z.custom<AnyFunction>((value) => typeof value === 'function', expected('a function'));

const type = z.custom<CipType>(isType, expected('a type such as uint, varString() or layout({...})'));

function isType(value: unknown): boolean {
  try {
    codecOf(value as CipType);
    return true;
  } catch {
    return false;
  }
}

const attributeSchema = options({
  id: whole(1, 0xffff),
  type,
  value: z.unknown().optional(),
  get: handler.optional(),
  set: handler.optional(),
});

const serviceSchema = options({
  code: whole(1, 0x7f),
  on: oneOf(['instance', 'class', 'both']).default('instance'),
  request: type.optional(),
  reply: type.optional(),
  run: handler,
  typed: z.literal(true).optional(),
});

const instanceNumbers = z
  .array(whole(1, 0xffff_ffff), expected('a count or an array of instance numbers'))
  .max(MOST_INSTANCES, expected(`at most ${MOST_INSTANCES} instances`));

const instances = z.preprocess(
  (input) => (typeof input === 'number' && isCount(input) ? Array.from({ length: input }, (_, i) => i + 1) : input),
  instanceNumbers.default([1]),
);

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MOST_INSTANCES;
}

const classSchema = options({
  classId: whole(1, 0xffff),
  name: z.string(expected('a name')).min(1, expected('a name')),
  revision: whole(1, 0xffff).default(1),
  instances,
  attributes: z.record(z.string(), attributeSchema, expected('an object of attributes by name')).default({}),
  services: z.record(z.string(), serviceSchema, expected('an object of services by name')).default({}),
});

type ParsedClass = z.output<typeof classSchema>;

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function defineClass(given: unknown): ClassDefinition {
  const wanted = parsed('class', classSchema, given);
  refuseComplaints('class', (complain) => check(wanted, complain));
  const { classId, name, revision } = wanted;
  return {
    classId,
    name,
    revision,
    instances: [...wanted.instances].sort((a, b) => a - b),
    attributes: Object.entries(wanted.attributes)
      .map(attributeOf)
      .sort((a, b) => a.id - b.id),
    services: Object.entries(wanted.services).map(([service, of]) => ({
      name: service,
      code: of.code,
      on: of.on,
      request: of.request && codecOf(of.request),
      reply: of.reply && codecOf(of.reply),
      run: of.run as Service['run'],
    })),
  };
}

function attributeOf([name, of]: [string, ParsedClass['attributes'][string]]): Attribute {
  const { value } = of;
  const get = value === undefined ? (of.get as Attribute['get']) : () => value;
  return { name, id: of.id, codec: codecOf(of.type), get, set: of.set as Attribute['set'] };
}

/** What the addon is told: services on several attributes come to JavaScript as services. */
export function nativeClass({ classId, revision, instances, attributes, services }: ClassDefinition): NativeClass {
  const readable = attributes.some(({ get }) => get !== undefined);
  const settable = attributes.some(({ set }) => set !== undefined);
  const ofAttributes = [
    ...(readable ? [AttributeService.getAll, AttributeService.getList] : []),
    ...(settable ? [AttributeService.setList] : []),
  ];
  return {
    classId,
    revision,
    attributes: attributes.map(({ id, get, set }) => ({ id, get: get !== undefined, set: set !== undefined })),
    services: [
      ...ofAttributes.map((code) => ({ code, onClass: false, onInstance: true })),
      ...services.map(({ code, on }) => ({ code, onClass: on !== 'instance', onInstance: on !== 'class' })),
    ],
    instances: [...instances],
  };
}

function check(wanted: ParsedClass, complain: Complain): void {
  if (BUILT_IN_CLASSES.includes(wanted.classId)) {
    complain(['classId'], `${wanted.classId} is a class that the adapter has itself`);
  }
  if (new Set(wanted.instances).size < wanted.instances.length) complain(['instances'], 'an instance is named twice');
  checkAttributes(wanted, complain);
  checkServices(wanted, complain);
}

function checkAttributes({ attributes }: ParsedClass, complain: Complain): void {
  const seen = new Map<number, string>();
  for (const [name, { id, type, value, get, set }] of Object.entries(attributes)) {
    const other = seen.get(id);
    if (other !== undefined) complain(['attributes', name, 'id'], `${id} is the id of "${other}" already`);
    seen.set(id, name);
    if (value === undefined && get === undefined && set === undefined) {
      complain(['attributes', name], 'expected at least one of value, get, set');
    }
    if (value !== undefined && get !== undefined) complain(['attributes', name, 'get'], 'there is a value already');
    if (value !== undefined) checkValue(['attributes', name, 'value'], codecOf(type), value, complain);
  }
}

function checkValue(at: string[], codec: VariableType<unknown>, value: unknown, complain: Complain): void {
  try {
    codec.encode(value);
  } catch (error) {
    complain(at, `${codec.type}: ${(error as Error).message}`);
  }
}

function checkServices({ attributes, services }: ParsedClass, complain: Complain): void {
  const seen = new Map<number, string>();
  const taken = Object.keys(attributes).length > 0 ? Object.values<number>(AttributeService) : [];
  for (const [name, { code }] of Object.entries(services)) {
    const other = seen.get(code);
    if (other !== undefined) complain(['services', name, 'code'], `${code} is the code of "${other}" already`);
    if (taken.includes(code)) complain(['services', name, 'code'], `${code} is a service on the attributes already`);
    seen.set(code, name);
  }
}
