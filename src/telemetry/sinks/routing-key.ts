/** Routing keys of records, by a template such as `plant-2.{source}.{group}`. */
import type { TelemetryRecord } from '../record/record-types.js';

const FIELDS = {
  kind: (record: TelemetryRecord) => record.kind,
  source: (record: TelemetryRecord) => record.source,
  group: (record: TelemetryRecord) => record.group,
  site: (record: TelemetryRecord) => record.app.site,
  app: (record: TelemetryRecord) => record.app.name,
  instance: (record: TelemetryRecord) => record.app.instance,
} as const;

type FieldName = keyof typeof FIELDS;

export const ROUTING_FIELDS = Object.keys(FIELDS) as readonly FieldName[];

/** AMQP has no longer ones. */
export const MOST_KEY_BYTES = 255;

/** Words of letters, digits, `_` and `-`, each a field in braces or text, with dots between. */
const TEMPLATE = new RegExp(`^${word()}(?:\\.${word()})*$`);

function word(): string {
  return `(?:[\\w-]|\\{(?:${Object.keys(FIELDS).join('|')})\\})+`;
}

export function isTemplate(text: string): boolean {
  return text.length <= MOST_KEY_BYTES && TEMPLATE.test(text);
}

/** Of a template that `isTemplate` has let through. It may be longer than AMQP can carry. */
export function routingKey(template: string, record: TelemetryRecord): string {
  return template.replace(/\{(\w+)\}/g, (_, field: FieldName) => escaped(FIELDS[field](record)));
}

/**
 * What is not there is `-`. Else letters, digits, `_` and `-` as they are, all others as in a URL: `%2E` is a dot. So a
 * name is one word, matches no pattern by chance, and no two names have one word.
 */
function escaped(name: string | undefined): string {
  if (name === undefined) return '-';
  if (name === '-') return '%2D';
  return name.replace(/[^\w-]/gu, (char) => {
    return Buffer.from(char).toString('hex').toUpperCase().replace(/../g, '%$&');
  });
}
