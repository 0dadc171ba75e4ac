/** How long something is in JSON at most: found without making it. */

/** `-1.7976931348623157e+308`, and the comma behind it. */
const NUMBER = 25;
/** Quotes, and what stands behind. */
const AROUND = 4;
/** `\u0007`; three bytes of UTF-8 are less. */
const CHARACTER = 6;

export function mostBytes(value: unknown): number {
  if (typeof value === 'string') return AROUND + textBytes(value);
  if (typeof value !== 'object' || value === null) return NUMBER;
  let bytes = AROUND;
  if (Array.isArray(value)) for (const element of value) bytes += mostBytes(element);
  else for (const [key, inner] of Object.entries(value)) bytes += mostBytes(key) + mostBytes(inner);
  return bytes;
}

const PLAIN = /^[ !#-[\]-~]*$/;

function textBytes(text: string): number {
  return PLAIN.test(text) ? text.length : text.length * CHARACTER;
}
