/** What a value may be in JSON. */
import { z } from 'zod';
import { expected } from '../../config/schema.js';
import { instant, memberName } from '../json/texts.js';
import type { WireStructure, WireValue } from './wire-value.js';

const safe = expected('a number within ±(2^53 - 1); beyond it {"$int": "..."} or {"$number": "..."}');
const integer = expected('the decimal digits of an integer, 20 at most');
const numberText = expected('NaN, Infinity, -Infinity, -0 or a number from 2^53 on in its shortest form');
const base64 = expected('base64 with its padding');
const anyValue = expected(
  'a value: true or false, a number within ±(2^53 - 1), a text, an array or structure of values, or an object of one key: $int, $number, $bytes or $date',
);

const INTEGER = /^(?:0|-?[1-9][0-9]{0,19})$/;
const NUMBER =
  /^(?:NaN|-?Infinity|-0|-?[1-9][0-9]{15,20}|-?[1-9](?:\.[0-9]{1,16})?e\+(?:[2-9][0-9]|[12][0-9]{2}|30[0-8]))$/;
/** The last character before the padding has no bits set that stand for nothing. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** What no double can hold would be read as Infinity. */
const isDouble = (text: string) => text.endsWith('Infinity') || Math.abs(Number(text)) !== Number.POSITIVE_INFINITY;

export const wireValueSchema: z.ZodType<WireValue> = z.lazy(() =>
  z.union(
    [
      z.boolean(),
      z.number().min(-Number.MAX_SAFE_INTEGER, safe).max(Number.MAX_SAFE_INTEGER, safe),
      z.string(),
      z.array(wireValueSchema),
      z.strictObject({ $int: z.string().regex(INTEGER, integer) }),
      z.strictObject({ $number: z.string().regex(NUMBER, numberText).refine(isDouble, numberText) }),
      z.strictObject({ $bytes: z.string().regex(BASE64, base64) }),
      z.strictObject({ $date: instant() }),
      z.record(memberName(), wireValueSchema),
    ],
    anyValue,
  ),
);

/** Named data beside a message, for programs. */
export const dataSchema: z.ZodType<WireStructure> = z.record(
  memberName(),
  wireValueSchema,
  expected('an object of values'),
);
