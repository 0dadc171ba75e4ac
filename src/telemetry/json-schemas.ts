/** The JSON Schemas of schemas/, made from the schemas that check. `scripts/schemas.mjs` writes them. */
import { z } from 'zod';
import { answerSchema, commandSchema } from './command/command-schema.js';
import { recordSchema } from './record/record-schema.js';
import { SCHEMA_VERSION } from './record/record-types.js';

const SCHEMAS = { record: recordSchema, command: commandSchema, answer: answerSchema };

/** By the name of their file; a new version gets files of its own, and the old ones stay. */
export function jsonSchemas(): Record<string, object> {
  const entries = Object.entries(SCHEMAS).map(([what, schema]) => {
    const id = `${what}-${SCHEMA_VERSION}`;
    return [`${id}.json`, { $id: `urn:strokmatic:eip-native:${id}`, title: what, ...jsonSchema(schema) }];
  });
  return Object.fromEntries(entries);
}

/** What zod calls the one schema that holds itself: a value. */
const UNNAMED = '__schema0';

function jsonSchema(schema: z.ZodType): object {
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input' }));
  return JSON.parse(text.replaceAll(`"${UNNAMED}"`, '"value"').replaceAll(`#/$defs/${UNNAMED}`, '#/$defs/value'));
}
