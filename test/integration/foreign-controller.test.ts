/** Generic messages of a client that nobody here wrote, against every kind of object: unconnected, and over class 3. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Adapter } from '../../src/index.js';

/** st-ethernet-ip always uses TCP port 44818. */
const ADAPTER = '127.0.46.2';

type Address = readonly [classId: number, instance: number, attribute: number];

interface Answer {
  readonly id?: number;
  readonly event?: 'connected' | 'failed' | 'closed';
  readonly value?: string;
  readonly error?: string;
}

class ForeignController {
  private readonly child: ChildProcess;
  private readonly heard: Answer[] = [];
  private lastId = 0;

  constructor(how: string) {
    const script = resolve(__dirname, '../support/foreign-controller.cjs');
    this.child = fork(script, [ADAPTER, how], { stdio: 'inherit' });
    this.child.on('message', (answer) => this.heard.push(answer as Answer));
  }

  /** 'connected', or why not. */
  async connected(): Promise<string | undefined> {
    const { event, error } = await this.first(({ event }) => event === 'connected' || event === 'failed');
    return event === 'connected' ? event : error;
  }

  get(...get: Address): Promise<Answer> {
    return this.ask({ get });
  }

  set(address: Address, value: string): Promise<Answer> {
    return this.ask({ set: address, value });
  }

  async close(): Promise<void> {
    this.child.send('close');
    await this.first(({ event }) => event === 'closed');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private ask(message: object): Promise<Answer> {
    const id = ++this.lastId;
    this.child.send({ id, ...message });
    return this.first((answer) => answer.id === id);
  }

  private async first(wanted: (answer: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const answer = this.heard.find(wanted);
      if (answer !== undefined) return answer;
      await once(this.child, 'message');
    }
  }
}

/** The address on the wire, little-endian as attributes have it. */
const addressHex = Buffer.from(ADAPTER.split('.').map(Number)).reverse().toString('hex');
const [loopback] = networkInterfaces().lo ?? [];
const macHex = loopback?.mac.replaceAll(':', '') ?? '';

describe.each([
  { how: 'unconnected', classThree: 0 },
  { how: 'connected', classThree: 1 },
])("st-ethernet-ip's Controller, $how", ({ how, classThree }) => {
  let adapter: Adapter;
  let controller: ForeignController;

  beforeAll(async () => {
    adapter = new Adapter({
      host: ADAPTER,
      allowSettings: true,
      identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 0x0a0b0c0d, productName: 'Asked' },
      assemblies: {
        output: { instance: 150, kind: 'output', size: 4 },
        input: { instance: 100, kind: 'input', size: 4 },
        note: { instance: 154, kind: 'explicit', size: 4 },
      },
    });
    await adapter.start();
    controller = new ForeignController(how);
  });
  afterAll(async () => {
    await controller.kill();
    await adapter.stop();
  });

  test(`connects with ${classThree} connections of class 3`, async () => {
    expect(await controller.connected()).toBe('connected');
    expect(adapter.status().counters).toMatchObject({ sessions: 1, opens: classThree });
  });

  test.each<{ name: string; at: Address; value: string }>([
    { name: 'Identity: vendor', at: [0x01, 1, 1], value: 'd204' },
    { name: 'Identity: revision', at: [0x01, 1, 4], value: '0102' },
    { name: 'Identity: serial number', at: [0x01, 1, 6], value: '0d0c0b0a' },
    { name: 'Identity: product name', at: [0x01, 1, 7], value: `05${Buffer.from('Asked').toString('hex')}` },
    { name: 'Identity: class revision', at: [0x01, 0, 1], value: '0100' },
    { name: 'Assembly: class revision', at: [0x04, 0, 1], value: '0200' },
    { name: 'Assembly: size', at: [0x04, 100, 4], value: '0400' },
    { name: 'Assembly: data of an input', at: [0x04, 100, 3], value: '00000000' },
    { name: 'Connection Manager: no opens were refused', at: [0x06, 1, 2], value: '0000' },
    { name: 'QoS: DSCP of urgent', at: [0x48, 1, 4], value: '37' },
    { name: 'QoS: DSCP of explicit messages', at: [0x48, 1, 8], value: '1b' },
    { name: 'Port: type TCP/IP', at: [0xf4, 1, 1], value: '0400' },
    { name: 'Port: link object', at: [0xf4, 1, 3], value: '020020f52401' },
    { name: 'TCP/IP Interface: link object', at: [0xf5, 1, 4], value: '020020f62401' },
    { name: 'TCP/IP Interface: inactivity timeout', at: [0xf5, 1, 13], value: '7800' },
    { name: 'Ethernet Link: MAC address of the interface', at: [0xf6, 1, 3], value: macHex },
  ])('reads $name', async ({ at, value }) => {
    expect(await controller.get(...at)).toMatchObject({ value });
  });

  test('reads the address of the interface', async () => {
    const { value } = await controller.get(0xf5, 1, 5);
    expect(value?.slice(0, 8)).toBe(addressHex);
  });

  test('writes an assembly for explicit messages, and reads it back', async () => {
    expect(await controller.set([0x04, 154, 3], '01020304')).not.toHaveProperty('error');
    expect(await controller.get(0x04, 154, 3)).toMatchObject({ value: '01020304' });
  });

  test('writes a settable attribute, and reads it back', async () => {
    expect(await controller.set([0x48, 1, 4], '2e')).not.toHaveProperty('error');
    expect(await controller.get(0x48, 1, 4)).toMatchObject({ value: '2e' });
    expect(await controller.set([0x48, 1, 4], '37')).not.toHaveProperty('error');
  });

  test.each<{ name: string; at: Address; value?: string; status: number }>([
    { name: 'an attribute that is not there', at: [0x01, 1, 99], status: 0x14 },
    { name: 'an instance that is not there', at: [0x01, 2, 1], status: 0x05 },
    { name: 'a class that is not there', at: [0x300, 1, 1], status: 0x05 },
    { name: 'a write to an input assembly', at: [0x04, 100, 3], value: '00000000', status: 0x0e },
    { name: 'a write that is too short', at: [0x04, 154, 3], value: '00', status: 0x13 },
    { name: 'a write that is too long', at: [0x04, 154, 3], value: '0000000000', status: 0x15 },
  ])('is refused $name', async ({ at, value, status }) => {
    const answer = await (value === undefined ? controller.get(...at) : controller.set(at, value));
    expect(answer.error).toContain(`"generalStatusCode":${status}`);
  });

  test('closes, and leaves nothing behind', async () => {
    const { explicitRequests } = adapter.status().counters;
    expect(explicitRequests).toBeGreaterThan(20);
    await controller.close();
    await expect
      .poll(() => adapter.status().counters, { timeout: 10_000 })
      .toMatchObject({
        peers: 0,
        sessions: 0,
        closes: classThree,
      });
  });
});
