/** IPv4 addresses as numbers. */

/** Of text that `isIPv4` takes. */
export function numberOf(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

export function addressOfNumber(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

/** Whether both are in the subnet that the mask makes. */
export function isSameSubnet(one: string, other: string, netmask: string): boolean {
  const mask = numberOf(netmask);
  return (numberOf(one) & mask) === (numberOf(other) & mask);
}

/** The first address of a subnet, or the last one: no device has it. 31 and 32 bits have neither. */
export function isReservedIn(address: string, netmask: string): boolean {
  const hosts = ~numberOf(netmask) >>> 0;
  if (hosts < 3) return false;
  const host = (numberOf(address) & hosts) >>> 0;
  return host === 0 || host === hosts;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

/** What an interface gives itself when no DHCP server answers. */
export function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.');
}
