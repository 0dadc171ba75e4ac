import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCommand, decodeValue, encodeCommand, type NewCommand, parseCommand } from '../../../../src/telemetry.js';
import { tagValue } from '../../../support/arbitrary-records.js';

const given: NewCommand = { source: 'press', writes: { Speed: 1200, Count: 5n }, withinMs: 2_000 };
const command = createCommand(given);
const textOf = (changes: object) => JSON.stringify({ ...command, ...changes });
const invalid = (option: string) => expect.objectContaining({ code: 'EIP_MESSAGE_INVALID', option });

describe('createCommand', () => {
  it('adds id, time and deadline, and is not idempotent by itself', () => {
    const timestamp = new Date('2026-03-04T05:06:07.089Z');
    expect(createCommand({ ...given, timestamp, replyTo: 'answers', label: 'line PC' })).toEqual({
      schemaVersion: 1,
      kind: 'write',
      messageId: expect.any(String),
      timestamp: '2026-03-04T05:06:07.089Z',
      deadline: '2026-03-04T05:06:09.089Z',
      source: 'press',
      writes: { Speed: 1200, Count: { $int: '5' } },
      idempotent: false,
      replyTo: 'answers',
      label: 'line PC',
    });
  });

  it.each<[string, Partial<NewCommand> | object, string]>([
    ['no time', { withinMs: 0 }, 'withinMs'],
    ['half a millisecond', { withinMs: 0.5 }, 'withinMs'],
    ['more than a day', { withinMs: 86_400_001 }, 'withinMs'],
    ['nothing to write', { writes: {} }, 'writes'],
    ['a value that has no exact form', { writes: { Ok: 1, Time: new Date(Number.NaN) } }, 'writes.Time'],
    ['a value that is none', { writes: { Speed: undefined } }, 'writes.Speed'],
    ['a tag __proto__', { writes: JSON.parse('{"__proto__":1}') }, 'writes.__proto__'],
    ['a queue of other letters', { replyTo: 'ä' }, 'replyTo'],
    ['a time that is none', { timestamp: 'yesterday' }, 'timestamp'],
    ['a field that there is not', { priority: 5 }, 'priority'],
  ])('refuses %s', (_, changes, option) => {
    expect(() => createCommand({ ...given, ...changes } as NewCommand)).toThrow(invalid(option));
  });
});

describe('parseCommand', () => {
  it('reads what encodeCommand writes, every value exactly', () => {
    fc.assert(
      fc.property(tagValue, (value) => {
        const read = parseCommand(encodeCommand(createCommand({ ...given, writes: { A: value } })));
        expect(decodeValue(read.writes.A ?? false)).toEqual(value);
      }),
    );
  });

  it('takes a command for not idempotent that does not say so', () => {
    expect(parseCommand(textOf({ idempotent: undefined })).idempotent).toBe(false);
  });

  it('refuses a field that it does not know: it may be a condition', () => {
    expect(() => parseCommand(textOf({ onlyIf: { Ready: true } }))).toThrow(invalid('onlyIf'));
  });

  it.each([
    ['a number that would be rounded', { writes: { Count: 2 ** 53 } }, 'writes.Count'],
    ['null', { writes: { Speed: null } }, 'writes.Speed'],
    ['no deadline', { deadline: undefined }, 'deadline'],
    ['a deadline in local time', { deadline: '2026-03-04T05:06:09.089' }, 'deadline'],
    ['a kind that it does not know', { kind: 'reset' }, 'kind'],
    ['a flag that is a text', { idempotent: 'true' }, 'idempotent'],
  ])('refuses %s', (_, changes, option) => expect(() => parseCommand(textOf(changes))).toThrow(invalid(option)));

  it('refuses a value that is there twice', () => {
    const text = textOf({}).replace('"Speed":1200', '"Speed":1200,"Speed":9999');
    expect(() => parseCommand(text)).toThrow(/the key "Speed" is there twice/);
  });

  it('refuses a newer version', () => {
    expect(() => parseCommand(textOf({ schemaVersion: 2 }))).toThrow(
      expect.objectContaining({ code: 'EIP_MESSAGE_TOO_NEW' }),
    );
  });
});
