import { describe, expect, it } from 'vitest';
import { answerTo } from '../../../../src/gateway/commands/answers.js';
import { receivedCommand } from '../../../../src/gateway/commands/received.js';
import { COMMAND_CODES, type CommandCode, verdict } from '../../../../src/gateway/commands/verdict.js';
import { createCommand, encodeAnswer, encodeCommand, parseAnswer } from '../../../../src/telemetry.js';

const app = { name: 'a', instance: 'b' };
const command = createCommand({ source: 's', writes: { A: 1 }, withinMs: 1_000, replyTo: 'q', correlationId: 'c' });

describe('an answer', () => {
  it.each(Object.keys(COMMAND_CODES) as CommandCode[])('%s can be sent', (code) => {
    const answer = parseAnswer(encodeAnswer(answerTo(command, app, verdict(code, 'why'))));
    expect(answer).toMatchObject({ code, reason: 'why', fallbackRequired: true, commandId: command.messageId });
  });

  it.each([
    ['a reason that is too long', 'x'.repeat(5_000), 2_000],
    ['no reason', '', 18],
    ['a reason of astral characters', '😀'.repeat(5_000), 2_000],
  ])('%s', (_, reason, length) => {
    const { reason: told = '' } = answerTo(command, app, verdict('AUDIT_FAILED', reason));
    expect([...told].length).toBe(length);
  });

  it.each([
    ['all of them', 10, 2_000, 2_000],
    ['shorter', 1_000, 2_000, 200],
    ['none', 5_000, 2_000, undefined],
  ])('results of tags: %s', (_, count, length, told) => {
    const entry = { status: 'failed', code: 'X', reason: 'x'.repeat(length) } as const;
    const results = Object.fromEntries(Array.from({ length: count }, (_each, i) => [`tag ${i}`, entry]));
    const answer = answerTo(command, app, verdict('PARTIALLY_WRITTEN', 'why', results));
    expect(answer.results?.['tag 0']?.reason?.length).toBe(told);
    expect(encodeAnswer(answer).length).toBeLessThan(524_289);
  });
});

describe('a message', () => {
  const digestOf = (change: object) => {
    const received = receivedCommand({ content: encodeCommand({ ...command, ...change }) });
    return received.command === undefined ? undefined : received.digest;
  };

  it('is the same command wherever its answer goes', () => {
    expect(digestOf({ replyTo: 'elsewhere' })).toBe(digestOf({}));
    expect(digestOf({ replyTo: undefined })).toBe(digestOf({}));
  });

  it.each([
    [{ writes: { A: 2 } }],
    [{ writes: { a: 1 } }],
    [{ source: 't' }],
    [{ deadline: '2100-01-01T00:00:00.000Z' }],
    [{ timestamp: '2100-01-01T00:00:00.000Z' }],
    [{ idempotent: true }],
    [{ label: 'x' }],
    [{ correlationId: 'd' }],
  ])('is another one with %o', (change) => expect(digestOf(change)).not.toBe(digestOf({})));

  it.each([
    [
      'what is readable',
      { kind: 'x' },
      { to: 'q', about: { messageId: command.messageId, source: 's', correlationId: 'c', idempotent: false } },
    ],
    [
      'a source that is none',
      { source: 7 },
      { to: 'q', about: { messageId: command.messageId, source: 'unknown', correlationId: 'c', idempotent: false } },
    ],
    ['no id', { messageId: 7 }, undefined],
    ['an id that is none', { messageId: '../../x' }, undefined],
    ['no queue', { replyTo: '' }, undefined],
    ['a queue that is none', { replyTo: { queue: 'q' } }, undefined],
  ])('that is none is answered by %s', (_, change, answer) => {
    const content = Buffer.from(JSON.stringify({ ...command, writes: 7, ...change }));
    expect(receivedCommand({ content })).toMatchObject({ answer, error: { code: 'EIP_MESSAGE_INVALID' } });
  });

  it.each(['null', '[]', '7', '"x"', ''])('%s is none', (text) => {
    expect(receivedCommand({ content: Buffer.from(text) })).toMatchObject({ answer: undefined });
  });
});
