/** Tags of a controller whose every reply the test decides: short ones, cut ones, wrong ones. */
import { describe, expect, test } from 'vitest';
import {
  decodeMultipleService,
  decodeRequest,
  encodeMultipleService,
  encodeReply,
  ServiceCode,
} from '../../src/cip/index.js';
import {
  decodeReadTag,
  decodeReadTagFragment,
  encodeSymbolEntry,
  encodeTagData,
  SymbolAttribute,
  type SymbolAttributeName,
  tagOfPath,
} from '../../src/logix/index.js';
import type { Arrived, Forged, PlcScript } from '../support/scripted-plc.js';
import { connectedClient, failure, plcWith } from './client-rig.js';

const DINT = 0xc4;
const ELEMENTS = 3_000;
const bytes = new Uint8Array(Int32Array.from({ length: ELEMENTS }, (_, i) => i * 5 - 100).buffer);
const values = Array.from({ length: ELEMENTS }, (_, i) => i * 5 - 100);

/** `Long` is a DINT[3000], `S0` to `S9` are DINTs. */
const SYMBOLS = [
  { instance: 1, name: 'Long', type: 0x20c4, elementSize: 4, dimensions: [ELEMENTS, 0, 0] as const },
  ...Array.from({ length: 10 }, (_, i) => ({
    instance: 2 + i,
    name: `S${i}`,
    type: DINT,
    elementSize: 4,
    dimensions: [0, 0, 0] as const,
  })),
].map((entry) => ({ ...entry, address: 0, objectAddress: 0, softwareControl: 0, externalAccess: 0 }));

function listOf(data: Uint8Array): Uint8Array {
  const view = Buffer.from(data);
  const names = new Map(Object.entries(SymbolAttribute).map(([name, id]) => [id, name as SymbolAttributeName]));
  const wanted = Array.from({ length: view.readUInt16LE(0) }, (_, i) =>
    names.get(view.readUInt16LE(2 + 2 * i) as never),
  );
  return Buffer.concat(SYMBOLS.map((entry) => encodeSymbolEntry(entry as never, wanted as SymbolAttributeName[])));
}

const nameOf = ({ request: { path } }: Pick<Arrived, 'request'>) => tagOfPath(path)?.steps[0]?.name;

/** Lists its symbols, and does not say whether its program changes; the rest is what `answer` says. */
async function rig(answer: (arrived: Arrived) => Forged, options = {}) {
  const asked: number[] = [];
  const onRequest: PlcScript['onRequest'] = (arrived) => {
    const { service, data } = arrived.request;
    if (service === ServiceCode.getInstanceAttributeList) arrived.reply({ data: listOf(data) });
    else if (service === ServiceCode.getAttributeList) arrived.reply({ status: 0x05 });
    else {
      asked.push(service);
      arrived.reply(answer(arrived));
    }
  };
  const plc = await plcWith({ onRequest });
  return { plc, asked, client: await connectedClient(plc, { retries: 0, ...options }) };
}

/** What a fragment holds that begins there. */
function fragment({ request: { data } }: Arrived, most: number): Forged {
  const { offset } = decodeReadTagFragment(data);
  const end = Math.min(bytes.byteLength, offset + most);
  return {
    status: end < bytes.byteLength ? 0x06 : 0,
    data: encodeTagData({ type: DINT, data: bytes.subarray(offset, end) }),
  };
}

describe('a large tag in parts', () => {
  test.each([4, 100, 500, 3_000, 12_000])(
    'of at most %i bytes: all of it, where it belongs',
    async (most) => {
      const { client, asked } = await rig((arrived) => fragment(arrived, most));
      expect(await client.readTag('Long')).toEqual(values);
      expect(asked.length).toBeGreaterThanOrEqual(Math.ceil(bytes.byteLength / Math.max(most, 3_992)));
    },
    60_000,
  );

  test.each<[string, Forged, string]>([
    [
      'ends before all of it is there',
      { data: encodeTagData({ type: DINT, data: bytes.subarray(0, 8) }) },
      'it ends before all of it is there',
    ],
    [
      'goes on without data',
      { status: 0x06, data: encodeTagData({ type: DINT, data: new Uint8Array(0) }) },
      'it ends before all of it is there',
    ],
    ['has no type', { data: Uint8Array.of(1) }, 'tag data'],
    ['does not fit either', { status: 0x11 }, 'too large for this connection, also in parts'],
    [
      'is of another type',
      { status: 0x06, data: encodeTagData({ type: 0xca, data: bytes.subarray(0, 8) }) },
      'it is no DINT any more, but of type 0xca',
    ],
  ])('that %s: an error that names the tag', async (_, forged, message) => {
    const { client } = await rig(() => forged);
    const error = await failure(client.readTag('Long'));
    expect(error).toMatchObject({ name: 'EipReadError', code: 'EIP_READ_FAILED', tag: 'Long' });
    expect(error.message).toContain(message);
    const { Long } = await client.readTags(['Long']);
    expect(Long).toMatchObject({ quality: 'bad', value: undefined, error: { code: 'EIP_READ_FAILED', tag: 'Long' } });
  });

  test('of which the second is of another type: never half of one and half of the other', async () => {
    const { client } = await rig((arrived) => {
      const { offset } = decodeReadTagFragment(arrived.request.data);
      const reply = fragment(arrived, 1_000);
      return offset < 4_000 ? reply : { ...reply, data: encodeTagData({ type: 0xca, data: bytes.subarray(0, 400) }) };
    });
    expect((await failure(client.readTag('Long'))).message).toContain('it is no DINT any more');
  });
});

describe('replies in a packet', () => {
  const NAMES = Array.from({ length: 10 }, (_, i) => `S${i}`);
  const truth = Object.fromEntries(NAMES.map((name, i) => [name, { quality: 'good', value: 1_000 + i }]));
  const own = (name: string | undefined) =>
    encodeTagData({ type: DINT, data: Uint8Array.of(0xe8 + Number(name?.slice(1)), 3, 0, 0) });

  /** A controller that answers packets so, single reads as it should. */
  const controller =
    (inPacket: (name: string | undefined, i: number) => Forged) =>
    (arrived: Arrived): Forged => {
      const { service, data } = arrived.request;
      if (service === ServiceCode.readTag) return { data: own(nameOf(arrived)) };
      const requests = decodeMultipleService(data).messages.map((message) => decodeRequest(message));
      const messages = requests.map((request, i) => {
        const forged = inPacket(nameOf({ request }), i);
        return encodeReply({
          service: request.service,
          status: 0,
          extendedStatus: [],
          data: own(nameOf({ request })),
          ...forged,
        });
      });
      return { status: 0x1e, data: encodeMultipleService({ messages }) };
    };

  test.each<[string, (i: number) => Forged]>([
    ['0x06 with part of the data', (i) => (i === 3 ? { status: 0x06, data: Uint8Array.of(DINT, 0, 1) } : {})],
    ['0x06 without data', (i) => (i === 3 ? { status: 0x06, data: new Uint8Array(0) } : {})],
    ['0x11', (i) => (i === 3 ? { status: 0x11, data: new Uint8Array(0) } : {})],
    ['another type', (i) => (i === 3 ? { data: encodeTagData({ type: 0xc5, data: new Uint8Array(8) }) } : {})],
    ['an unknown path', (i) => (i === 3 ? { status: 0x05, data: new Uint8Array(0) } : {})],
  ])('%s: that tag is asked for alone, the others are not', async (_, forge) => {
    const { client, asked } = await rig(controller((_name, i) => forge(i)));
    expect(await client.readTags(NAMES)).toMatchObject(truth);
    expect(asked.filter((service) => service === ServiceCode.multipleServicePacket).length).toBe(1);
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  test('too short: that tag is bad, the others are not', async () => {
    const { client } = await rig(controller((_, i) => (i === 3 ? { data: Uint8Array.of(DINT, 0, 1, 2) } : {})));
    expect(await client.readTags(NAMES)).toMatchObject({
      ...truth,
      S3: { quality: 'bad', value: undefined, error: { code: 'EIP_READ_FAILED', tag: 'S3' } },
    });
  });

  test('of another number than was asked for: all are bad, and no value is taken', async () => {
    const { client } = await rig(({ request: { service } }) =>
      service === ServiceCode.readTag
        ? { data: own('S0') }
        : {
            data: encodeMultipleService({
              messages: [encodeReply({ service: 0x4c, status: 0, extendedStatus: [], data: own('S1') })],
            }),
          },
    );
    for (const one of Object.values(await client.readTags(NAMES))) {
      expect(one).toMatchObject({ quality: 'bad', value: undefined, error: { code: 'EIP_READ_FAILED' } });
    }
  });

  test('a group that answers less, more or something else than it is: its tags are read alone', async () => {
    const names = ['Long[0]', 'Long[1]', 'Long[2]'];
    for (const data of [
      encodeTagData({ type: DINT, data: bytes.subarray(0, 8) }),
      encodeTagData({ type: 0xca, data: bytes.subarray(0, 12) }),
      Uint8Array.of(DINT),
      new Uint8Array(0),
    ]) {
      const single = ({ request }: Pick<Arrived, 'request'>) => {
        const [index = 0] = tagOfPath(request.path)?.steps[0]?.indices ?? [];
        return encodeTagData({ type: DINT, data: bytes.subarray(4 * index, 4 * index + 4) });
      };
      const { client, asked } = await rig((arrived) => {
        if (arrived.request.service === ServiceCode.readTag) {
          return { data: decodeReadTag(arrived.request.data).count > 1 ? data : single(arrived) };
        }
        const requests = decodeMultipleService(arrived.request.data).messages.map((message) => decodeRequest(message));
        const replies = requests.map((request) =>
          encodeReply({ service: request.service, status: 0, extendedStatus: [], data: single({ request }) }),
        );
        return { data: encodeMultipleService({ messages: replies }) };
      });
      expect(await client.readTags(names)).toMatchObject({
        'Long[0]': { quality: 'good', value: -100 },
        'Long[1]': { quality: 'good', value: -95 },
        'Long[2]': { quality: 'good', value: -90 },
      });
      expect(asked).toEqual([ServiceCode.readTag, ServiceCode.multipleServicePacket]);
      await client.close();
    }
  });
});

describe('a controller without a list of tags', () => {
  const SHORT_STRING = 0xda;
  const texts = ['one', '', 'three'];
  const coded = (some: readonly string[]) =>
    Buffer.concat(some.map((text) => Buffer.from([text.length, ...Buffer.from(text)])));

  /** `Texts` holds texts that say their own length. */
  const answer = ({ request: { service, path, data } }: Arrived): Forged => {
    if (service === ServiceCode.getInstanceAttributeList) return { status: 0x08 };
    if (service === ServiceCode.writeTag) return {};
    const [index = 0] = tagOfPath(path)?.steps[0]?.indices ?? [];
    const { count } = decodeReadTag(data);
    return { data: encodeTagData({ type: SHORT_STRING, data: coded(texts.slice(index, index + count)) }) };
  };

  test('gives texts and parts of arrays of them, and takes them', async () => {
    const plc = await plcWith({ onRequest: (arrived) => arrived.reply(answer(arrived)) });
    const client = await connectedClient(plc);
    expect(await client.readTag('Texts[2]')).toBe('three');
    expect(await client.readTag('Texts[0]{3}')).toEqual(texts);
    await client.writeTag('Texts[1]{2}', ['x', 'yz']);
    const { request } = plc.arrived.at(-1) as Arrived;
    expect(Buffer.from(request.data).toString('hex')).toBe(`da000200${coded(['x', 'yz']).toString('hex')}`);
    const error = await failure(client.writeTag('Texts[1]{2}', ['x', 'y'.repeat(256)]));
    expect(error).toMatchObject({ code: 'EIP_VALUE_REFUSED', tag: 'Texts[1]{2}' });
    expect((await failure(client.readTag('Texts[1]{70000}'))).message).toContain('more than one request can name');
  });
});
