import { beforeEach, describe, expect, test } from 'vitest';
import { objectPath, type RouterReply, ServiceCode } from '../../../src/cip/index.js';
import * as logix from '../../../src/logix/index.js';
import { EXAMPLE, SimulatedController, statusOf } from '../../support/simulated-controller.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');

let plc: SimulatedController;
beforeEach(() => {
  plc = new SimulatedController(EXAMPLE);
});

describe('Symbol object', () => {
  const all = ['name', 'type', 'elementSize', 'dimensions', 'softwareControl', 'externalAccess'] as const;

  function browse(room: number, program?: string) {
    const entries: logix.SymbolEntry[] = [];
    let reply: RouterReply;
    do {
      reply = plc.ask(logix.symbolListRequest((entries.at(-1)?.instance ?? -1) + 1, all, program), room);
      entries.push(...logix.decodeSymbolList(reply.data, all));
    } while (reply.status === 6);
    expect(reply.status).toBe(0);
    return entries;
  }

  test('lists every tag once, whatever the room', () => {
    const whole = browse(4_000);
    expect(browse(120)).toEqual(whole);
    const shown = whole.filter(({ name, type }) => logix.symbolKind(name!, type!) === 'tag').map(({ name }) => name);
    expect(shown).toHaveLength(12);
    expect(whole.find(({ name }) => name === 'Grid')).toMatchObject({
      type: 0x60c3,
      dimensions: [2, 3, 4],
      elementSize: 2,
    });
    expect(whole.find(({ name }) => name === 'Bits')).toMatchObject({ type: 0x20d3, dimensions: [2, 0, 0] });
    expect(whole.find(({ name }) => name === 'Fixed')).toMatchObject({ externalAccess: 2 });
    const kinds = whole.map(({ name, type }) => logix.symbolKind(name!, type!));
    expect(new Set(kinds)).toEqual(new Set(['system', 'program', 'tag', 'module']));
  });

  test('of a program', () => {
    expect(browse(4_000, 'MAIN').map(({ name }) => name)).toEqual(['Routine:MainRoutine', 'Counter']);
    expect(statusOf(plc.ask(logix.symbolListRequest(0, all, 'Nothing')))).toBe('5');
  });

  test('no room for one entry is 0x11, an attribute that nobody has 0x0A', () => {
    expect(statusOf(plc.ask(logix.symbolListRequest(0, all), 20))).toBe('11');
    const request = logix.symbolListRequest(0, []);
    expect(statusOf(plc.ask({ ...request, data: logix.encodeAttributeIds({ ids: [1, 99] }) }))).toBe('a');
  });

  test('old firmware has no external access', () => {
    plc = new SimulatedController({ identity: { revision: [17, 1] }, tags: { A: 'DINT' } });
    expect(statusOf(plc.ask(logix.symbolListRequest(0, ['name', 'externalAccess'])))).toBe('a');
    expect(statusOf(plc.ask(logix.symbolListRequest(0, ['name'])))).toBe('0');
  });
});

describe('Template object', () => {
  function template(instance: number, room = 4_000): logix.Template {
    const attributes = logix.decodeTemplateAttributes(plc.ask(logix.templateAttributesRequest(instance)).data);
    const wanted = logix.definitionBytes(attributes);
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset < wanted; ) {
      const reply = plc.ask(logix.readTemplateRequest(instance, { offset, bytes: wanted - offset }), room);
      expect(reply.status).toBe(reply.data.byteLength < wanted - offset ? 6 : 0);
      parts.push(reply.data);
      offset += reply.data.byteLength;
    }
    const { handle, structureBytes, members } = attributes;
    return { ...logix.decodeTemplateDefinition(Buffer.concat(parts), members), handle, structureBytes };
  }

  const instanceOf = (name: string) =>
    logix.decodeTypeWord(plc.controller.program.controller.byName.get(name)!.typeWord).template!;

  test('from a template and bytes to the value that the file has', () => {
    const types = new logix.TypeBuilder((instance) => template(instance, 90));
    const { data, handle } = logix.decodeTagData(plc.read('Recipe').data);
    const type = types.structure(instanceOf('recipe'));
    expect(type.handle).toBe(handle);
    expect(logix.decodeElement(type, data)).toEqual({
      Ready: true,
      Busy: false,
      Speed: 2.5,
      Name: 'Dough',
      Steps: [1, 2, 3, 4],
      Flags: Array(64).fill(false),
      T: { PRE: 0, ACC: 0, EN: false, TT: false, DN: false },
    });
  });

  test('STRING has the numbers that it has everywhere, other strings their own', () => {
    expect(template(0xfce)).toMatchObject({ name: 'ASCIISTRING82', handle: 0x0fce, structureBytes: 88 });
    expect(template(instanceOf('code'))).toMatchObject({ name: 'Code', structureBytes: 16 });
  });

  test('what is asked for beyond the end are zeros', () => {
    const reply = plc.ask(logix.readTemplateRequest(0xfce, { offset: 1000, bytes: 8 }));
    expect([reply.status, hexOf(reply.data)]).toEqual([0, '0000000000000000']);
  });

  test.each([
    ['an instance that is not there', logix.templateAttributesRequest(0x7ff), '5'],
    ['another service', { ...logix.templateAttributesRequest(0xfce), service: 0x01 }, '8'],
    [
      'a request that is cut',
      { ...logix.readTemplateRequest(0xfce, { offset: 0, bytes: 1 }), data: bytes('00') },
      '13',
    ],
  ])('%s is refused', (_name, request, status) => expect(statusOf(plc.ask(request))).toBe(status));
});

describe('other objects', () => {
  const ask = (service: number, classId: number, attribute?: number, data = '') =>
    plc.ask({ service, path: objectPath(classId, 1, attribute), data: bytes(data) });

  test('the name of the program', () => {
    expect(hexOf(ask(ServiceCode.getAttributesAll, 0x64).data)).toBe(`0600${Buffer.from('Line 3').toString('hex')}`);
  });

  test.each([
    ['run', 'remote', '6030'],
    ['program', 'program', '7020'],
    ['run', 'run', '6010'],
  ] as const)('mode %s with the key in %s in the status', (mode, key, status) => {
    plc = new SimulatedController({ mode, key });
    expect(hexOf(ask(ServiceCode.getAttributeSingle, 1, 5).data)).toBe(status);
    expect(hexOf(ask(ServiceCode.getAttributesAll, 1).data).slice(16, 20)).toBe(status);
  });

  test('the clock in microseconds and in fields, read and set', () => {
    expect(logix.decodeClock(plc.ask(logix.readClockRequest()).data)).toBe(1_600_000_000_123_456n);
    const fields = 'e4070000 09000000 0d000000 0c000000 1a000000 28000000 40e20100'.replaceAll(' ', '');
    expect(hexOf(ask(ServiceCode.getAttributeSingle, 0x8b, 5).data)).toBe(fields);
    expect(statusOf(plc.ask(logix.setClockRequest(5n)))).toBe('0');
    expect(plc.timeUs).toBe(5n);
    expect(statusOf(ask(ServiceCode.setAttributeSingle, 0x8b, 5, fields))).toBe('0');
    expect(plc.timeUs).toBe(1_600_000_000_123_456n);
  });

  test('a time that no calendar has is still told in microseconds', () => {
    plc.timeUs = 2n ** 64n - 1n;
    expect(logix.decodeClock(plc.ask(logix.readClockRequest()).data)).toBe(2n ** 64n - 1n);
    expect(hexOf(ask(ServiceCode.getAttributeSingle, 0x8b, 5).data)).toBe('00'.repeat(28));
  });

  test.each<[string, () => RouterReply, string]>([
    ['a time that is cut', () => ask(ServiceCode.setAttributeSingle, 0x8b, 5, '00'), '13'],
    ['a time before 1970', () => ask(ServiceCode.setAttributeSingle, 0x8b, 5, '01000000'.repeat(7)), '9'],
    ['an attribute of the clock that is not to be set', () => ask(ServiceCode.setAttributeSingle, 0x8b, 11, ''), 'e'],
    ['an attribute that the clock does not have', () => ask(ServiceCode.getAttributeSingle, 0x8b, 99), '14'],
    ['an attribute of Identity that is not there', () => ask(ServiceCode.getAttributeSingle, 1, 99), '14'],
    ['a class that is not there', () => ask(ServiceCode.getAttributesAll, 0x300), '5'],
    ['no class at all', () => plc.ask({ service: 1, path: [], data: bytes('') }), '5'],
    ['another instance', () => plc.ask({ service: 1, path: objectPath(1, 2), data: bytes('') }), '5'],
    ['a service that is not there', () => ask(0x4b, 1), '8'],
    ['a reply that has no room', () => plc.ask({ service: 1, path: objectPath(1, 1), data: bytes('') }, 20), '11'],
  ])('%s is refused', (_name, request, status) => expect(statusOf(request())).toBe(status));

  test('a download changes the signature, numbers and handles', () => {
    const options = {
      types: { A: { X: 'DINT' }, B: { X: 'REAL' } },
      tags: { One: 'A', Two: 'B', Three: 'DINT' },
    } as const;
    const [before, after] = [0, 1].map((download) => new SimulatedController(options, download));
    const signature = (one?: SimulatedController) => one!.ask(logix.programChangesRequest()).data;
    expect(logix.sameProgram(signature(before), signature(before))).toBe(true);
    expect(logix.sameProgram(signature(before), signature(after))).toBe(false);
    const numbers = (one?: SimulatedController) =>
      [...one!.controller.program.controller.byName.values()].map(({ instance }) => instance);
    expect(numbers(after)).not.toEqual(numbers(before));
    // A number of before is another tag now, without a word.
    expect(numbers(after)[0]).toBe(numbers(before)[1]);
    const handle = (one?: SimulatedController) => logix.decodeTagData(one!.read('One').data).handle;
    expect(handle(after)).not.toBe(handle(before));
    const templates = (one?: SimulatedController) =>
      [...one!.controller.program.templates].map(([i, { name }]) => `${i} ${name}`);
    expect(templates(after)).not.toEqual(templates(before));
  });
});
