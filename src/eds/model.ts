/** What an EDS file tells of a device: made from the options of an adapter, or read from a file. */

/** Of `[Device]`. */
export interface EdsDevice {
  readonly vendorId: number;
  readonly vendorName: string;
  readonly deviceType: number;
  readonly deviceTypeName: string;
  readonly productCode: number;
  readonly revision: readonly [major: number, minor: number];
  readonly productName: string;
}

/** ParamN: a member of an assembly, or the range of an interval. */
export interface EdsParam {
  readonly number: number;
  readonly name: string;
  readonly help: string;
  /** 0x10: a person can't set it. */
  readonly descriptor: number;
  /** CIP code. */
  readonly dataType: number;
  /** Bytes. */
  readonly size: number;
  /** As the file has them; empty where there is none. */
  readonly least: string;
  readonly most: string;
  readonly initial: string;
}

export interface EdsMember {
  readonly bits: number;
  /** Number of its ParamN; undefined for bytes without a name. */
  readonly param: number | undefined;
}

/** AssemN, N the instance. */
export interface EdsAssembly {
  readonly instance: number;
  readonly name: string;
  /** `20 04 24 64 30 03`: its data. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly members: readonly EdsMember[];
}

export interface EdsDirection {
  /** Number of the ParamN that has the range of the RPI. */
  readonly rpi: number | undefined;
  /** Bytes of data; undefined: as the assembly has, or in a range. */
  readonly size: number | undefined;
  /** Number of the ParamN that has the range of the size. */
  readonly sizeParam: number | undefined;
  /** Instance. */
  readonly assembly: number | undefined;
}

/** ConnectionN. */
export interface EdsConnection {
  readonly name: string;
  readonly help: string;
  readonly triggerTransport: number;
  readonly parameters: number;
  readonly outputs: EdsDirection;
  readonly inputs: EdsDirection;
  /** Instance of the configuration assembly. */
  readonly config: number | undefined;
  /** `20 04 24 97 2C 96 2C 64` */
  readonly path: string;
}

export interface EdsCapacity {
  readonly ioConnections: number;
  readonly messageConnections: number;
  /** Bytes of the largest packet that the traffic is told for. */
  readonly packetBytes: number;
  readonly packetsPerSecond: number;
}

export interface EdsModel {
  readonly device: EdsDevice;
  readonly params: readonly EdsParam[];
  readonly assemblies: readonly EdsAssembly[];
  readonly connections: readonly EdsConnection[];
  readonly capacity: EdsCapacity;
}
