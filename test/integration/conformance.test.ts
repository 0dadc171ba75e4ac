import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as cip from '../../src/cip/index.js';
import { AdapterLine, faults } from '../support/adapter-line.js';
import { bytesOf, type CapturedMessage, hexOf, loadCaptures, nameOf } from '../support/captures.js';
import { differences } from '../support/compare.js';
import { type Asked, type Dissection, dissect, hasOpaqueData, routerMessageOf } from '../support/dissect.js';
import { complaint, expectedAnswer, isListCommand } from '../support/expected-answer.js';
import { MAX_MESSAGE, startAdapter } from '../support/live-adapter.js';
import { UdpPeer } from '../support/raw-peer.js';
import { wiresharkView } from '../support/wireshark-view.js';

/*
 * Captured messages with Wireshark's decoding, in the folder that EIP_CAPTURES names (default ../shared/captures):
 * the codec has to agree with Wireshark and to give the same bytes back, and a live adapter has to answer each of
 * them as the protocol asks. No file of the folder is known here by name.
 */

const FOLDER = resolve(__dirname, '../..', process.env.EIP_CAPTURES || '../shared/captures');
const captures = loadCaptures(FOLDER);
const messages = captures ?? [];
const sound = messages.filter(({ malformed }) => malformed !== true);
const malformed = messages.filter(({ malformed }) => malformed === true);
const requests = sound.filter(isRequest);
const overTcp = requests.filter(({ proto }) => proto === 'tcp');
const overUdp = requests.filter(({ proto }) => proto === 'udp');

describe.skipIf(captures === undefined)(`the codec and the captures in ${FOLDER}`, () => {
  test('there are messages to hold it against', () => {
    expect(sound.length).toBeGreaterThan(0);
  });

  test('it finds the values that Wireshark finds', async () => {
    const wrong = await failures(sound, (message) => differences(message, viewOf(message)));
    expect(wrong).toEqual([]);
  });

  test('what it decoded encodes to the same bytes', async () => {
    const wrong = await failures(sound, (message) => {
      const again = hexOf(taken(message).encoded);
      return again === message.hex ? [] : [`encodes to ${again}`];
    });
    expect(wrong).toEqual([]);
  });

  test('it refuses the malformed, unless that is for the adapter to do', async () => {
    const accepted = await failures(malformed.filter(isForCodec), acceptance);
    expect(accepted).toEqual([]);
  });
});

const HOST = '127.0.0.44';
const CLIENT = '127.0.0.1';

describe.skipIf(captures === undefined)('a live adapter and the captured messages', () => {
  let live: Awaited<ReturnType<typeof startAdapter>>;

  beforeAll(async () => {
    live = await startAdapter(HOST);
  });

  afterAll(async () => {
    await live.adapter.stop();
  });

  async function checkOverTcp(
    list: readonly CapturedMessage[],
    inSession: boolean,
    bytes: BytesOf,
  ): Promise<readonly string[]> {
    const line = new AdapterLine(live.explicit, MAX_MESSAGE, inSession);
    const wrong = await failures(list, (message) => line.check(bytes(message)));
    line.end();
    return wrong;
  }

  test('over TCP, as captured: sessions are foreign', async () => {
    expect(await checkOverTcp(overTcp, false, ({ hex }) => bytesOf(hex))).toEqual([]);
  });

  test('over TCP, in a session of the adapter', async () => {
    expect(await checkOverTcp(overTcp, true, ({ hex }) => bytesOf(hex))).toEqual([]);
  });

  test('what came over a class 3 connection reaches the message router without one', async () => {
    const connected = overTcp.filter(({ hex }) => unconnectedForm(hex) !== undefined);
    expect(await checkOverTcp(connected, true, ({ hex }) => unconnectedForm(hex)!)).toEqual([]);
  });

  test('over UDP', async () => {
    const peer = await UdpPeer.open(live.explicit, CLIENT);
    const wrong = await failures(overUdp, async ({ hex }) => {
      const message = cip.decodeEncapsulation(bytesOf(hex));
      const expected = expectedAnswer(message, { transport: 'udp', session: undefined, maxMessage: MAX_MESSAGE });
      return faults(message, expected, await peer.exchange(bytesOf(hex)));
    });
    peer.close();
    expect(wrong).toEqual([]);
  });

  test('malformed requests get an error or silence', async () => {
    const line = new AdapterLine(live.explicit, MAX_MESSAGE, true);
    const peer = await UdpPeer.open(live.explicit, CLIENT);
    const answered = await failures(malformed.filter(isRequest), async (message) => {
      const bytes = bytesOf(message.hex);
      const heard = message.proto === 'tcp' ? await line.send(bytes) : await peer.exchange(bytes);
      const wrong = complaint(undefined, { kind: 'refusal' }, heard);
      return wrong === undefined || isListWithBadData(message) ? [] : [wrong];
    });
    line.end();
    peer.close();
    expect(answered).toEqual([]);
  });

  test('I/O datagrams that belong to no connection get silence', async () => {
    const peer = await UdpPeer.open(live.io, CLIENT);
    for (const { hex } of messages.filter(({ proto }) => proto === 'io')) peer.send(bytesOf(hex));
    await new Promise((resolve) => setTimeout(resolve, IO_ANSWER_MS));
    const answers = peer.takeAnswers();
    peer.close();
    expect(answers).toEqual([]);
  });

  test('it still answers after all of them', async () => {
    const line = new AdapterLine(live.explicit, MAX_MESSAGE, true);
    expect(await line.check(cip.encodeEncapsulation(cip.listIdentityRequest()))).toEqual([]);
    line.end();
    expect(live.adapter.status().state).toBe('running');
  });
});

/** Ample for a datagram on one machine; the I/O port has nothing that answers, so that silence can only be waited for. */
const IO_ANSWER_MS = 100;

type BytesOf = (message: CapturedMessage) => Uint8Array;

function isRequest({ dir }: CapturedMessage): boolean {
  return dir === 'to_target';
}

/** A List request is answered without a look at its data: to refuse that is left to the codec. */
function isListWithBadData(message: CapturedMessage): boolean {
  return isListCommand(Number(message.enip?.command)) && taken(message).refused.length > 0;
}

function taken(message: CapturedMessage): Dissection {
  return dissect(bytesOf(message.hex), message.proto, message.cm?.what as Asked);
}

function viewOf(message: CapturedMessage) {
  const ioFormat = { sequenceCount: message.io?.cip_seq !== undefined, header: message.io?.run_idle !== undefined };
  return wiresharkView(taken(message), message.cm?.what as Asked, ioFormat);
}

/** Requests go to the adapter: there a refusal is an error or silence. */
function isForCodec(message: CapturedMessage): boolean {
  return !isRequest(message);
}

/** Nothing was refused, although the codec looked into all of it. */
function acceptance(message: CapturedMessage): readonly string[] {
  const found = taken(message);
  return found.refused.length === 0 && !hasOpaqueData(found) ? ['is taken'] : [];
}

/** The message of a SendUnitData in a SendRRData; undefined when there is none. */
function unconnectedForm(hex: string): Uint8Array | undefined {
  const whole = cip.decodeEncapsulation(bytesOf(hex));
  if (whole.command !== cip.EncapsulationCommand.sendUnitData) return undefined;
  const message = routerMessageOf(whole);
  return message && cip.encodeEncapsulation({ ...cip.sendRrData(0, message), context: whole.context });
}

/** Where each failed check is to be looked up; the first ones suffice to see what is wrong. */
async function failures(
  list: readonly CapturedMessage[],
  check: (message: CapturedMessage) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const message of list) {
    if (found.length >= 20) break;
    found.push(...(await checked(message, check)).map((line) => `${nameOf(message)}: ${line}`));
  }
  return found;
}

async function checked(
  message: CapturedMessage,
  check: (message: CapturedMessage) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return await check(message);
  } catch (error) {
    return [String(error)];
  }
}
