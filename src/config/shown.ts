/** A value that was refused, short enough for a message and so that `"5"`, `5` and `5n` can be told apart. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > MOST_CHARACTERS ? `"${value.slice(0, MOST_CHARACTERS)}..."` : `"${value}"`;
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'a function';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'an array' : 'an object';
    default:
      return String(value);
  }
}

const MOST_CHARACTERS = 60;
