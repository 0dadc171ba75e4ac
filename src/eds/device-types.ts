/** ODVA's names of the device types that an adapter usually has. */
const NAMES: Readonly<Record<number, string>> = {
  2: 'AC Drive',
  3: 'Motor Overload',
  4: 'Limit Switch',
  5: 'Inductive Proximity Switch',
  6: 'Photoelectric Sensor',
  7: 'General Purpose Discrete I/O',
  9: 'Resolver',
  12: 'Communications Adapter',
  14: 'Programmable Logic Controller',
  16: 'Position Controller',
  19: 'DC Drive',
  24: 'Human-Machine Interface',
  27: 'Pneumatic Valve',
  34: 'Encoder',
  40: 'CIP Motion Encoder',
  43: 'Generic Device',
};

/** Types from 100 to 199 are of a vendor. */
export function deviceTypeName(type: number): string {
  return NAMES[type] ?? (type >= 100 && type <= 199 ? 'Vendor Specific' : `Device Type ${type}`);
}
