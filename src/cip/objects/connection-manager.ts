/** Connection Manager object (docs/protocol.md, "Connection Manager object"). */
import { ClassCode } from '../codes.js';
import { attribute, ObjectClass } from './object-class.js';
import { u16, u32 } from './values.js';

export const connectionManagerObject = new ObjectClass(
  'Connection Manager',
  ClassCode.connectionManager,
  {
    opens: attribute(1, u16('opens')),
    openFormatRejects: attribute(2, u16('open format rejects')),
    openResourceRejects: attribute(3, u16('open resource rejects')),
    openOtherRejects: attribute(4, u16('open other rejects')),
    closes: attribute(5, u16('closes')),
    closeFormatRejects: attribute(6, u16('close format rejects')),
    closeOtherRejects: attribute(7, u16('close other rejects')),
    timeouts: attribute(8, u16('timeouts')),
    /** Tenths of a percent. */
    processorLoad: attribute(11, u16('processor load')),
    bufferSize: attribute(12, u32('buffer size')),
    bufferLeft: attribute(13, u32('buffer left')),
  },
  'timeouts',
);
