import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { Output } from '../../../src/cli/output.js';

function outputOn({ json = false, terminal = false } = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY: terminal });
  const stderr = new PassThrough();
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  const output = new Output(json, { stdout, stderr });
  return { output, stdout, stderr, out: () => text(stdout), err: () => text(stderr) };
}

test('with --json data is one object a line and messages stay off stdout', () => {
  const { output, out, err } = outputOn({ json: true });
  output.line({ type: 'open', port: 1 }, 'opened');
  output.status({ type: 'status', sent: 2 }, 'sent 2');
  output.message('hello');
  expect(out()).toBe('{"type":"open","port":1}\n{"type":"status","sent":2}\n');
  expect(err()).toBe('hello\n');
});

test('without --json data is text; where there is none nothing is written', () => {
  const { output, out } = outputOn();
  output.line({ type: 'open' }, 'opened');
  output.line({ type: 'summary' }, undefined);
  expect(out()).toBe('opened\n');
});

test('off a terminal every status is a line of its own', () => {
  const { output, out } = outputOn();
  output.status({ type: 'status' }, 'one');
  output.status({ type: 'status' }, 'two');
  expect(out()).toBe('one\ntwo\n');
});

test('on a terminal the status stays on one line and gives way to other lines', () => {
  const clear = '\r\u001b[2K';
  const { output, out } = outputOn({ terminal: true });
  output.status({ type: 'status' }, 'one');
  output.status({ type: 'status' }, 'two');
  output.line({ type: 'summary' }, 'done');
  output.line({ type: 'more' }, 'more');
  expect(out()).toBe(`${clear}one${clear}two${clear}done\nmore\n`);
});

test('on a terminal the status is cut to one line, as wide as the terminal is now', () => {
  const clear = '\r\u001b[2K';
  const { output, stdout, out } = outputOn({ terminal: true });
  Object.assign(stdout, { columns: 8 });
  output.status({ type: 'status' }, '123456789');
  expect(out()).toBe(`${clear}1234567`);
  Object.assign(stdout, { columns: 10 });
  output.status({ type: 'status' }, '123456789');
  expect(out()).toBe(`${clear}123456789`);
});

test('with --json a terminal gets plain lines too', () => {
  const { output, out } = outputOn({ json: true, terminal: true });
  output.status({ type: 'status' }, 'one');
  expect(out()).toBe('{"type":"status"}\n');
});

test('when nobody reads any more the command is told; another error is thrown', () => {
  const { output, stdout, stderr } = outputOn();
  const closed = vi.fn();
  output.onClosed(closed);
  stdout.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
  expect(closed).toHaveBeenCalledTimes(1);
  stderr.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
  expect(closed).toHaveBeenCalledTimes(2);
  expect(() => stdout.emit('error', new Error('disk full'))).toThrow('disk full');
});
