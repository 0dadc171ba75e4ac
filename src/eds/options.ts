/** Options of an EDS file, normalised once. */
import { z } from 'zod';
import { expected, options, whole } from '../config/schema.js';

const SOME_TEXT = '1 to 80 printable ASCII characters';

function someText() {
  return z.string(expected(SOME_TEXT)).regex(/^[\x20-\x7e]{1,80}$/, expected(SOME_TEXT));
}

const MOMENT = 'a date and time such as 2026-03-01T08:00:00';

function moment() {
  return z.string(expected(MOMENT)).refine(isMoment, expected(MOMENT));
}

/** Neither the clock nor the time zone of the machine counts: only the digits. */
function isMoment(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return false;
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export const edsSchema = options({
  vendorName: someText()
    .optional()
    .meta({ description: 'Name of the vendor', defaultText: 'Vendor N, N the vendor id' }),
  deviceTypeName: someText()
    .optional()
    .meta({ description: 'What kind of device it is', defaultText: "ODVA's name of the device type" }),
  catalog: someText().optional().meta({ description: 'Order number', defaultText: 'the product name' }),
  description: someText()
    .optional()
    .meta({ description: 'First line that a person reads', defaultText: 'the product name' }),
  homeUrl: someText().optional().meta({ description: 'Web page of the product', defaultText: 'none' }),
  revision: z
    .tuple([whole(0, 255), whole(0, 255)], expected('[major, minor]'))
    .readonly()
    .default([1, 1])
    .describe('Revision of the file, not of the device'),
  created: moment().default('2025-01-01T00:00:00').describe('When the file was made'),
  modified: moment().optional().meta({ description: 'When it was changed last', defaultText: 'created' }),
  packetsPerSecond: whole(1, 1_000_000).default(10_000).describe('Packets per second that tools may plan with'),
});

export type NormalEdsOptions = z.output<typeof edsSchema>;
