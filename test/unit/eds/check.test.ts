import { describe, expect, it } from 'vitest';
import { checkEds } from '../../../src/eds/index.js';

/** As other tools write them: values in other bases, empty fields, references in a path, vendor's own keywords. */
const RIGHT = `$ made by hand
[File]
  DescText = "A sensor";
  CreateDate = 02-29-2024;
  CreateTime = 8:00:00;
  ModDate = 03-09-2024;
  ModTime = 23:59:59;
  Revision = 1.10;
  HomeURL = "https://example.com";
  1_IOC_Details = 0x1;
[Device]
  VendCode = 65535;
  VendName = "Vendor";
  ProdType = 0x2B;
  ProdTypeStr = "Generic Device";
  ProdCode = 100;
  MajRev = 1;
  MinRev = 0;
  ProdName = "Sensor";
  Catalog = "";
[Device Classification]
  Class1 = EtherNetIP;
[ParamClass]
  MaxInst = 3;
  Descriptor = 0x0E;
  CfgAssembly = 0;
[Params]
  Param1 = 0,,,0x0000,0xC8,4,"RPI","us","help",1000,3200000,10000,,,,,,,,,;
  Param2 = 0,6,"20 0F 24 01 30 01",0x0010,0xC3,2,"Level","","",-10,10,0,1,10,1,-0.5,,,,,1;
  Param3 = 0,,,0,0xDA,,"Name","","",,,"",,,,,,,,,;
  Enum2 = 0,"low",
          1,"high";
[Assembly]
  Revision = 2;
  Object_Name = "Assembly Object";
  Object_Class_Code = 0x04;
  Assem1 = "In", "20 04 24 64 30 03", 4, 0x0000,,, 16,Param2, 8,, 1,0x01;
  Assem2 = "Out",,,0,,, 16,Param2, 64,Assem1;
  Assem3 = "Heartbeat", "20 04 24 98 30 03", 0, 0,,;
[Connection Manager]
  PITNS = Yes;
  Connection1 = 0x84070002, 0x4464440F, Param1,,Assem2, Param1,4,Assem1, ,, ,, "Owner", "", "20 04 24 01 2C [Param1] 2C 64";
  Connection2 = 0x01010002, 0x44640305, ,0,, ,Param1,Assem1, ,, 10,Assem3, "Listen", "help", "SYMBOL_ANSI";
[Capacity]
  ConnOverhead = .004;
  MaxIOConnections = 5;
  TSpec1 = TxRx, 504, 3000;
[Port]
  Port1 = TCP, "Port", "20 F5 24 01", 2;
[DLR Class]
  Object_Class_Code = 0x47;
  1_Own = anything, "at all";
`;

/** `LINE:COLUMN message` */
function faults(text: string): string[] {
  return checkEds(text).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

it('a right file has no faults', () => expect(faults(RIGHT)).toEqual([]));

describe('a broken file: its fault, with line and column', () => {
  it.each([
    ['no [File]', ['[File]', '[Fil]'], '1:1 the section [File] is missing'],
    ['no [Device]', ['[Device]', '[Devices]'], '1:1 the section [Device] is missing'],
    [
      'no [Device Classification]',
      ['[Device Classification]', '[Classification]'],
      '1:1 the section [Device Classification] is missing',
    ],
    ['no description', ['DescText', 'Text'], '2:1 [File]: DescText is missing'],
    ['no class', ['Class1', 'Class2'], '21:1 [Device Classification]: Class1 is missing'],
    [
      'an empty name of the vendor',
      ['"Vendor"', '""'],
      '13:14 VendName: expected a text in quotes that is not empty, found ""',
    ],
    [
      'nothing for the product code',
      ['ProdCode = 100', 'ProdCode = '],
      '16:14 ProdCode: expected a whole number from 0 to 65535, found nothing',
    ],
    [
      'a number in quotes',
      ['ProdCode = 100', 'ProdCode = "100"'],
      '16:14 ProdCode: expected a whole number from 0 to 65535, found "100"',
    ],
    ['a number too large', ['65535', '65536'], '12:14 VendCode: expected a whole number from 0 to 65535, found 65536'],
    ['major revision 0', ['MajRev = 1', 'MajRev = 0'], '17:12 MajRev: expected a whole number from 1 to 255, found 0'],
    [
      'a text without quotes',
      ['"Sensor"', 'Sensor'],
      '19:14 ProdName: expected a text in quotes that is not empty, found Sensor',
    ],
    ['two values for one', ['ProdCode = 100', 'ProdCode = 100, 1'], '16:3 ProdCode has one value, found 2'],
    [
      'a day that is not',
      ['02-29-2024', '02-30-2024'],
      '4:16 CreateDate: expected a date mm-dd-yyyy, found 02-30-2024',
    ],
    [
      'a date the other way round',
      ['03-09-2024', '2024-03-09'],
      '6:13 ModDate: expected a date mm-dd-yyyy, found 2024-03-09',
    ],
    ['an hour that is not', ['8:00:00', '24:00:00'], '5:16 CreateTime: expected a time hh:mm:ss, found 24:00:00'],
    ['a revision of one number', ['1.10', '1'], '8:14 Revision: expected a revision such as 1.1, found 1'],
    ['a section twice', ['[DLR Class]', '[Port]'], '50:1 [Port] is there already, in line 48'],
    ['a section twice in other letters', ['[DLR Class]', '[PORT]'], '50:1 [PORT] is there already, in line 48'],
    [
      'a keyword twice',
      ['  MinRev = 0;', '  MinRev = 0; MINREV = 1;'],
      '18:15 [Device]: MINREV is there already, in line 18',
    ],
    ['a parameter twice', ['Param3', 'Param2'], '30:3 [Params]: Param2 is there already, in line 29'],
    [
      'a field of a parameter too few',
      ['10000,,,,,,,,,;', '10000,,,,,,,,;'],
      '28:3 Param1 has 21 to 24 fields, found 20',
    ],
    [
      'a parameter that begins with 1',
      ['Param1 = 0,', 'Param1 = 1,'],
      '28:12 Param1: first field: expected 0, found 1',
    ],
    ['a data type that is none', ['0xC3', '0xE3'], '29:43 Param2: data type: 0xE3 is no data type'],
    ['a data size of another type', ['0xC3,2', '0xC3,4'], '29:48 Param2: data size: INT has 2 bytes, found 4'],
    [
      'a parameter without a name',
      ['"Level"', '""'],
      '29:50 Param2: name: expected a text in quotes that is not empty, found ""',
    ],
    [
      'a value that its type does not hold',
      ['10000,,', '4294967296,,'],
      '28:61 Param1: default: expected a whole number from 0 to 4294967295, found 4294967296',
    ],
    [
      'a value that is no number',
      ['-10,10,0', '-10,ten,0'],
      '29:68 Param2: most: expected a whole number from -32768 to 32767, found ten',
    ],
    ['a least above the most', ['-10,10,0', '11,10,10'], '29:67 Param2: most: 10 is below the least, 11'],
    ['a default out of its bounds', ['-10,10,0', '-10,10,11'], '29:71 Param2: default: 11 is not from -10 to 10'],
    [
      'a path of no bytes',
      ['"20 0F 24 01 30 01"', '"20 0F 24 1"'],
      '29:16 Param2: path: expected bytes such as "20 04 24 64", found "20 0F 24 1"',
    ],
    ['a path that is cut', ['"20 0F 24 01 30 01"', '"20 0F 24"'], '29:16 Param2: path: is no path of CIP'],
    [
      'an enumeration without its last text',
      ['1,"high"', '1'],
      '31:3 Enum2 has pairs of a value and a text, found 3 fields',
    ],
    ['a text where a value belongs', ['0,"low"', '"low",0'], '31:11 Enum2: value: expected a whole number'],
    ['ParamN used, not defined', ['16,Param2, 8', '16,Param9, 8'], '37:55 Assem1: Param9 is used, but not defined'],
    ['AssemN used, not defined', ['64,Assem1', '64,Assem7'], '38:39 Assem2: Assem7 is used, but not defined'],
    ['ParamN in a path, not defined', ['[Param1]', '[Param8]'], '42:93 Connection1: Param8 is used, but not defined'],
    [
      'a reserved field that is not empty',
      ['0x0000,,, 16', '0x0000,1,, 16'],
      '37:49 Assem1: reserved field: expected nothing, found 1',
    ],
    [
      'a member without its pair',
      ['1,0x01;', '1;'],
      '37:3 Assem1 has pairs of bits and member behind its 6 fields, found 5 more',
    ],
    ['fields of an assembly too few', ['0, 0,,;', '0;'], '39:3 Assem3 has at least 6 fields, found 3'],
    [
      'members beyond the size',
      ['30 03", 4', '30 03", 3'],
      '37:39 Assem1: size: its members need 25 bits, 3 bytes have 24',
    ],
    [
      'a size that is a text',
      ['30 03", 4', '30 03", "4"'],
      '37:39 Assem1: size: expected a whole number from 0 to 65535, found "4"',
    ],
    [
      'a field of a connection too few',
      [' ,, ,, "Owner"', ' ,, , "Owner"'],
      '42:3 Connection1 has 15 to 17 fields, found 14',
    ],
    [
      'two application types',
      ['0x84070002', '0x86070002'],
      '42:17 Connection1: trigger and transport: expected one application type (bits 24-27), found 0x86070002',
    ],
    ['no application type', ['0x84070002', '0x80070002'], 'expected one application type (bits 24-27)'],
    ['no transport class', ['0x84070002', '0x84070000'], 'expected a transport class (bits 0-6)'],
    ['no trigger', ['0x84070002', '0x84000002'], 'expected a trigger (bits 16-18)'],
    ['a reserved bit in place of a trigger', ['0x84070002', '0x84080002'], 'expected a trigger (bits 16-18)'],
    [
      'a reserved bit',
      ['0x84070002', '0x840F0002'],
      'trigger and transport: expected 0 in reserved bits, found 0x840F0002',
    ],
    [
      'a format that is none',
      ['0x4464440F', '0x4464420F'],
      'connection parameters: expected an O->T format (bits 8-10) of 0, 1, 3, 4 or 5, found 0x4464420F',
    ],
    ['no connection type', ['0x4464440F', '0x4460440F'], 'expected an O->T connection type (bits 16-18)'],
    ['neither fixed nor variable', ['0x4464440F', '0x44644403'], 'expected fixed or variable T->O size (bits 2-3)'],
    [
      'masks that are no numbers',
      ['0x4464440F', 'fixed'],
      '42:29 Connection1: connection parameters: expected a whole number from 0 to 4294967295, found fixed',
    ],
    [
      'neither size nor format',
      ['Param1,,Assem2', 'Param1,,'],
      '42:48 Connection1: O->T size: a size or a format is needed, found neither',
    ],
    [
      'a format that is a number',
      ['Param1,,Assem2', 'Param1,,2'],
      '42:49 Connection1: O->T format: expected Param... or Assem..., found 2',
    ],
    [
      'a connection without a name',
      ['"Owner"', '""'],
      '42:80 Connection1: name: expected a text in quotes that is not empty, found ""',
    ],
    [
      'two connections of one name',
      ['"Listen"', '"Owner"'],
      '43:76 Connection2: name: Connection1 has the name "Owner" already',
    ],
    [
      'a connection without its path',
      ['"SYMBOL_ANSI"', ''],
      'Connection2: path: expected a path such as "20 04 24 64", found nothing',
    ],
    ['a keyword that is none', ['PITNS = Yes', 'PITNS = Maybe'], '41:11 PITNS: expected one of Yes, No, found Maybe'],
    ['traffic without its rate', ['TxRx, 504, 3000', 'TxRx, 504'], '47:3 TSpec1 has 3 fields, found 2'],
    [
      'traffic in no direction',
      ['TxRx, 504', 'Both, 504'],
      '47:12 TSpec1: direction: expected one of Tx, Rx, TxRx, found Both',
    ],
    ['an overhead that is no number', ['.004', 'little'], '45:18 ConnOverhead: expected a number, found little'],
    ['a port without its number', [', 2;', ';'], '49:3 Port1 has 4 to 8 fields, found 3'],
    [
      'a class code that is none',
      ['0x47', 'x47'],
      '51:23 Object_Class_Code: expected a whole number from 0 to 4294967295, found x47',
    ],
    [
      'a semicolon too few',
      ['Revision = 1.10;', 'Revision = 1.10'],
      '9:3 ";" is missing at the end of Revision, before "HomeURL"',
    ],
  ])('%s', (_case, [from, to], message) => {
    expect(RIGHT).toContain(from);
    const told = faults(RIGHT.replace(from as string, to as string));
    expect(told.join('\n')).toContain(message);
  });

  it('all of them at once, in the order of the file', () => {
    const text = RIGHT.replace('"Vendor"', '""').replace('0xC3', '0xE3').replace('8:00:00', 'x').replace('TxRx', 'X');
    expect(faults(text).map((fault) => fault.split(':')[0])).toEqual(['5', '13', '29', '47']);
  });

  it('an empty file lacks the three sections', () => expect(faults('')).toHaveLength(3));
});
