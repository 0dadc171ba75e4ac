/** The logger of a module: as one of pino to whoever logs, with levels and sinks that may change at any time. */
import type { Bindings, LogFn } from 'pino';
import { noSuchName } from '../config/names.js';
import { LEVELS, type Level, type LineLevel } from './levels.js';

export type Serializers = Readonly<Record<string, (value: unknown) => unknown>>;

export interface ChildOptions {
  /** Of this one alone, whatever is set for the module. */
  readonly level?: string | undefined;
  /** By the name of a field. */
  readonly serializers?: { [name: string]: (value: never) => unknown } | undefined;
}

/** Has the calls of a logger of pino. */
export interface Logger {
  /** The threshold; setting it holds for this logger alone. */
  level: string;
  readonly trace: LogFn;
  readonly debug: LogFn;
  readonly info: LogFn;
  readonly warn: LogFn;
  readonly error: LogFn;
  readonly fatal: LogFn;
  /** Logs nothing. */
  readonly silent: LogFn;
  /** A logger whose lines carry these fields too. */
  child(bindings: Bindings, options?: ChildOptions): Logger;
  bindings(): Bindings;
  isLevelEnabled(level: string): boolean;
}

/** Who a line is from. */
export interface Origin {
  readonly module: string | undefined;
  readonly bindings: Bindings;
  readonly serializers: Serializers;
  readonly level: Level | undefined;
}

/** Takes what loggers are told. */
export interface LineTaker {
  threshold(origin: Origin): Level;
  takes(origin: Origin, level: LineLevel): boolean;
  take(origin: Origin, level: LineLevel, args: readonly unknown[]): void;
}

/** @param taker who takes lines now */
export function moduleLogger(taker: () => LineTaker, given: Origin): Logger {
  let origin = given;
  const at = (level: LineLevel): LogFn => {
    return (...args: unknown[]) => {
      const now = taker();
      if (now.takes(origin, level)) now.take(origin, level, args);
    };
  };
  return {
    get level() {
      return taker().threshold(origin);
    },
    set level(level) {
      origin = { ...origin, level: levelNamed(level) };
    },
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    silent: () => {},
    child: (bindings, options = {}) => moduleLogger(taker, childOf(origin, bindings, options)),
    bindings: () => ({ ...(origin.module !== undefined && { module: origin.module }), ...origin.bindings }),
    isLevelEnabled: (level) => level !== 'silent' && taker().takes(origin, level as LineLevel),
  };
}

/** A text `module` among the fields names the module. */
function childOf(origin: Origin, { module, ...bindings }: Bindings, { level, serializers }: ChildOptions): Origin {
  const named = typeof module === 'string';
  return {
    module: named ? module : origin.module,
    bindings: { ...origin.bindings, ...bindings, ...(!named && module !== undefined && { module }) },
    serializers: { ...origin.serializers, ...(serializers as Serializers | undefined) },
    level: level === undefined ? origin.level : levelNamed(level),
  };
}

/** @throws TypeError for a name that is none */
function levelNamed(level: string): Level {
  if (LEVELS.includes(level as Level)) return level as Level;
  throw new TypeError(noSuchName('level', level, LEVELS));
}
