/** What the sections of a configuration have in common: the key `enabled`, beside the options of what they are for. */
import { truth } from './schema.js';

export const enabled = (given: string) =>
  truth().optional().meta({ description: 'Whether the section holds', defaultText: given });

/** A section without its `enabled`, as whoever takes the options wants it. */
export function optionsIn(section: unknown): unknown {
  if (!isObject(section) || !Object.hasOwn(section, 'enabled')) return section;
  const { enabled: _enabled, ...options } = section;
  return options;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
