import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  addClientArguments,
  type ClientArguments,
  type ControllerTarget,
  clientOptions,
} from '../../../src/cli/client-arguments.js';

/** What a command makes of its arguments. @throws CommanderError */
function optionsOf(...args: string[]) {
  let options: unknown;
  const command = addClientArguments(new Command('ask'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action((target: ControllerTarget, given: ClientArguments) => {
      options = clientOptions(target, given);
    });
  command.parse(args, { from: 'user' });
  return options;
}

describe('the client of a command', () => {
  test.each([
    { args: ['plc'], options: { host: 'plc' } },
    { args: ['plc:44819'], options: { host: 'plc', port: 44819 } },
    { args: ['plc:44819', '--port', '7'], options: { host: 'plc', port: 7 } },
    { args: ['plc', '--slot', '3'], options: { host: 'plc', slot: 3 } },
    { args: ['plc', '--route', '1/3/2/10.0.0.1'], options: { host: 'plc', route: '1/3/2/10.0.0.1' } },
    { args: ['plc', '--route', ''], options: { host: 'plc', route: '' } },
    { args: ['plc', '--bind', '10.0.0.2'], options: { host: 'plc', bind: '10.0.0.2' } },
    { args: ['plc', '--timeout', '0.5'], options: { host: 'plc', timeoutMs: 500 } },
    { args: ['plc', '--unconnected'], options: { host: 'plc', connected: false } },
  ])('$args', ({ args, options }) => expect(optionsOf(...args)).toEqual(options));

  test.each([
    [[], 'commander.missingArgument'],
    [['plc', '--slot', '1', '--route', '1/0'], 'commander.conflictingOption'],
    [['plc', '--slot', '256'], 'commander.invalidArgument'],
    [['plc', '--timeout', '601'], 'commander.invalidArgument'],
  ])('%j is wrong usage', (args, code) => {
    expect(() => optionsOf(...args)).toThrow(expect.objectContaining({ code }));
  });
});
