/** What there is in a controller. */
export type { BrowsedTag, BrowseOptions, TagAccess, TemplateInfo, TemplateMemberInfo } from './types.js';
