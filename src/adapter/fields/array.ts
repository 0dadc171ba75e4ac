import { atLeastOne, byteOffset, type Field } from './field.js';

/**
 * `count` elements of one type behind each other: `array(4, 10, int)`, `array(0, 3, (at) => shortString(at, 20))`.
 *
 * An element begins where the one before it ends, at a whole byte. A write has exactly `count` elements.
 */
export function array<T>(offset: number, count: number, element: (offset: number) => Field<T>): Field<T[]> {
  atLeastOne(count, 'count');
  const stride = Math.ceil(element(byteOffset(offset)).bits / 8);
  const elements = Array.from({ length: count }, (_, i) => element(offset + i * stride));
  const type = `${elements[0]?.type}[${count}]`;
  return {
    type,
    firstBit: offset * 8,
    bits: count * stride * 8,
    read: (view) => elements.map((one) => one.read(view)),
    write(view, values) {
      if (!Array.isArray(values)) throw new RangeError(`${String(values)} is no array`);
      if (values.length !== count) throw new RangeError(`${values.length} elements are not ${count} elements`);
      for (const [i, one] of elements.entries()) writeElement(i, one, view, values[i]);
    },
  };
}

function writeElement<T>(index: number, element: Field<T>, view: DataView, value: T): void {
  try {
    element.write(view, value);
  } catch (cause) {
    throw new RangeError(`[${index}] ${(cause as Error).message}`, { cause });
  }
}
