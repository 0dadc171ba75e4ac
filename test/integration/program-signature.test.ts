/** What a controller says of its program, where that is not what one would expect. */
import { expect, test } from 'vitest';
import { ClassCode, logicalValue, ServiceCode } from '../../src/cip/index.js';
import { encodeSymbolEntry } from '../../src/logix/index.js';
import type { Arrived } from '../support/scripted-plc.js';
import { connectedClient, plcWith } from './client-rig.js';
import { FAST, Told } from './subscription-rig.js';

const LIST = encodeSymbolEntry({ instance: 1, name: 'Speed', type: 0xc4, elementSize: 4, dimensions: [0, 0, 0] }, [
  'name',
  'type',
  'elementSize',
  'dimensions',
]);

/** A controller with one tag, whose value counts its readings. @param signature answers what the program is known by */
function controller(signature: (arrived: Arrived) => void) {
  let readings = 0;
  return (arrived: Arrived): void => {
    const { service, path } = arrived.request;
    if (logicalValue(path, 'class') === ClassCode.programChanges) signature(arrived);
    else if (service === ServiceCode.getInstanceAttributeList) arrived.reply({ data: LIST });
    else if (service === ServiceCode.readTag)
      arrived.reply({ data: Uint8Array.of(0xc4, 0, readings++ & 0xff, 0, 0, 0) });
    else arrived.reply();
  };
}

test('a signature that is another one each time is none: values are told all the same', async () => {
  let asked = 0;
  const plc = await plcWith({ onRequest: controller(({ reply }) => reply({ data: Uint8Array.of(asked++) })) });
  const client = await connectedClient(plc, { programCheckMs: 0 });
  const told = new Told(client.subscribe(['Speed'], FAST));
  await told.until(() => told.all.length >= 3);
  const enough = asked;
  await told.until(() => told.all.length >= 10);
  expect(asked).toBe(enough);
  expect(new Set(told.all.map(({ quality }) => quality))).toEqual(new Set(['good']));
});

test('a refusal of what was given before is another program', async () => {
  let isRefused = false;
  const refusing = ({ reply }: Arrived) => reply(isRefused ? { status: 0x05 } : { data: Uint8Array.of(1) });
  const plc = await plcWith({ onRequest: controller(refusing) });
  const client = await connectedClient(plc, { programCheckMs: 0 });
  let changes = 0;
  client.on('programChanged', () => changes++);
  const told = new Told(client.subscribe(['Speed'], FAST));
  await told.until(() => told.all.length >= 2);
  isRefused = true;
  const { length } = told.all;
  await told.until(() => told.all.length >= length + 3);
  expect(changes).toBe(1);
});

test.each([0x05, 0x08, 0x14, 0x1c])('a controller that refuses it (%i) is asked once a connection', async (status) => {
  let asked = 0;
  const plc = await plcWith({
    onRequest: controller(({ reply }) => {
      asked++;
      reply({ status });
    }),
  });
  const client = await connectedClient(plc, { programCheckMs: 1 });
  const told = new Told(client.subscribe(['Speed'], FAST));
  await told.until(() => told.all.length >= 3);
  expect(asked).toBe(1);
});

test('some of its numbers only: those count', async () => {
  let program = 1;
  const partly = ({ reply }: Arrived) => reply({ status: 0x0a, data: Uint8Array.of(program) });
  const plc = await plcWith({ onRequest: controller(partly) });
  const client = await connectedClient(plc, { programCheckMs: 1 });
  await client.readTag('Speed');
  const changed = new Promise((resolve) => client.once('programChanged', resolve));
  program = 2;
  expect(await changed).toMatchObject({ gone: [], changed: [], added: [] });
});

test('nothing is asked before a tag is, and nothing without a check', async () => {
  let asked = 0;
  const counting = ({ reply }: Arrived) => {
    asked++;
    reply({ data: Uint8Array.of(1) });
  };
  const plc = await plcWith({ onRequest: controller(counting) });
  const idle = await connectedClient(plc, { programCheckMs: 1 });
  for (let i = 0; i < 20; i++) await idle.getAttributeSingle({ classId: 1, instance: 1, attribute: 1 });
  expect(asked).toBe(0);
  const unchecked = await connectedClient(plc, { programCheckMs: 0 });
  await unchecked.readTag('Speed');
  await idle.readTag('Speed');
  const before = asked;
  // The other client checks meanwhile: as often as that, this one would have.
  await plc.until(() => asked >= before + 10);
  await idle.close();
  const after = asked;
  for (let i = 0; i < 20; i++) await unchecked.getAttributeSingle({ classId: 1, instance: 1, attribute: 1 });
  expect(asked).toBe(after);
});
