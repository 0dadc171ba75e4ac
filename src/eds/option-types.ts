/** What an EDS file says beyond the options of the adapter. */
export interface EdsOptions {
  /** Default `Vendor N`, N the vendor id. */
  readonly vendorName?: string;
  /** What kind of device it is, in words. Default: ODVA's name of the device type, where it is a usual one. */
  readonly deviceTypeName?: string;
  /** Order number. Default: the product name. */
  readonly catalog?: string;
  /** First line that a person reads of the file. Default: the product name. */
  readonly description?: string;
  /** Web page of the product. Default: none. */
  readonly homeUrl?: string;
  /** Of the file, not of the device: raise it when the file changes. Major 0-255, minor 0-255. Default [1, 1]. */
  readonly revision?: readonly [major: number, minor: number];
  /** When the file was made, as in `2026-03-01T08:00:00`. Default 2025-01-01T00:00:00, so that the same options give the same file. */
  readonly created?: string;
  /** When it was changed last. Default: `created`. */
  readonly modified?: string;
  /** Packets per second, both directions together, that tools may plan with. 1-1,000,000, default 10,000. */
  readonly packetsPerSecond?: number;
}
