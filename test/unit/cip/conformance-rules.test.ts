import { describe, expect, test } from 'vitest';
import * as cip from '../../../src/cip/index.js';
import { bytesOf, type CapturedMessage, type WiresharkObject } from '../../support/captures.js';
import { differences } from '../../support/compare.js';
import { type Asked, dissect, hasOpaqueData } from '../../support/dissect.js';
import { complaint, type Expected, expectedAnswer, type Situation } from '../../support/expected-answer.js';
import { wiresharkView } from '../../support/wireshark-view.js';

/** The rules that the conformance test holds captures and the adapter against, on messages made here. */

const FORWARD_CLOSE = '4e0220062401' + '0a0a' + '0100' + 'd204' + '0df0ad0b' + '0100' + '0105';
const FORWARD_CLOSE_REPLY = 'ce000000' + '0100' + 'd204' + '0df0ad0b' + '0000';

function unconnected(message: string): string {
  const data = bytesOf(message);
  return Buffer.from(cip.encodeEncapsulation(cip.sendRrData(7, data))).toString('hex');
}

function captured(message: string, decoded: Partial<CapturedMessage>): CapturedMessage {
  return { file: 'made', frame: 1, pdu: 0, proto: 'tcp', dir: 'to_target', hex: unconnected(message), ...decoded };
}

function differencesOf(message: CapturedMessage): readonly string[] {
  const asked = message.cm?.what as Asked;
  const found = dissect(bytesOf(message.hex), message.proto, asked);
  return differences(message, wiresharkView(found, asked, { sequenceCount: false, header: false }));
}

describe('differences to Wireshark', () => {
  const request: WiresharkObject = { service: 0x4e, rr: 0, sc: 0x4e, path_size: 2 };
  const reply: WiresharkObject = { service: 0xce, rr: 1, sc: 0x4e, status: 0, ext_status: [] };
  const close: WiresharkObject = { what: 'forward_close', rr: 0, conn_serial: 1, conn_path_words: 1 };
  test.each<[string, CapturedMessage, string[]]>([
    ['equal values', captured(FORWARD_CLOSE, { cip: request, cm: close }), []],
    ['another number', captured(FORWARD_CLOSE, { cm: { ...close, conn_serial: 2 } }), ['cm.conn_serial: 2, not 1']],
    [
      'a value that the codec does not have',
      captured(FORWARD_CLOSE, { cip: { ...request, status: 0 } }),
      ['cip.status: 0, not undefined'],
    ],
    [
      'a part that the codec does not have',
      captured(FORWARD_CLOSE, { io: { connid: 1 } }),
      ['io.connid: 1, not undefined'],
    ],
    ['fewer items', captured(FORWARD_CLOSE, { cpf: [{ type: 0 }] }), ['cpf: 1 entries, not 2']],
    [
      'a value inside a path',
      captured(FORWARD_CLOSE, { cm: { conn_path: { segments: [{ seg: 1, port: 1, 'linkaddress.byte': 6 }] } } }),
      ['cm.conn_path.segments[0].linkaddress.byte: 6, not 5'],
    ],
    ['texts made of other values', captured(FORWARD_CLOSE, { cip: { ...request, path: 'Connection Manager' } }), []],
    [
      'the request of a reply',
      captured(FORWARD_CLOSE_REPLY, { cip: { ...reply, request_path: { segments: [] } } }),
      [],
    ],
    [
      'the path of the request in a reply',
      captured(FORWARD_CLOSE_REPLY, { cip: reply, cm: { what: 'forward_close', rr: 1, conn_path_words: 3 } }),
      [],
    ],
    [
      'the path of the request in the request',
      captured(FORWARD_CLOSE, { cip: request, cm: { ...close, conn_path_words: 3 } }),
      ['cm.conn_path_words: 3, not 1'],
    ],
    [
      'the APIs of the connection beside its close',
      captured(FORWARD_CLOSE, { cip: request, cm: { ...close, ot_api_us: 10_000 } }),
      [],
    ],
    [
      'the triad of a reply',
      captured(FORWARD_CLOSE_REPLY, { cip: reply, cm: { what: 'forward_close', rr: 1, orig_vendor: 1 } }),
      ['cm.orig_vendor: 1, not 1234'],
    ],
  ])('%s', (_rule, message, expected) => {
    expect(differencesOf(message)).toEqual(expected);
  });
});

test.each([
  ['a service that the codec knows', FORWARD_CLOSE, false],
  ['data of a service that it does not know', '10032004246430' + '0301', true],
  ['a request without data', '0e03200124013007', false],
  ['such data inside a Multiple Service Packet', '0a0220022401' + '0100' + '0400' + '1002200424640102', true],
])('opaque or not: %s', (_name, message, opaque) => {
  expect(hasOpaqueData(dissect(bytesOf(unconnected(message)), 'tcp'))).toBe(opaque);
});

describe('what an adapter has to answer', () => {
  const tcp: Situation = { transport: 'tcp', session: 7, maxMessage: 600 };
  const udp: Situation = { transport: 'udp', session: undefined, maxMessage: 600 };
  const silence: Expected = { kind: 'silence' };
  const status = (code: number): Expected => ({ kind: 'status', status: code });
  const { registerSession, unregisterSession, sendRrData, sendUnitData, listIdentity } = cip.EncapsulationCommand;
  const unit = cip.sendUnitData(7, 1, 1, bytesOf('0e03200124013007')).data!;
  const request = (message: string) => cip.sendRrData(7, bytesOf(message));

  test.each<[string, cip.EncapsulationInit, Situation, Expected]>([
    ['NOP: silence', { command: 0 }, tcp, silence],
    ['ListIdentity: a reply', { command: listIdentity }, tcp, status(0)],
    ['ListIdentity over UDP: a reply', { command: listIdentity }, udp, status(0)],
    ['options that are not 0: silence', { command: listIdentity, options: 1 }, tcp, silence],
    ['a status that is not 0: silence', { command: listIdentity, status: 1 }, udp, silence],
    ['an unknown command: 0x01', { command: 1 }, tcp, status(0x01)],
    ['an unknown command over UDP: silence', { command: 1 }, udp, silence],
    ['RegisterSession over UDP: silence', { command: registerSession, data: bytesOf('01000000') }, udp, silence],
    [
      'RegisterSession: a session',
      { command: registerSession, data: bytesOf('01000000') },
      { ...tcp, session: undefined },
      status(0),
    ],
    ['a second RegisterSession: 0x01', { command: registerSession, data: bytesOf('01000000') }, tcp, status(0x01)],
    ['RegisterSession without data: 0x65', { command: registerSession }, tcp, status(0x65)],
    ['RegisterSession of version 2: 0x69', { command: registerSession, data: bytesOf('02000000') }, tcp, status(0x69)],
    ['UnRegisterSession: the end', { command: unregisterSession, session: 7 }, tcp, { kind: 'close' }],
    ['UnRegisterSession of a foreign session: 0x64', { command: unregisterSession, session: 8 }, tcp, status(0x64)],
    ['a foreign session: 0x64', { ...request('0100'), session: 8 }, tcp, status(0x64)],
    ['SendUnitData to an unknown connection: silence', { command: sendUnitData, session: 7, data: unit }, tcp, silence],
    ['the wrong pair of items: 0x03', { command: sendRrData, session: 7, data: unit }, tcp, status(0x03)],
    [
      'bytes behind the items: 0x03',
      { command: sendRrData, session: 7, data: bytesOf('0000000000000000' + '00') },
      tcp,
      status(0x03),
    ],
    [
      'a message that is too long: 0x65, then the end',
      { ...request('0100'.padEnd(1200, '0')) },
      tcp,
      { kind: 'status', status: 0x65, thenClose: true },
    ],
    ['an attribute: a reply', request('0e03200124013007'), tcp, { kind: 'reply', service: 0x0e, status: 'any' }],
    ['an unknown class: 0x05', request('0e0320ac24013007'), tcp, { kind: 'reply', service: 0x0e, status: 0x05 }],
    ['a path without a class: 0x04', request('4c0291025461'), tcp, { kind: 'reply', service: 0x4c, status: 0x04 }],
    [
      'an object inside another one: an error',
      request('0e04208e240120742401'),
      tcp,
      { kind: 'reply', service: 0x0e, status: 'failure' },
    ],
    [
      'a path beyond the message: an error',
      request('0e0520012401'),
      tcp,
      { kind: 'reply', service: 0x0e, status: 'failure' },
    ],
    [
      'a Forward Open without data: an error',
      request('540220062401'),
      tcp,
      { kind: 'reply', service: 0x54, status: 'failure' },
    ],
    [
      'an Unconnected Send that is to go on: an error',
      request(`520220062401${'0a0a020001000100'}0102`),
      tcp,
      { kind: 'reply', service: 0x52, status: 'failure' },
    ],
    ['a reply in place of a request: refused', request('8e000000'), tcp, { kind: 'refusal' }],
  ])('%s', (_rule, message, situation, expected) => {
    const whole = cip.decodeEncapsulation(cip.encodeEncapsulation(message));
    expect(expectedAnswer(whole, situation)).toEqual(expected);
  });
});

describe('what is wrong with an answer', () => {
  const message = cip.decodeEncapsulation(
    cip.encodeEncapsulation({
      ...cip.sendRrData(7, bytesOf('0e03200124013007')),
      context: bytesOf('0102030405060708'),
    }),
  );
  const answer = (change: Partial<cip.EncapsulationMessage>, reply = '8e0000000000') =>
    cip.encodeEncapsulation({ ...message, data: cip.sendRrData(7, bytesOf(reply)).data!, ...change });
  const reply: Expected = { kind: 'reply', service: 0x0e, status: 'any' };
  const heard = (...answers: Uint8Array[]) => ({ answers, closed: false });
  const closed = (...answers: Uint8Array[]) => ({ answers, closed: true });

  test.each<[string, Expected, ReturnType<typeof heard>, RegExp | undefined]>([
    ['the right reply', reply, heard(answer({})), undefined],
    ['none', reply, heard(), /^one answer expected, got no answer/],
    ['two', reply, heard(answer({}), answer({})), /^one answer expected/],
    ['then the end', reply, closed(answer({})), /^the connection is closed/],
    ['another context', reply, heard(answer({ context: new Uint8Array(8) })), /^the answer's context/],
    ['another session', reply, heard(answer({ session: 8 })), /^the answer's session/],
    ['another service', reply, heard(answer({}, '81000000')), /^a reply to service 14 expected, got 1/],
    ['an encapsulation error', reply, heard(answer({ status: 0x64, data: new Uint8Array(0) })), /^a reply expected/],
    [
      'success where it should fail',
      { kind: 'reply', service: 0x0e, status: 'failure' },
      heard(answer({})),
      /^general status failure expected/,
    ],
    [
      'another error',
      { kind: 'reply', service: 0x0e, status: 5 },
      heard(answer({}, '8e000400')),
      /^general status 5 expected, got 4/,
    ],
    ['anything where silence is due', { kind: 'silence' }, heard(answer({})), /^silence expected/],
    ['silence', { kind: 'silence' }, heard(), undefined],
    ['the end where silence is due', { kind: 'silence' }, closed(), /^silence expected/],
    ['no end', { kind: 'close' }, heard(), /^the end of the connection expected/],
    ['success for the malformed', { kind: 'refusal' }, heard(answer({})), /^refusal expected/],
    ['an error for the malformed', { kind: 'refusal' }, heard(answer({}, '8e001300')), undefined],
    ['silence for the malformed', { kind: 'refusal' }, closed(), undefined],
  ])('%s', (_rule, expected, what, wrong) => {
    const found = complaint(message, expected, what);
    if (wrong === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(wrong);
  });
});
