/** Controllers that change, go away, or lack something, as clients of their tags see it. */
import { describe, expect, test } from 'vitest';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { failure } from './client-rig.js';
import { cleanups, PLC, rig } from './client-tag-rig.js';

describe('the controller', () => {
  test('has another program: what was known is looked up again', async () => {
    const { plc, client } = await rig();
    expect(await client.readTag('Speed')).toBe(1_500);
    expect(await client.readTag('One.Id')).toBe(7);
    plc.download({
      types: { Recipe: { Name: 'STRING', Id: 'LINT' } },
      tags: { Speed: { type: 'REAL', value: 0.25 }, One: { type: 'Recipe', value: { Id: 5n } } },
    });
    expect(await client.readTag('Speed')).toBe(0.25);
    expect(await client.readTag('One')).toEqual({ Name: '', Id: 5n });
    expect(await client.readTags(['Speed', 'One.Id', 'Big'])).toMatchObject({
      Speed: { value: 0.25 },
      'One.Id': { value: 5n },
      Big: { quality: 'bad' },
    });
  });

  test('restarts: reads wait for it, and go on', async () => {
    const { plc, client } = await rig({ reconnectMinMs: 1, reconnectMaxMs: 20 });
    expect(await client.readTag('Speed')).toBe(1_500);
    const { port } = plc;
    const gone = new Promise((resolve) => client.once('disconnected', resolve));
    await plc.stop();
    await gone;
    const reading = client.readTag('Speed');
    const again = new LogixSimulator({ host: PLC, port, tags: { Speed: { type: 'DINT', value: 2 } } });
    await again.start();
    cleanups.push(() => again.stop());
    expect(await reading).toBe(2);
  });

  test('is gone: each entry says disconnected', async () => {
    const { plc, client } = await rig();
    await client.readTags(['Speed', 'Big']);
    const gone = new Promise((resolve) => client.once('disconnected', resolve));
    await plc.stop();
    await gone;
    const read = await client.readTags({ a: 'Speed', b: 'Big' }, { timeoutMs: 100 });
    expect(read).toMatchObject({
      a: { quality: 'disconnected', error: { code: 'EIP_READ_FAILED', tag: 'Speed' } },
      b: { quality: 'disconnected', error: { code: 'EIP_READ_FAILED', tag: 'Big' } },
    });
  });
});

describe('a controller that lacks something', () => {
  test('no Multiple Service Packets: tags are read and written one by one, and no packet is tried again', async () => {
    const { plc, client } = await rig();
    const fault = plc.addFault({ action: 'refuse', service: 'multipleServicePacket', status: 0x08, times: 0 });
    for (let i = 0; i < 3; i++)
      expect(await client.readTags(['Speed', 'Small'])).toMatchObject({
        Speed: { value: 1_500 },
        Small: { value: -5 },
      });
    expect(fault.hits).toBe(1);
    for (let i = 0; i < 3; i++)
      expect(await client.writeTags({ Speed: i, Small: i })).toEqual({ Speed: { ok: true }, Small: { ok: true } });
    expect([plc.read('Speed'), plc.read('Small'), fault.hits]).toEqual([2, 2, 2]);
  });

  test('no list of tags: what a tag holds says its type', async () => {
    const { plc, client } = await rig();
    plc.addFault({ action: 'refuse', service: 'getInstanceAttributeList', status: 0x08, times: 0 });
    expect(await client.readTags(['Speed', 'Ratio', 'Word.2', 'Counts[3]'])).toMatchObject({
      Speed: { value: 1_500 },
      Ratio: { value: 0.5 },
      'Word.2': { value: true },
      'Counts[3]': { value: 3 },
    });
    await client.writeTags({ Speed: 7, 'Word.1': true });
    expect([plc.read('Speed'), plc.read('Word')]).toEqual([7, 0x0107]);
  });

  test('a reply that is cut is read in parts, and from then on at once so', async () => {
    const { plc, client } = await rig();
    await client.readTag('Counts');
    const cut = plc.addFault({ action: 'refuse', service: 'readTag', tag: 'Counts', status: 0x11, times: 0 });
    for (let i = 0; i < 3; i++) expect(await client.readTag('Counts')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(cut.hits).toBe(1);
  });
});

test('whoever gives up while the list of tags is read does not take it from others', async () => {
  const { plc, client } = await rig();
  const held = plc.addFault({ action: 'hold', service: 'getInstanceAttributeList', times: 1 });
  const stop = new AbortController();
  const impatient = client.readTag('Speed', { signal: stop.signal });
  const others = Promise.all([client.readTag('Speed'), client.readTag('Small')]);
  const late = client.readTag('Big', { timeoutMs: 1 });
  expect(await failure(late)).toMatchObject({ code: 'EIP_READ_FAILED', cause: { code: 'EIP_CALL_TIMEOUT' } });
  stop.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  held.release();
  expect(await others).toEqual([1_500, -5]);
});
