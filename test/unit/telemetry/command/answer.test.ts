import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commandResult,
  createAnswer,
  createCommand,
  encodeAnswer,
  encodeRecord,
  parseAnswer,
  parseRecord,
} from '../../../../src/telemetry.js';
import { arbitraryAnswer } from '../../../support/arbitrary-records.js';

const app = { name: 'cell', instance: 'edge-1' };
const command = createCommand({ source: 'press', writes: { Speed: 1 }, withinMs: 1_000, correlationId: 'job-7' });
const refused = { app, status: 'refused', code: 'SOURCE_DOWN', reason: 'press is not connected' } as const;

describe('createAnswer', () => {
  it('names its command, and carries its correlation id', () => {
    expect(createAnswer(command, { app, status: 'ok' })).toEqual({
      schemaVersion: 1,
      messageId: expect.any(String),
      timestamp: expect.any(String),
      correlationId: 'job-7',
      source: 'press',
      app,
      commandId: command.messageId,
      status: 'ok',
      retryable: false,
      fallbackRequired: false,
    });
  });

  it('asks for the fallback, and for no second try, unless told otherwise', () => {
    expect(createAnswer(command, refused)).toMatchObject({ ...refused, retryable: false, fallbackRequired: true });
    const advice = { retryable: true, fallbackRequired: false };
    expect(createAnswer(command, { ...refused, ...advice })).toMatchObject(advice);
  });

  it('lets nobody repeat what may have been done', () => {
    const unknown = { ...refused, status: 'unknown', retryable: true } as const;
    expect(() => createAnswer(command, unknown)).toThrow(TypeError);
    expect(createAnswer({ ...command, idempotent: true }, unknown)).toMatchObject({
      status: 'unknown',
      retryable: true,
    });
  });

  it.each([
    ['no code', { ...refused, code: undefined }, 'code'],
    ['a code in small letters', { ...refused, code: 'down' }, 'code'],
    ['no reason', { ...refused, reason: '' }, 'reason'],
    ['ok with a reason', { app, status: 'ok', reason: 'because' }, 'reason'],
    ['a status that there is not', { ...refused, status: 'done' }, 'status'],
    [
      'a result by __proto__',
      { ...refused, results: JSON.parse('{"__proto__":{"status":"ok"}}') },
      'results.__proto__',
    ],
  ])('refuses %s', (_, outcome, option) => {
    expect(() => createAnswer(command, outcome as typeof refused)).toThrow(
      expect.objectContaining({ code: 'EIP_MESSAGE_INVALID', option }),
    );
  });
});

describe('parseAnswer', () => {
  it('reads what encodeAnswer writes, whatever it is', () => {
    fc.assert(
      fc.property(arbitraryAnswer, (answer) => {
        const read = parseAnswer(JSON.stringify(answer));
        expect(parseAnswer(encodeAnswer(read))).toEqual(JSON.parse(JSON.stringify(answer)));
      }),
    );
  });

  it.each([
    ['ok that is retryable', { status: 'ok', retryable: true, fallbackRequired: false }, 'retryable'],
    ['ok that needs the fallback', { status: 'ok', retryable: false, fallbackRequired: true }, 'fallbackRequired'],
    ['no advice', { status: 'failed', code: 'X', reason: 'x' }, 'retryable'],
  ])('refuses %s', (_, fields, option) => {
    const { status: _status, retryable, fallbackRequired, ...rest } = createAnswer(command, { app, status: 'ok' });
    expect([retryable, fallbackRequired]).toEqual([false, false]);
    expect(() => parseAnswer(JSON.stringify({ ...rest, ...fields }))).toThrow(expect.objectContaining({ option }));
  });
});

describe('commandResult', () => {
  it('is the answer as a record, of an id of its own', () => {
    const answer = createAnswer(command, { ...refused, results: { Speed: { status: 'ok' } } });
    const record = commandResult(answer, 'drives');
    const { messageId, ...same } = answer;
    expect(record).toEqual({ ...same, kind: 'commandResult', group: 'drives', messageId: record.messageId });
    expect(record.messageId).not.toBe(messageId);
    expect(parseRecord(encodeRecord(record))).toEqual(record);
  });
});
