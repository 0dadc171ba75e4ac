/** Calls that are logged when they end, with how long they took: `timed` for a function, `logCalls` for an object. */
import { performance } from 'node:perf_hooks';
import { types } from 'node:util';
import { z } from 'zod';
import { parsed } from '../config/refusal.js';
import { expected, oneOf, options } from '../config/schema.js';
import { correlationId, withCorrelationId } from './correlation.js';
import { getLogger } from './default-log.js';
import { LINE_LEVELS, type LineLevel } from './levels.js';
import { logTarget } from './log-target.js';
import type { LogTarget } from './logger.js';

export interface TimedOptions {
  /** Default: the logger "calls" of the process's log. */
  readonly logger?: LogTarget | undefined;
  /** Of the line of a call that returns; default "debug". */
  readonly level?: LineLevel | undefined;
  /** Of one that throws or rejects; default "warn". */
  readonly errorLevel?: LineLevel | undefined;
  /** What is called, in the field `call`; default: the name of the function or class. */
  readonly name?: string | undefined;
}

export interface LogCallsOptions extends TimedOptions {
  /** The methods that are logged; default: all. */
  readonly only?: readonly (string | symbol)[] | undefined;
}

const level = oneOf(LINE_LEVELS as readonly [LineLevel, ...LineLevel[]]);
const timedShape = {
  logger: logTarget().optional(),
  level: level.default('debug'),
  errorLevel: level.default('warn'),
  name: z.string(expected('a name')).optional(),
};
const timedSchema = options(timedShape);
const key = z.union([z.string(), z.symbol()], expected('the name of a method'));
const logCallsSchema = options({ ...timedShape, only: z.array(key, expected('a list of methods')).optional() });

type Anything = (...args: never[]) => unknown;
type Complete = z.output<typeof timedSchema>;
type Outcome = 'returned' | 'threw' | 'closed';

/**
 * The same function, each call of which is logged: `call`, `durationMs`, `outcome`, and the error. Of a promise, the
 * time until it is settled; of a generator, until it is done or closed. Arguments and results are not logged.
 * @throws EipConfigError EIP_OPTION_INVALID
 */
export function timed<F extends Anything>(fn: F, given: TimedOptions = {}): F {
  if (typeof fn !== 'function') throw new TypeError('timed: expected a function');
  const complete = parsed('timed', timedSchema, given);
  const name = complete.name ?? (fn.name || 'anonymous');
  return new Proxy(fn, {
    apply: (target, self, args) => timedCall(complete, name, () => Reflect.apply(target, self, args)),
  });
}

/**
 * The object with each call of its methods logged, as `timed` does. Methods run on the object itself: what they call
 * of it in turn is not logged, and private members work. What is frozen into the object is left as it is.
 * @throws EipConfigError EIP_OPTION_INVALID
 */
export function logCalls<T extends object>(object: T, given: LogCallsOptions = {}): T {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
    throw new TypeError('logCalls: expected an object');
  }
  const { only, ...complete } = parsed('logCalls', logCallsSchema, given);
  const whose = complete.name ?? nameOf(object);
  const logged = new WeakMap<Anything, Map<PropertyKey, Anything>>();
  const proxy: T = new Proxy(object, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (!isMethod(value, name) || isFixed(target, name)) return value;
      if (only !== undefined && !only.includes(name)) return value;
      return remembered(logged, value, name, () => methodOf(value, `${whose}.${String(name)}`));
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  return proxy;

  function methodOf(method: Anything, name: string): Anything {
    return new Proxy(method, {
      apply: (target, self, args) => {
        const on = self === proxy ? object : self;
        const result = timedCall(complete, name, () => Reflect.apply(target, on, args));
        return result === object ? proxy : result;
      },
    });
  }
}

/** One wrapper a method and name, so that it is the same each time it is asked for. */
function remembered(
  all: WeakMap<Anything, Map<PropertyKey, Anything>>,
  method: Anything,
  name: PropertyKey,
  make: () => Anything,
): Anything {
  const byName = all.get(method) ?? new Map<PropertyKey, Anything>();
  all.set(method, byName);
  const known = byName.get(name) ?? make();
  byName.set(name, known);
  return known;
}

function nameOf(object: object): string {
  if (typeof object === 'function') return object.name;
  return object.constructor?.name ?? 'Object';
}

/** A class is no method: whoever asks for it wants to make something of it, or to compare. */
function isMethod(value: unknown, name: PropertyKey): value is Anything {
  if (typeof value !== 'function' || name === 'constructor') return false;
  return !/^class\b/.test(Function.prototype.toString.call(value));
}

/** A proxy has to give such a value as it is. */
function isFixed(target: object, name: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, name);
  return own !== undefined && own.configurable === false && (own.writable === false || own.set === undefined);
}

function timedCall(complete: Complete, name: string, call: () => unknown): unknown {
  const logger = complete.logger ?? getLogger('calls');
  if (!wants(logger, complete.level) && !wants(logger, complete.errorLevel)) return call();
  return withCorrelationId(undefined, () => {
    const ended = endOf(complete, logger, name);
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      ended('threw', error);
      throw error;
    }
    return observed(result, ended);
  });
}

type Ended = (outcome: Outcome, error?: unknown) => void;

/** Logs the end of a call that begins now. */
function endOf({ level: usual, errorLevel }: Complete, logger: LogTarget, call: string): Ended {
  const began = performance.now();
  const id = correlationId();
  return (outcome, error) => {
    const durationMs = Math.round((performance.now() - began) * 1000) / 1000;
    const threw = outcome === 'threw';
    const fields = { call, durationMs, outcome, correlationId: id, ...(threw && { err: error }) };
    logAt(logger, threw ? errorLevel : usual, fields, `${call} ${outcome}`);
  };
}

function observed(result: unknown, ended: Ended): unknown {
  if (types.isPromise(result)) return settled(result, ended);
  if (types.isGeneratorObject(result)) return iterated(result as Generator, ended);
  ended('returned');
  return result;
}

function settled(promise: Promise<unknown>, ended: Ended): Promise<unknown> {
  return promise.then(
    (value) => {
      ended('returned');
      return value;
    },
    (error) => {
      ended('threw', error);
      throw error;
    },
  );
}

/** Of the same kind and prototype, and given what its consumer gives. */
function iterated(generator: Generator | AsyncGenerator, ended: Ended): Generator | AsyncGenerator {
  const isAsync = Symbol.asyncIterator in generator;
  const outer = isAsync ? eachAsync(generator as AsyncGenerator, ended) : each(generator as Generator, ended);
  return Object.setPrototypeOf(outer, Object.getPrototypeOf(generator));
}

function* each(generator: Generator, ended: Ended): Generator {
  let outcome: Outcome = 'closed';
  let thrown: unknown;
  try {
    const value = yield* generator;
    outcome = 'returned';
    return value;
  } catch (error) {
    [outcome, thrown] = ['threw', error];
    throw error;
  } finally {
    ended(outcome, thrown);
  }
}

async function* eachAsync(generator: AsyncGenerator, ended: Ended): AsyncGenerator {
  let outcome: Outcome = 'closed';
  let thrown: unknown;
  try {
    const value = yield* generator;
    outcome = 'returned';
    return value;
  } catch (error) {
    [outcome, thrown] = ['threw', error];
    throw error;
  } finally {
    ended(outcome, thrown);
  }
}

function wants(logger: LogTarget & { isLevelEnabled?(level: string): boolean }, at: LineLevel): boolean {
  return typeof logger.isLevelEnabled !== 'function' || logger.isLevelEnabled(at);
}

/** A logger that has no such level has the one beside it. */
function logAt(
  logger: LogTarget & Partial<Record<LineLevel, LogTarget['info']>>,
  at: LineLevel,
  fields: object,
  text: string,
) {
  const log = logger[at] ?? logger[at === 'fatal' ? 'error' : 'debug'];
  Reflect.apply(log, logger, [fields, text]);
}
