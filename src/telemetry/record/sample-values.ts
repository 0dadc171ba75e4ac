/** What a client read, as values of a sample. */
import type { TagResult } from '../../eip-client.js';
import { MOST_REASON } from '../json/texts.js';
import { optional } from '../message.js';
import { encodeValue } from '../value/codec.js';
import type { WireValue } from '../value/wire-value.js';
import type { SampleValue } from './record-types.js';

export interface SampleValueOptions {
  /** For people: `m/s`. */
  readonly unit?: string | undefined;
}

/** The result of `readTags`, or of a part of it. */
export function sampleValues(results: Readonly<Record<string, TagResult>>): Record<string, SampleValue> {
  return Object.fromEntries(Object.entries(results).map(([tag, result]) => [tag, sampleValue(result)]));
}

/** One of them. A good value that has no exact form in JSON becomes a bad one that says so, and no other value. */
export function sampleValue(result: TagResult, { unit }: SampleValueOptions = {}): SampleValue {
  const notes = { ...arrival(result.timestamp), ...optional('unit', unit) };
  const form = formOf(result.value);
  if (result.quality !== 'good') {
    const { code, message } = result.error;
    return {
      quality: result.quality,
      ...optional('lastValue', form.value),
      reason: boundedReason(message),
      code,
      ...notes,
    };
  }
  if (form.value === undefined) return { quality: 'bad', reason: boundedReason(form.problem), ...notes };
  return { quality: 'good', value: form.value, ...notes };
}

type Form =
  | { readonly value: WireValue; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string };

function formOf(value: TagResult['value']): Form {
  if (value === undefined) return { problem: 'there is no value' };
  try {
    return { value: encodeValue(value) };
  } catch (error) {
    return { problem: `The value has no exact form in JSON: ${(error as Error).message}` };
  }
}

function arrival(timestamp: Date): { readonly timestamp?: string } {
  return optional('timestamp', Number.isNaN(timestamp.getTime()) ? undefined : timestamp.toISOString());
}

/** As long as a record lets a reason be. */
export function boundedReason(text: string): string {
  return text.length <= MOST_REASON ? text : `${[...text].slice(0, MOST_REASON - 3).join('')}...`;
}
