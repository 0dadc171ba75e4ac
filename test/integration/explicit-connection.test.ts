/** Class 3 connections and what both explicit ways have in common, against a scripted target. */
import { describe, expect, test, vi } from 'vitest';
import { decodeUnconnectedSend, encodeMultipleService, encodeReply } from '../../src/cip/index.js';
import { ExplicitConnection, ExplicitSession, objectPath, portSegment, type RouterRequest } from '../../src/testing.js';
import type { Script, ScriptedTarget } from '../support/scripted-target.js';
import { cleanups, failure, PATIENCE, TARGET, target } from './scanner-rig.js';

const IDENTITY: RouterRequest = { service: 0x0e, path: objectPath(1, 1, 1), data: new Uint8Array(0) };
const NOTHING = new Uint8Array(0);

async function connected(one: ScriptedTarget, options = {}): Promise<ExplicitConnection> {
  const connection = await ExplicitConnection.open({ host: TARGET, port: one.port, ...options });
  cleanups.push(() => connection.destroy());
  return connection;
}

async function sessionOf(one: ScriptedTarget): Promise<ExplicitSession> {
  const session = await ExplicitSession.open({ host: TARGET, port: one.port });
  cleanups.push(() => session.destroy());
  return session;
}

describe('opening', () => {
  test('class 3 to the message router, variable, both directions of the size asked for', async () => {
    const one = await target();
    const connection = await connected(one, { size: 400, rpiMs: 500, timeoutMultiplier: 1 });
    expect(one.opened).toMatchObject({
      large: false,
      transport: { class: 3, trigger: 'applicationObject', server: true },
      timeoutMultiplier: 1,
      oToT: { rpiUs: 500_000, parameters: { size: 400, variable: true, type: 'pointToPoint', priority: 'low' } },
      tToO: { rpiUs: 500_000, parameters: { size: 400, variable: true, type: 'pointToPoint', priority: 'low' } },
    });
    expect(one.opened?.path).toEqual(objectPath(2, 1));
    expect(connection.open).toBe(true);
  });

  test.each([
    { size: 511, large: false },
    { size: 512, large: true },
    { size: 65_511, large: true },
  ])('a size of $size: large $large', async ({ size, large }) => {
    const one = await target();
    await connected(one, { size });
    expect(one.opened?.large).toBe(large);
  });

  test('a route stands before the message router', async () => {
    const one = await target();
    await connected(one, { route: [portSegment(1, 0)] });
    expect(one.opened?.path).toEqual([portSegment(1, 0), ...objectPath(2, 1)]);
  });

  test('a refusal says the status in words, and the session is gone', async () => {
    const one = await target({ router: () => ({ status: 1, extendedStatus: [0x0113] }) });
    const error = await failure(ExplicitConnection.open({ host: TARGET, port: one.port }));
    expect(error).toMatchObject({ code: 'EIP_OPEN_REFUSED', generalStatus: 1, extendedStatus: 0x0113 });
    expect(error.message).toContain('refused the connection to its message router');
    await vi.waitUntil(() => one.sessions === 0, PATIENCE);
  });

  test.each([
    { options: { size: 7 }, option: 'size', says: 'from 8 to 65511, got 7' },
    { options: { size: 512, large: false }, option: 'size', says: '512: at most 511 with "large" false' },
    { options: { rpiMs: 0 }, option: 'rpiMs', says: 'from 1 to 3600000, got 0' },
    { options: { timeoutMultiplier: 8 }, option: 'timeoutMultiplier', says: 'from 0 to 7, got 8' },
    { options: { route: 1 }, option: 'route', says: 'expected an array of path segments, got 1' },
    { options: { sizes: 1 }, option: 'sizes', says: 'no such option (did you mean "size"?)' },
  ])('wrong options are told before anything is opened: $option', async ({ options, option, says }) => {
    const one = await target();
    const error = await failure(connected(one, options));
    expect(error).toMatchObject({ code: 'EIP_OPTION_INVALID', option });
    expect(error.message).toContain(says);
    expect(one.commands).toEqual([]);
  });
});

describe('requests', () => {
  test('go with SendUnitData under a count of their own; the reply needs no context', async () => {
    const one = await target();
    const connection = await connected(one);
    for (let i = 0; i < 3; i++) expect([...(await connection.request(IDENTITY)).data]).toEqual([0xaa]);
    expect(one.sequenceCounts).toEqual([1, 2, 3]);
    expect(one.commands).toEqual([0x65, 0x6f, 0x70, 0x70, 0x70]);
  });

  test('one at a time, in the order asked, and a failure of one is none of the next', async () => {
    const one = await target({
      router: ({ service, path }) => (service === 0x54 || path[2] === undefined ? 'usual' : 'silent'),
    });
    const connection = await connected(one);
    const silent = failure(connection.request(IDENTITY, { timeoutMs: 80 }));
    const answered = connection.request({ ...IDENTITY, path: objectPath(1, 1) });
    expect((await silent).code).toBe('EIP_REPLY_TIMEOUT');
    expect((await answered).status).toBe(0);
    expect(one.sequenceCounts).toEqual([1, 2]);
  });

  test('repeat has the count of the last one', async () => {
    const one = await target();
    const connection = await connected(one);
    await expect(connection.repeat()).rejects.toThrow(TypeError);
    await connection.request(IDENTITY);
    await connection.repeat();
    expect(one.sequenceCounts).toEqual([1, 1]);
  });

  test.each<{ name: string; change: NonNullable<Script['connected']> }>([
    { name: 'another connection', change: (reply) => ({ ...reply, connectionId: (reply.connectionId ^ 1) >>> 0 }) },
    { name: 'another count', change: (reply) => ({ ...reply, sequenceCount: reply.sequenceCount + 1 }) },
  ])('a reply of $name answers nothing', async ({ change }) => {
    const connection = await connected(await target({ connected: change }));
    expect((await failure(connection.request(IDENTITY, { timeoutMs: 80 }))).code).toBe('EIP_REPLY_TIMEOUT');
  });

  test('a request that the size does not hold is refused before it leaves', async () => {
    const one = await target();
    const connection = await connected(one, { size: 20 });
    const request = (bytes: number) => ({ ...IDENTITY, path: objectPath(1, 1), data: new Uint8Array(bytes) });
    await connection.request(request(12));
    await expect(connection.request(request(13))).rejects.toThrow(
      new RangeError('request: 19 bytes with its path, the connection holds 18'),
    );
    expect(one.sequenceCounts).toEqual([1]);
  });

  test('attributes, with the refusal in words', async () => {
    const one = await target({ router: ({ service }) => (service === 0x10 ? { status: 0x0e } : 'usual') });
    const connection = await connected(one);
    const attribute = { classId: 1, instance: 1, attribute: 1 };
    expect([...(await connection.getAttributeSingle(attribute))]).toEqual([0xaa]);
    const error = await failure(connection.setAttributeSingle(attribute, Uint8Array.of(1)));
    expect(error).toMatchObject({ code: 'EIP_SERVICE_REFUSED', generalStatus: 0x0e });
  });
});

describe('the end', () => {
  test('close: what was asked before is answered, Forward Close, unregister; then an error says it is closed', async () => {
    const one = await target();
    const connection = await connected(one);
    const last = connection.request(IDENTITY);
    await connection.close();
    await connection.close();
    expect((await last).status).toBe(0);
    expect(one.services).toEqual([0x54, 0x0e, 0x4e]);
    expect(one.commands.at(-1)).toBe(0x66);
    expect((await failure(connection.request(IDENTITY))).code).toBe('EIP_CONNECTION_CLOSED');
    expect((await failure(connection.repeat())).code).toBe('EIP_CONNECTION_CLOSED');
  });

  test('two on one session: the session outlives both', async () => {
    const one = await target();
    const session = await sessionOf(one);
    const first = await ExplicitConnection.over(session);
    const second = await ExplicitConnection.over(session, { size: 600 });
    await second.request(IDENTITY);
    await first.close();
    expect([first.open, second.open, session.open]).toEqual([false, true, true]);
    await second.close();
    expect(session.open).toBe(true);
    expect(one.services).toEqual([0x54, 0x5b, 0x0e, 0x4e, 0x4e]);
  });

  test('a target that has forgotten the connection is no error of close', async () => {
    const one = await target({
      router: ({ service }) => (service === 0x4e ? { status: 1, extendedStatus: [0x0107] } : 'usual'),
    });
    await (await connected(one)).close();
  });

  test('a session that ends fails what waits, and close has nothing to say', async () => {
    const one = await target({ router: ({ service }) => (service === 0x0e ? 'silent' : 'usual') });
    const connection = await connected(one);
    const waiting = failure(connection.request(IDENTITY));
    await vi.waitUntil(() => one.sequenceCounts.length > 0, PATIENCE);
    one.dropSessions();
    expect((await waiting).code).toBe('EIP_CONNECTION_LOST');
    expect(connection.open).toBe(false);
    await connection.close();
    expect(one.services).toEqual([0x54, 0x0e]);
  });
});

/** Both ways have the same helpers. */
describe.each([
  { way: 'ExplicitSession', open: sessionOf },
  { way: 'ExplicitConnection', open: connected },
])('$way', ({ open }) => {
  const replies = (...statuses: number[]) =>
    encodeMultipleService({
      messages: statuses.map((status) =>
        encodeReply({ service: 0x0e, status, extendedStatus: [], data: Uint8Array.of(status + 1) }),
      ),
    });

  async function asked(script: Script) {
    const one = await target({
      router: (request) => (request.service === 0x54 ? 'usual' : (script.router?.(request) ?? 'usual')),
    });
    return { one, explicit: await open(one) };
  }

  test('requestAll: replies in the order of the requests, each with its own status', async () => {
    const { one, explicit } = await asked({ router: () => ({ status: 0x1e, data: replies(0, 0x14, 0) }) });
    const answers = await explicit.requestAll([IDENTITY, IDENTITY, IDENTITY]);
    expect(answers.map(({ status, data }) => [status, ...data])).toEqual([
      [0, 1],
      [0x14, 0x15],
      [0, 1],
    ]);
    expect(one.requests.at(-1)).toMatchObject({ service: 0x0a, path: objectPath(2, 1) });
  });

  test('requestAll: a packet refused as a whole', async () => {
    const { explicit } = await asked({ router: () => ({ status: 0x08 }) });
    const error = await failure(explicit.requestAll([IDENTITY]));
    expect(error).toMatchObject({ code: 'EIP_SERVICE_REFUSED', generalStatus: 0x08 });
  });

  test.each([
    { name: 'fewer replies than requests', data: replies(0), says: '1 replies to 2 services' },
    { name: 'offsets that leave the data', data: Uint8Array.of(1, 0, 99, 0), says: 'offset 0' },
  ])('requestAll: $name', async ({ data, says }) => {
    const { explicit } = await asked({ router: () => ({ data }) });
    const error = await failure(explicit.requestAll([IDENTITY, IDENTITY]));
    expect(error.code).toBe('EIP_REPLY_INVALID');
    expect(error.message).toContain(says);
  });

  const route = [portSegment(1, 0)];

  test('requestThrough: wrapped with its route, and the reply is that of the request inside', async () => {
    const { one, explicit } = await asked({ router: () => ({ service: 0x0e, status: 0x14 }) });
    expect(await explicit.requestThrough(route, IDENTITY)).toMatchObject({ service: 0x0e, status: 0x14 });
    const { service, path, data } = one.requests.at(-1) ?? IDENTITY;
    expect([service, path]).toEqual([0x52, objectPath(6, 1)]);
    const sent = decodeUnconnectedSend(data);
    expect(sent.route).toEqual(route);
    expect(Buffer.from(sent.message).toString('hex')).toBe('0e03200124013001');
  });

  test('requestThrough: a device on the way that could not pass it on', async () => {
    const { explicit } = await asked({
      router: () => ({ status: 1, extendedStatus: [0x0311], data: Uint8Array.of(1) }),
    });
    const error = await failure(explicit.requestThrough(route, IDENTITY));
    expect(error).toMatchObject({ code: 'EIP_SERVICE_REFUSED', generalStatus: 1, extendedStatus: 0x0311 });
    expect(error.message).toMatch(/did not pass the request on: .*0x0311.*16-bit words of the route not used: 1/);
  });

  test('requestThrough: an answer to something else', async () => {
    const { explicit } = await asked({ router: () => ({ service: 0x52, data: NOTHING }) });
    expect((await failure(explicit.requestThrough(route, IDENTITY))).code).toBe('EIP_REPLY_INVALID');
  });
});
