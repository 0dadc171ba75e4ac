/** Assembly object (docs/protocol.md, "Assembly object"). */
import { ClassCode } from '../codes.js';
import { attribute, ObjectClass } from './object-class.js';
import { u16 } from './values.js';

export const assemblyObject = new ObjectClass('Assembly', ClassCode.assembly, {
  data: attribute(3, (reader) => reader.rest()),
  size: attribute(4, u16('size')),
});
