/** The section `client` as a person writes it: the options of one of the clients, by its protocol. */
import { z } from 'zod';
import { implicitSchema } from '../adapter/implicit/options.js';
import { explicitSchema } from '../client/options.js';
import { options } from '../config/schema.js';
import { enabled } from '../config/section.js';
import { tagsForm } from '../tag-file/entry-form.js';

const ENABLED = { enabled: enabled('true when the section is there') };

const hop = z.tuple([z.number(), z.union([z.number(), z.string()])]);
const route = z.union([z.string(), z.array(hop)]);

const protocol = (name: string) => z.literal(name).describe('implicit: cyclic I/O of the adapter; explicit: messages');
/** A logger is for a program to give. */
const { adapter: _adapter, logger: _implicit, ...implicit } = implicitSchema.shape;
const { logger: _explicit, ...explicit } = explicitSchema.shape;

const explicitForm = options({
  ...ENABLED,
  protocol: protocol('explicit'),
  ...explicit,
  route: route.optional().meta(explicitSchema.shape.route.meta() ?? {}),
  tags: tagsForm.optional().meta(explicitSchema.shape.tags.meta() ?? {}),
});

const implicitForm = options({
  ...ENABLED,
  protocol: protocol('implicit'),
  ...implicit,
  tags: tagsForm.optional().meta(implicit.tags.meta() ?? {}),
});

export const clientForm = z.discriminatedUnion('protocol', [implicitForm, explicitForm]);
