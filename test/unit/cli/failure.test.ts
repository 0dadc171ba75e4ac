import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { exitCodeOf, OutputError, summaryError, textOf } from '../../../src/cli/failure.js';
import { EipConfigError, EipConnectionError, EipTimeoutError } from '../../../src/errors.js';

const portInUse = new EipConnectionError('EIP_PORT_IN_USE', 'TCP port 1 is in use');

const diskFull = new OutputError('stdout', Object.assign(new Error('write'), { code: 'ENOSPC' }));

test.each([
  { name: '--help', error: new CommanderError(0, 'commander.helpDisplayed', ''), code: 0 },
  { name: 'a wrong option', error: new CommanderError(1, 'commander.unknownOption', ''), code: 2 },
  { name: 'a wrong configuration', error: new EipConfigError('EIP_OPTION_INVALID', 'host'), code: 2 },
  { name: 'a port in use', error: portInUse, code: 1 },
  { name: 'no answer', error: new EipTimeoutError('EIP_REPLY_TIMEOUT', 'silent'), code: 1 },
  { name: 'a full disk', error: diskFull, code: 1 },
  { name: 'a fault of ours', error: new TypeError('oops'), code: 1 },
])('$name: exit code $code', ({ error, code }) => {
  expect(exitCodeOf(error)).toBe(code);
});

test('an error of ours says what to check and has its code, without a stack', () => {
  expect(textOf(portInUse)).toMatch(/^error: TCP port 1 is in use\. .+ \[EIP_PORT_IN_USE\]$/);
});

test('output that can not be written says so without a stack', () => {
  expect(textOf(diskFull)).toMatch(
    /^error: stdout cannot be written: no space left \(ENOSPC\)\. Check .+ \[EIP_OUTPUT_FAILED\]$/,
  );
});

test('commander has written its own message', () => {
  expect(textOf(new CommanderError(1, 'commander.unknownOption', 'x'))).toBeUndefined();
});

test('a fault of ours shows where', () => {
  expect(textOf(new TypeError('oops'))).toMatch(/TypeError: oops\n\s+at /);
});

test('the summary holds code and message', () => {
  expect(summaryError(portInUse)).toEqual({ error: { code: 'EIP_PORT_IN_USE', message: portInUse.message } });
  expect(summaryError(new Error('oops'))).toEqual({ error: { code: 'EIP_INTERNAL', message: 'oops' } });
});
