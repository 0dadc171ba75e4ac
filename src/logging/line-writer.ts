/** Lines as JSON, by pino. */
import { inspect } from 'node:util';
import { pino, stdTimeFunctions } from 'pino';
import type { Line } from './fields.js';
import type { LineLevel } from './levels.js';
import type { LoggerSettings } from './settings.js';

/** Longer ones are told instead of shown: what collects lines takes none of them. */
const MOST_LENGTH = 256 * 1024;
const MOST_TEXT = 1000;

export interface LineStream {
  /** A line with its line end. */
  write(line: string): void;
  /** After a fatal line. */
  flushSync(): void;
}

export type LineWriter = (level: LineLevel, line: Line) => void;

export function lineWriter(
  { app, time, redact }: Pick<LoggerSettings, 'app' | 'time' | 'redact'>,
  to: LineStream,
): LineWriter {
  let tooLong = 0;
  const bounded: LineStream = {
    write: (line) => {
      if (line.length <= MOST_LENGTH) to.write(line);
      else tooLong = line.length;
    },
    flushSync: () => to.flushSync(),
  };
  const root = pino(
    {
      level: 'trace',
      base: { app },
      timestamp: time === 'iso' ? stdTimeFunctions.isoTime : stdTimeFunctions.epochTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (err: unknown) => err },
      redact: { paths: [...redact], censor: '***' },
    },
    bounded,
  );
  return (level, { fields, text, rest }) => {
    tooLong = 0;
    root[level](fields, textOf(text), ...rest);
    if (tooLong === 0) return;
    const { module, correlationId } = fields;
    root[level]({ module, correlationId, lineLength: tooLong }, textOf(text).slice(0, MOST_TEXT));
  };
}

/** The text of a line is always one. */
function textOf(text: unknown): string {
  if (typeof text === 'string') return text;
  if (text === undefined) return '';
  return typeof text === 'object' ? inspect(text, { depth: 2, breakLength: Number.POSITIVE_INFINITY }) : String(text);
}
