import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Adapter, CipRefusal, real, varShortString } from '../../src/index.js';

/** st-ethernet-ip always uses TCP port 44818. */
const ADAPTER = '127.0.0.2';

test("st-ethernet-ip's Controller reads and sets an own class by its generic messages", async () => {
  await using adapter = new Adapter({
    host: ADAPTER,
    identity: { vendorId: 1234, serialNumber: 1, productName: 'Classes' },
    assemblies: {},
  });
  let speed = 0.5;
  adapter.define({
    classId: 0x64,
    name: 'Drive',
    attributes: {
      title: { id: 1, type: varShortString(20), value: 'left' },
      speed: {
        id: 2,
        type: real,
        get: async () => speed,
        set({ value }) {
          if (value > 100) throw new CipRefusal();
          speed = value;
        },
      },
    },
  });
  await adapter.start();

  const child = fork(resolve(__dirname, '../support/foreign-class-client.cjs'), [ADAPTER], { stdio: 'inherit' });
  const ask = async (what: object) => {
    const answered = once(child, 'message');
    child.send(what);
    return (await answered)[0];
  };
  try {
    expect((await once(child, 'message'))[0]).toEqual({ event: 'connected' });
    expect(await ask({ get: 1 })).toEqual({ value: `04${Buffer.from('left').toString('hex')}` });
    expect(await ask({ set: '0000c03f', attribute: 2 })).toEqual({ value: '' });
    expect(speed).toBe(1.5);
    expect(await ask({ get: 2 })).toEqual({ value: '0000c03f' });
    expect(await ask({ set: '00007a44', attribute: 2 })).toEqual({ error: 9 });
    expect(await ask({ get: 3 })).toEqual({ error: 0x14 });
    expect(speed).toBe(1.5);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
