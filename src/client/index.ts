/** The client of explicit messages. The public list of this folder. */
export type { AttributeEntry, AttributeSize } from './attribute-list.js';
export type { BrowsedTag, BrowseOptions, TagAccess, TemplateInfo, TemplateMemberInfo } from './browse/index.js';
export type { ConnectionHealth } from './channel-figures.js';
export type { ControllerTime } from './controller-services.js';
export { type DiscoveredDevice, type DiscoverOptions, discover } from './discover.js';
export { ExplicitClient, type TypedExplicitClient } from './explicit-client.js';
export type { ExplicitHealth } from './health.js';
export type { ModuleIdentity } from './module-identity.js';
export type { ExplicitCallOptions, ExplicitClientOptions, Hop } from './option-types.js';
export type { AttributePath, GenericOptions, GenericReply, ObjectPath } from './services.js';
export * from './subscriptions/index.js';
export type { KnownName, TypedTagCalls, UpdateOf, ValueAt, WritableName, WrittenValue } from './typed.js';
