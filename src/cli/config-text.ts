/** A complete configuration as YAML, which is a configuration file again, each value with where it came from. */
import { type Origin, originText } from '../config/origin.js';
import { pathText } from '../config/refusal.js';
import type { Shown } from '../eip-config/index.js';

const STEP = '  ';

export function configText({ sections, values }: Shown): string {
  const origins = new Map(values.map(({ path, origin }) => [pathText(path), origin]));
  return linesOf(sections, [], origins).join('\n');
}

type Path = readonly (string | number)[];
type Origins = ReadonlyMap<string, Origin>;

function linesOf(value: unknown, path: Path, origins: Origins): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => itemLines(item, [...path, index], origins));
  return Object.entries(value as object).flatMap(([key, own]) => entryLines(key, own, [...path, key], origins));
}

function entryLines(key: string, value: unknown, path: Path, origins: Origins): string[] {
  const name = scalarText(key);
  if (!hasParts(value)) return [`${name}: ${withOrigin(value, path, origins)}`];
  return [`${name}:`, ...linesOf(value, path, origins).map((line) => `${STEP}${line}`)];
}

function itemLines(value: unknown, path: Path, origins: Origins): string[] {
  if (!hasParts(value)) return [`- ${withOrigin(value, path, origins)}`];
  const [first = '', ...rest] = linesOf(value, path, origins);
  return [`- ${first}`, ...rest.map((line) => `${STEP}${line}`)];
}

function hasParts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function withOrigin(value: unknown, path: Path, origins: Origins): string {
  const origin = origins.get(pathText(path)) ?? { kind: 'default' };
  return `${scalarText(value)} # ${originText(origin)}`;
}

const PLAIN = /^[A-Za-z_][\w./-]*$/;
const WORDS_OF_YAML = /^(true|false|null|inf|nan)$/i;

/** Quoted unless it can't be taken for anything else; an empty list or object as it is. */
function scalarText(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value) && !WORDS_OF_YAML.test(value)) return value;
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return JSON.stringify(value);
}
