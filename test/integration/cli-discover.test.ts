/** `eip-native discover`, run as a person runs it. */
import { describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/testing.js';
import { Cli } from '../support/cli.js';
import { started } from './cli-rig.js';

const PLC = '127.0.72.2';
const PORT = 44_972;
const SEARCH = ['discover', '--bind', '127.0.72.1', '--address', PLC, '--port', String(PORT)];

async function controller(productName: string): Promise<LogixSimulator> {
  const plc = new LogixSimulator({ host: PLC, port: PORT, identity: { productName } });
  await plc.start();
  return plc;
}

describe('eip-native discover', () => {
  test('tells who answers, for people and with --json', async () => {
    await using _plc = await controller('1756-L83E/B\u0007');
    const people = await Cli.run([...SEARCH, '--timeout', '0.5']);
    expect([people.code, people.stderr]).toEqual([0, '']);
    expect(people.lines).toEqual([
      '127.0.72.2:44972  1756-L83E/B? 33.011  Programmable Logic Controller, vendor 1, serial 00C0FFEE',
      '1 device',
    ]);
    const programs = await Cli.run([...SEARCH, '--timeout', '0.5', '--json']);
    expect(programs.json).toEqual([
      {
        type: 'device',
        address: PLC,
        port: PORT,
        local: '127.0.72.1',
        vendorId: 1,
        deviceType: 14,
        productCode: 166,
        revision: { major: 33, minor: 11 },
        status: 0x3060,
        serialNumber: 0x00c0ffee,
        productName: '1756-L83E/B\u0007',
        state: 3,
      },
      { type: 'summary', devices: 1 },
    ]);
  });

  test('nobody there is exit code 1, and what to check', async () => {
    const cli = await Cli.run([...SEARCH, '--timeout', '0.1', '--json']);
    expect(cli.code).toBe(1);
    expect(cli.stderr).toContain('No device answered at 127.0.72.2 on UDP 44972 within 0.1 s. See that the devices');
    expect(cli.summary).toMatchObject({ devices: 0, error: { code: 'EIP_NOBODY_ANSWERED' } });
  });

  test('Ctrl-C ends it: what was found counts', async () => {
    await using _plc = await controller('PLC');
    const cli = started([...SEARCH, '--timeout', '60', '--json']);
    await cli.line('device');
    cli.signal('SIGINT');
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(cli.summary).toEqual({ type: 'summary', devices: 1 });
  });

  test.each([
    [['--address', 'plc'], 2, 'Expected IPv4 addresses with commas'],
    [['--timeout', '0'], 2, 'Expected seconds from 0.1 to 60'],
    [['--bind', '192.0.2.1'], 1, 'EIP_ADDRESS_UNAVAILABLE'],
  ])('%j ends it with exit code %i', async (args, code, text) => {
    const cli = await Cli.run(['discover', ...args]);
    expect(cli.code).toBe(code);
    expect(cli.stderr).toContain(text);
  });
});
