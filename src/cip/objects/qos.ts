/** QoS object (docs/protocol.md, "QoS object"). */
import { ClassCode } from '../codes.js';
import { attribute, ObjectClass } from './object-class.js';
import { u8 } from './values.js';

export const qosObject = new ObjectClass('QoS', ClassCode.qos, {
  /** 802.1Q tags, on devices that send them. */
  tagged: attribute(1, (reader) => reader.u8('802.1Q tags') !== 0),
  ptpEvent: attribute(2, u8('PTP event')),
  ptpGeneral: attribute(3, u8('PTP general')),
  urgent: attribute(4, u8('urgent')),
  scheduled: attribute(5, u8('scheduled')),
  high: attribute(6, u8('high')),
  low: attribute(7, u8('low')),
  explicit: attribute(8, u8('explicit')),
});
