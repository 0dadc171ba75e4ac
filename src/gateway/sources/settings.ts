/** Options of sources, complete; those of a configuration are so already. */
import type { z } from 'zod';
import { type ImplicitSettings, implicitSchema } from '../../adapter/implicit/options.js';
import { appSchema } from '../../config/app.js';
import { parsed, refuseComplaints } from '../../config/refusal.js';
import {
  type ExplicitSourceSettings,
  explicitSourceSchema,
  type ImplicitSourceSettings,
  implicitSourceSchema,
} from '../../eip-config/gateway/sources.js';
import { name, tagName } from '../../telemetry/json/texts.js';
import type { RecordApp } from '../../telemetry/record/record-types.js';

const WHOSE = 'source';

/** @throws EipConfigError EIP_OPTION_INVALID that names every wrong option by its path */
export function explicitSettings(given: object): ExplicitSourceSettings {
  return parsed(WHOSE, explicitSourceSchema, { protocol: 'explicit', ...given });
}

/** The same with its tags, each with its place. */
export type PlacedSettings = Omit<ImplicitSourceSettings, 'tags'> & Pick<ImplicitSettings, 'tags'>;

const placedSchema = implicitSourceSchema.extend({ tags: implicitSchema.shape.tags });

/** @throws as `explicitSettings` */
export function implicitSettings(given: object): PlacedSettings {
  return parsed(WHOSE, placedSchema, { protocol: 'implicit', ...given });
}

/** What is not told is no key of it. */
export function recordApp(app: object = {}): RecordApp {
  const told = Object.entries(parsed('app', appSchema, app)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as unknown as RecordApp;
}

/** Names that no record can carry are refused before there is one. @throws as `explicitSettings` */
export function refuseNames(source: string, tagsByGroup: ReadonlyMap<string, readonly string[]>): void {
  refuseComplaints(WHOSE, (complain) => {
    const check = (schema: z.ZodType, text: string, path: readonly string[]) => {
      const problem = schema.safeParse(text).error?.issues[0]?.message;
      if (problem !== undefined) complain(path, `${JSON.stringify(text)}: ${problem}`);
    };
    check(name('the name of a source'), source, ['name']);
    for (const [group, tags] of tagsByGroup) {
      check(name('the name of a group'), group, ['groups', group]);
      for (const tag of tags) check(tagName(), tag, ['groups', group, 'tags']);
    }
  });
}
