/** A line for people: `08:43:31.123 WARN  line.scanner: text key=value`, an error's stack below it. */
import type { ErrorFields } from '../fields.js';

const COLOURS: Readonly<Record<string, string>> = {
  trace: '\u001b[90m',
  debug: '\u001b[36m',
  info: '\u001b[32m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
  fatal: '\u001b[41m',
};
const PLAIN = '\u001b[0m';
const DIM = '\u001b[2m';
const BESIDE = new Set(['level', 'time', 'msg', 'module', 'app', 'err']);

export function pretty(colour: boolean): (line: string) => string {
  const paint = (code: string | undefined, text: string) => (colour && code ? `${code}${text}${PLAIN}` : text);
  return (line) => {
    const { level = '', time, msg = '', module, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const fields = Object.entries(rest).filter(([name]) => !BESIDE.has(name));
    const shown = fields.map(([name, value]) => paint(DIM, `${printable(name)}=${valueText(value)}`));
    const word = paint(COLOURS[String(level)], String(level).toUpperCase().padEnd(5));
    const where = module === undefined ? [] : [`${printable(String(module))}:`];
    const first = [clock(time), word, ...where, printable(String(msg)), ...shown].join(' ').trimEnd();
    return `${[first, ...errorLines(err as ErrorFields | undefined)].join('\n')}\n`;
  };
}

/** Whether colours are wanted there: a terminal, and nobody who set NO_COLOR. */
export function wantsColour(stream: NodeJS.WriteStream | undefined, env: NodeJS.ProcessEnv): boolean {
  return stream?.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** That of this machine, whose people read it. */
function clock(time: unknown): string {
  const at = new Date(time as string | number);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = `${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  return `${two(at.getHours())}:${two(at.getMinutes())}:${seconds}`;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return printable(text);
}

function errorLines(err: ErrorFields | undefined): string[] {
  if (err === undefined || err === null) return [];
  const { type, message, stack, code, cause } = err;
  const head = stack ?? `${type}: ${message}`;
  const lines = head.split('\n').map((line) => `    ${printable(line.trimStart())}`);
  const withCode = code === undefined ? lines : [...lines, `    code: ${printable(code)}`];
  if (cause === undefined) return withCode;
  return [...withCode, `    cause: ${printable(`${cause.type}: ${cause.message}`)}`];
}

/** Names and texts come from other machines: none of them moves a cursor or changes a colour. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
