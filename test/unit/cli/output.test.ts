import { PassThrough, Writable } from 'node:stream';
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

test('a terminal that does not know its width gets the whole status', () => {
  const { output, stdout, out } = outputOn({ terminal: true });
  Object.assign(stdout, { columns: 0 });
  output.status({ type: 'status' }, '123456789');
  expect(out()).toBe('\r\u001b[2K123456789');
});

test('with --json a terminal gets plain lines too', () => {
  const { output, out } = outputOn({ json: true, terminal: true });
  output.status({ type: 'status' }, 'one');
  expect(out()).toBe('{"type":"status"}\n');
});

test('when nobody reads any more the command is told', () => {
  const { output, stdout, stderr } = outputOn();
  const [closed, failed] = [vi.fn(), vi.fn()];
  output.onEnd({ closed, failed });
  stdout.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
  expect(closed).toHaveBeenCalledTimes(1);
  stderr.emit('error', Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
  expect(closed).toHaveBeenCalledTimes(2);
  expect(failed).not.toHaveBeenCalled();
  expect(output.failure).toBeUndefined();
});

const diskFull = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

test.each(['stdout', 'stderr'] as const)('%s that can not be written is a failure, told with what to check', (name) => {
  const { output, ...streams } = outputOn();
  const [closed, failed] = [vi.fn(), vi.fn()];
  output.onEnd({ closed, failed });
  streams[name].emit('error', diskFull());
  streams[name].emit('error', Object.assign(new Error('the second one'), { code: 'EIO' }));
  expect(closed).not.toHaveBeenCalled();
  expect(output.failure?.message).toMatch(
    new RegExp(`^${name} cannot be written: no space left \\(ENOSPC\\)\\. Check`),
  );
  expect(failed.mock.calls).toEqual([[output.failure], [output.failure]]);
});

test('a write that throws is a failure too', () => {
  const { output, stdout } = outputOn();
  output.onEnd({ closed: () => {}, failed: () => {} });
  stdout.write = () => {
    throw diskFull();
  };
  output.line({ type: 'open' }, 'opened');
  expect(output.failure?.message).toContain('ENOSPC');
});

test('after flush a failure of the last line is known', async () => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => setImmediate(() => done(diskFull())) });
  const output = new Output(true, { stdout, stderr: new PassThrough() });
  output.onEnd({ closed: () => {}, failed: () => {} });
  output.line({ type: 'summary' }, undefined);
  await output.flush();
  expect(output.failure).toMatchObject({ code: 'EIP_OUTPUT_FAILED' });
});

test('a table stays in place on a terminal, within its size, and gives way to other lines', () => {
  const { output, out, stdout } = outputOn({ terminal: true });
  output.table(['one', 'two']);
  output.table(['1', '2', '3']);
  output.line({ type: 'x' }, 'line');
  expect(out()).toBe('\r\u001b[Jone\ntwo\u001b[1A\r\u001b[J1\n2\n3\u001b[2A\r\u001b[Jline\n');
  Object.assign(stdout, { rows: 4, columns: 6 });
  output.table(['12345678', 'b', 'c', 'd', 'e']);
  output.message('m');
  expect(out()).toBe('\r\u001b[J12345\nb\n... 3\u001b[2A\r\u001b[J');
  const plain = outputOn();
  plain.output.table(['one']);
  expect(plain.out()).toBe('');
});
