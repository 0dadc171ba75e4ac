/** The options of a simulator, checked once; what holds between types and values is checked when they are built. */
import { z } from 'zod';
import { named } from '../../config/named.js';
import { expected, ipv4, oneOf, options, whole } from '../../config/schema.js';
import { FAULT_ACTIONS, SERVICE_NAMES } from '../faults/fault-rule.js';

/** Names travel as bytes of ISO 8859-1. */
const latin1 = (most: number) => {
  const wanted = expected(`a text of at most ${most} characters of ISO 8859-1`);
  return z
    .string(wanted)
    .max(most, wanted)
    .refine((name) => [...name].every((one) => one <= '\u00ff'), wanted);
};

const text = z.string(expected('a type such as DINT, REAL[10] or Recipe'));
const access = oneOf(['readWrite', 'readOnly', 'none']);

const fullTag = options({ type: text, value: z.unknown().optional(), access: access.optional() });

/** Held against the form that it means to be, so that the refusal names what that form has. */
const tag = z.unknown().transform((input, context): z.output<typeof text> | z.output<typeof fullTag> => {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const { data, error } = (isObject ? fullTag : text).safeParse(input);
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input } as never);
  return data ?? z.NEVER;
});

const tags = named('tag', tag, 'an object of tags by name');

const stringType = options({ string: whole(1, 65_000) });
const members = named('member', text, 'an object of members by name, or { string: length }');

const type = z.unknown().transform((input, context): z.output<typeof stringType> | Record<string, string> => {
  const isString = typeof (input as { string?: unknown } | null)?.string === 'number';
  const { data, error } = (isString ? stringType : members).safeParse(input);
  for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input } as never);
  return data ?? z.NEVER;
});

const identity = options({
  vendorId: whole(0, 0xffff).default(1),
  deviceType: whole(0, 0xffff).default(14),
  productCode: whole(0, 0xffff).default(166),
  revision: z.tuple([whole(1, 127), whole(1, 255)], expected('[major, minor]')).default([33, 11]),
  serialNumber: whole(0, 0xffff_ffff).default(0x00c0_ffee),
  productName: latin1(32).default('1756-L83E/B'),
});

const limits = options({
  connectionSize: whole(100, 4002).default(4002),
  connections: whole(1, 256).default(32),
  sessions: whole(1, 256).default(64),
  unconnectedSize: whole(100, 4002).default(504),
});

export const faultSchema = options({
  action: oneOf(FAULT_ACTIONS),
  service: oneOf(SERVICE_NAMES).optional(),
  tag: z.string(expected('the name of a tag')).optional(),
  skip: whole(0, 1_000_000).default(0),
  times: whole(0, 1_000_000).default(1),
  delayMs: whole(1, 600_000).default(100),
  status: whole(1, 255).default(2),
  extendedStatus: whole(0, 0xffff).optional(),
});

const program = {
  name: latin1(40).default('Simulator'),
  types: named('type', type, 'an object of types by name').default({}),
  tags: tags.default({}),
  programs: named('program', tags, 'an object of tags by name').default({}),
};

export const programSchema = options(program);
export type CompleteProgram = z.output<typeof programSchema>;

export const simulatorSchema = options({
  host: ipv4().default('127.0.0.1'),
  port: whole(0, 0xffff).default(44818),
  slot: whole(0, 255).optional(),
  ...program,
  identity: identity.prefault({}),
  mode: oneOf(['run', 'program']).default('run'),
  key: oneOf(['run', 'program', 'remote']).default('remote'),
  limits: limits.prefault({}),
  faults: z.array(faultSchema, expected('a list of faults')).max(100, expected('at most 100 faults')).default([]),
});

export type CompleteSimulator = z.output<typeof simulatorSchema>;
