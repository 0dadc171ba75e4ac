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
  vendorName: someText().optional(),
  deviceTypeName: someText().optional(),
  catalog: someText().optional(),
  description: someText().optional(),
  homeUrl: someText().optional(),
  revision: z
    .tuple([whole(0, 255), whole(0, 255)], expected('[major, minor]'))
    .readonly()
    .default([1, 1]),
  created: moment().default('2025-01-01T00:00:00'),
  modified: moment().optional(),
  packetsPerSecond: whole(1, 1_000_000).default(10_000),
});

export type NormalEdsOptions = z.output<typeof edsSchema>;
