/** IPv4 addresses as numbers. */
export function numberFromAddress(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

export function addressFromNumber(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}
