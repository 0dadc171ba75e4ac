import { shown } from '../../config/shown.js';
import { atLeastOne, byteOffset, type Field, isField, MOST_BYTES } from './field.js';

/**
 * `count` elements of one type behind each other: `array(4, 10, int)`, `array(0, 3, (at) => shortString(at, 20))`.
 *
 * An element begins where the one before it ends, at a whole byte. A write has exactly `count` elements.
 */
export function array<T>(offset: number, count: number, element: (offset: number) => Field<T>): Field<T[]> {
  checkArray(offset, count, element);
  const stride = Math.ceil(element(offset).bits / 8);
  refuseBeyondAssembly(count * stride, count);
  const elements = Array.from({ length: count }, (_, i) => element(offset + i * stride));
  const type = `${elements[0]?.type}[${count}]`;
  return {
    type,
    firstBit: offset * 8,
    bits: count * stride * 8,
    elements,
    read: (view) => elements.map((one) => one.read(view)),
    write(view, values) {
      if (!Array.isArray(values)) throw new RangeError(`${shown(values)} is no array`);
      if (values.length !== count) throw new RangeError(`${values.length} elements are not ${count} elements`);
      for (const [i, one] of elements.entries()) writeElement(i, one, view, values[i]);
    },
  };
}

/** Before the elements are made: a count that no assembly holds would take all memory. */
function checkArray<T>(offset: number, count: number, element: (offset: number) => Field<T>): void {
  byteOffset(offset);
  if (atLeastOne(count, 'count') > MOST_BYTES) {
    throw new TypeError(`count ${count}: an assembly has at most ${MOST_BYTES} bytes`);
  }
  if (typeof element !== 'function' || !isField(element(offset))) {
    throw new TypeError('element: expected a function from an offset to a field, as in array(4, 10, int)');
  }
}

/** Arrays of arrays would take all memory as well. */
function refuseBeyondAssembly(bytes: number, count: number): void {
  if (bytes > MOST_BYTES) {
    throw new TypeError(`${count} elements need ${bytes} bytes: an assembly has at most ${MOST_BYTES}`);
  }
}

function writeElement<T>(index: number, element: Field<T>, view: DataView, value: T): void {
  try {
    element.write(view, value);
  } catch (cause) {
    throw new RangeError(`[${index}] ${(cause as Error).message}`, { cause });
  }
}
