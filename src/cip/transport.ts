import { unsigned } from './writer.js';

/** What makes the target produce; 0 to 2 on the wire, other codes stay numbers. */
export const PRODUCTION_TRIGGERS = ['cyclic', 'changeOfState', 'applicationObject'] as const;
export type ProductionTrigger = (typeof PRODUCTION_TRIGGERS)[number] | number;

/** Transport class and trigger byte of a Forward Open. */
export interface Transport {
  /** 0 to 15: 0 and 1 for I/O, 3 for explicit messages. */
  readonly class: number;
  readonly trigger: ProductionTrigger;
  /** Bit 7: the target is the server; set for class 3, ignored for 0 and 1. */
  readonly server: boolean;
}

export function decodeTransport(byte: number): Transport {
  const code = (byte >> 4) & 7;
  return { class: byte & 0x0f, trigger: PRODUCTION_TRIGGERS[code] ?? code, server: (byte & 0x80) !== 0 };
}

/** @throws RangeError for a class above 15 or a trigger code above 7. */
export function encodeTransport(transport: Transport): number {
  const { trigger } = transport;
  const code = typeof trigger === 'number' ? trigger : PRODUCTION_TRIGGERS.indexOf(trigger);
  const low = unsigned(transport.class, 4, 'transport class') | (unsigned(code, 3, 'production trigger') << 4);
  return low | (transport.server ? 0x80 : 0);
}
