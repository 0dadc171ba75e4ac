/** What `eip-native scan` opens besides the usual, against `eip-native adapter` and against a scripted target. */
import { describe, expect, test } from 'vitest';
import { ExplicitSession } from '../../src/testing.js';
import { Cli } from '../support/cli.js';
import { ScriptedTarget } from '../support/scripted-target.js';
import { adapterOn, cleanups, started } from './cli-rig.js';

const ADAPTER = '127.0.32.2';
const SCANNER = '127.0.32.1';
const SCAN_ARGS = ['scan', ADAPTER, '--bind', SCANNER, '--json'];
const READER_ARGS = ['scan', ADAPTER, '--bind', '127.0.32.5', '--json'];

describe('the other types against the sample', () => {
  test('scan --type input takes the input beside an owner, and outlives it', async () => {
    const adapter = await adapterOn(ADAPTER);
    const owner = started(SCAN_ARGS);
    await owner.line('open');
    const reader = started([...READER_ARGS, '--type', 'input']);
    await reader.line('open');
    owner.signal('SIGTERM');
    await owner.ended;
    const { received } = await reader.next('status');
    expect(received).toBeGreaterThan(0);
    reader.signal('SIGTERM');
    expect((await reader.ended).code).toBe(0);
    expect(reader.summary).toMatchObject({ lost: 0, outOfOrder: 0 });
    adapter.signal('SIGTERM');
    await adapter.ended;
    const told = adapter.json.flatMap(({ type, event, connection }) =>
      type === 'connection' && event !== 'run' ? [`${event} ${(connection as { type: string }).type}`] : [],
    );
    expect(told).toEqual([
      ...['opened exclusiveOwner', 'opened inputOnly'],
      ...['closed exclusiveOwner', 'closed inputOnly'],
    ]);
  });

  test('scan --type listen: refused alone, fed beside another, ended with it', async () => {
    const adapter = await adapterOn(ADAPTER);
    const alone = await Cli.run([...READER_ARGS, '--type', 'listen']);
    expect(alone.code).toBe(1);
    expect(alone.summary.error).toMatchObject({ code: 'EIP_OPEN_REFUSED' });
    expect(alone.stderr).toContain('0x01/0x0119');
    const owner = started(SCAN_ARGS);
    await owner.line('open');
    const listener = started([...READER_ARGS, '--type', 'listen']);
    await listener.line('status');
    owner.signal('SIGTERM');
    await owner.ended;
    expect((await listener.ended).code).toBe(1);
    expect(listener.summary.received).toBeGreaterThan(0);
    expect(listener.summary.error).toMatchObject({ code: 'EIP_INPUT_TIMED_OUT' });
    adapter.signal('SIGTERM');
    await adapter.ended;
    expect(adapter.summary.events).toMatchObject({ opened: 2, closed: 1, orphaned: 1 });
  });

  test('instance 154 is for explicit messages: read, set, and never scanned', async () => {
    await adapterOn(ADAPTER);
    await using session = await ExplicitSession.open({ host: ADAPTER, bind: SCANNER });
    const path = { classId: 4, instance: 154, attribute: 3 };
    expect([...(await session.getAttributeSingle(path))]).toEqual(Array(32).fill(0));
    const value = Uint8Array.from({ length: 32 }, (_, index) => 32 - index);
    await session.setAttributeSingle(path, value);
    expect([...(await session.getAttributeSingle(path))]).toEqual([...value]);
    await expect(session.setAttributeSingle(path, value.subarray(1))).rejects.toMatchObject({ generalStatus: 0x13 });
    await expect(session.setAttributeSingle(path, new Uint8Array(33))).rejects.toMatchObject({ generalStatus: 0x15 });
    expect([...(await session.getAttributeSingle(path))]).toEqual([...value]);
    const scan = await Cli.run([...SCAN_ARGS, '--output', '154:32']);
    expect(scan.stderr).toContain('0x01/0x012A');
  });
});

describe('what scan asks for', () => {
  test.each([
    { args: [], point: 150, size: 38, trigger: 'cyclic' },
    { args: ['--type', 'input'], point: 152, size: 2, trigger: 'cyclic' },
    { args: ['--type', 'listen', '--trigger', 'cos'], point: 153, size: 2, trigger: 'changeOfState' },
    {
      args: ['--type', 'input', '--output', '7:0', '--trigger', 'app'],
      point: 7,
      size: 2,
      trigger: 'applicationObject',
    },
  ])('$args: point $point with $size bytes, $trigger', async ({ args, point, size, trigger }) => {
    const target = await ScriptedTarget.listen(ADAPTER);
    cleanups.push(() => target.close());
    const scan = await Cli.run([
      'scan',
      `${ADAPTER}:${target.port}`,
      ...['--bind', SCANNER, '--json', '--duration', '0.1'],
      ...args,
    ]);
    expect(scan.code).toBe(0);
    expect(target.opened?.path[2]).toMatchObject({ type: 'connectionPoint', value: point });
    expect(target.opened).toMatchObject({ oToT: { parameters: { size } }, transport: { class: 1, trigger } });
  });
});
