/** What every record has, and answers have of it. */
import { z } from 'zod';
import { expected } from '../../config/schema.js';
import { correlation, instant, name, uuid } from '../json/texts.js';
import { SCHEMA_VERSION } from './record-types.js';

const appSchema = z
  .object(
    {
      name: name('the name of the service'),
      version: name('the version of the service').optional(),
      site: name('the name of the site').optional(),
      instance: name('the name of the instance'),
    },
    expected('an object'),
  )
  .describe('Which service says it');

export const messageShape = () => ({
  schemaVersion: z.literal(SCHEMA_VERSION, expected(`${SCHEMA_VERSION}`)),
  messageId: uuid().describe('The same each time that it is sent'),
  timestamp: instant().describe('When it was so; UTC with milliseconds'),
  correlationId: correlation().optional().describe('Ties together what belongs to one piece of work'),
});

export const envelopeShape = () => ({
  ...messageShape(),
  source: name('the name of a source').describe('The PLC, client or adapter that it is about'),
  group: name('the name of a group').optional().describe('Part of a source: what is read together, or an assembly'),
  app: appSchema,
});
