/** Class attributes (instance 0), as every class has them (docs/protocol.md, "Class attributes"). */
import { attribute, ObjectClass } from './object-class.js';
import { u16 } from './values.js';

export const classAttributes = new ObjectClass(
  'class',
  0,
  {
    revision: attribute(1, u16('revision')),
    highestInstance: attribute(2, u16('highest instance')),
    instances: attribute(3, u16('number of instances')),
    highestClassAttribute: attribute(6, u16('highest class attribute')),
    highestInstanceAttribute: attribute(7, u16('highest instance attribute')),
  },
  'instances',
);
