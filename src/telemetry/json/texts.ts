/** The forms of texts in records, commands and answers: each a pattern, so that zod and the JSON Schemas say the same. */
import { z } from 'zod';
import { expected } from '../../config/schema.js';

/** C0, DEL and C1. Escapes of regular expressions, in a form that every JSON Schema validator knows. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f';

export const MOST_NAME = 200;
export const MOST_TAG = 500;
export const MOST_REASON = 2_000;
export const MOST_CORRELATION_ID = 255;

function pattern(source: string, wanted: string) {
  return z.string(expected(wanted)).regex(new RegExp(source, 'u'), expected(wanted));
}

/** 1 to `most` characters (code points), none of them a control character. */
function line(what: string, most: number) {
  return pattern(`^[^${CONTROL}]{1,${most}}$`, `${what}: 1 to ${most} characters, no control characters`);
}

export const name = (what: string) => line(what, MOST_NAME);

export const correlation = () => line('a correlation id', MOST_CORRELATION_ID);

/** A key of `values`, `writes`, `results`: what a map of JavaScript can hold. */
export const tagName = () =>
  pattern(
    `^(?!__proto__$)[^${CONTROL}]{1,${MOST_TAG}}$`,
    `the name of a tag: 1 to ${MOST_TAG} characters, no control characters`,
  );

/** A key of a structure. `$` is the mark of values that JSON has no form for. */
export const memberName = () =>
  pattern(
    `^(?!__proto__$)[^$${CONTROL}][^${CONTROL}]{0,${MOST_NAME - 1}}$`,
    `the name of a member: 1 to ${MOST_NAME} characters, the first no "$"`,
  );

/** For people; lines may end in it. */
export const sentence = (what: string) =>
  pattern(`^[\\s\\S]{1,${MOST_REASON}}$`, `${what}: 1 to ${MOST_REASON} characters`);

/** For programs: `EIP_WRITE_REFUSED`. */
export const code = () => pattern('^[A-Z][A-Z0-9_]{0,79}$', 'a code such as EIP_WRITE_REFUSED');

/** RFC 9562, of any version, in small letters: two ids are the same when their texts are. */
export const uuid = () =>
  pattern(
    '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    'a UUID in small letters such as 01936f5e-7c00-7abc-8def-0123456789ab',
  );

/** A point in time as text sorts as time does, and says its unit. */
export const instant = () => {
  const wanted = expected('a time in UTC with milliseconds such as 2026-03-04T05:06:07.089Z');
  return z.iso.datetime({ precision: 3, ...wanted });
};

/** A queue of the broker. */
export const queueName = () => pattern('^[ -~]{1,255}$', 'the name of a queue: 1 to 255 printable ASCII characters');
