/**
 * The vocabulary of Logix controllers, for whoever asks them and whoever plays one: names, types, values, and the
 * services that tags have. Bytes and plain values, no I/O; what it stands on is the codec in src/cip.
 *
 * From a name to a value: `parseTagName` and `tagPath` make the path, a request of `services/` asks, `decodeTagData`
 * says which type came, and `decodeElements` with the type makes the values. Types are elementary (`elementaryType`),
 * or come from the controller's templates (`TypeBuilder`). The other way `encodeElements` checks every value first.
 *
 * Decoders throw `CipDecodeError` and nothing else, whatever the bytes; encoders throw `TagValueError` for a value that
 * the type can't hold, and `RangeError` for a number that its field can't.
 */
export * from './elements.js';
export { nameKey, sameName } from './names/name-key.js';
export * from './names/tag-name.js';
export * from './names/tag-path.js';
export { patternProblem, TagPatterns } from './names/tag-patterns.js';
export * from './partial-writes.js';
export * from './services/attribute-list.js';
export * from './services/program-changes.js';
export * from './services/read-modify-write.js';
export * from './services/read-tag.js';
export * from './services/symbol-list.js';
export { decodeTagData, encodeTagData, type TagData, tagTypeSize } from './services/tag-data.js';
export * from './services/template-services.js';
export * from './services/wall-clock.js';
export * from './services/write-tag.js';
export { flattened, nested } from './types/arrays.js';
export { BITS_A_WORD, checkedArray, readBits, writeBits } from './types/bool-array.js';
export { COUNTED_STRING, CountedTextType, countedTextType, SHORT_STRING } from './types/counted-text.js';
export * from './types/elementary.js';
export * from './types/member.js';
export { STRING, StringType } from './types/string-type.js';
export { StructureType } from './types/structure-type.js';
export type { TagType } from './types/tag-type.js';
export * from './types/template.js';
export * from './types/type-builder.js';
export * from './types/type-word.js';
export { type TagValue, TagValueError, throwWithin } from './value.js';
