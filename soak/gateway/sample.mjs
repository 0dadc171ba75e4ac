// Samples that tell by themselves whether they are whole: the number in the lower half, what only it has in the upper.

const HALF = 32n;

/** A 32-bit mixture of a 32-bit number, one to one. */
function mixed(number) {
  let value = Math.imul(number ^ (number >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}

/** @param number 1 to 2^32 - 1 */
export function sampleOf(number) {
  return (BigInt(mixed(number)) << HALF) | BigInt(number);
}

/** Undefined for what nobody sent. */
export function numberOf(sample) {
  if (typeof sample !== 'bigint') return undefined;
  const number = Number(BigInt.asUintN(32, sample));
  return number > 0 && sampleOf(number) === sample ? number : undefined;
}

/** As it stands in the output assembly. */
export function bytesOf(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(sampleOf(number));
  return bytes;
}
