// The client of this package.
import { ExplicitClient } from '../../../dist/index.mjs';
import { batchCheck, checkList, checkValue, FIGURES } from '../tags.mjs';

/** What a keep-alive asks for. */
const IDENTITY_STATUS = { classId: 1, instance: 1, attribute: 5 };

export async function open({ host, port, slot, expected }) {
  const client = new ExplicitClient({ host, port, slot, programCheckMs: 0 });
  await client.connect();
  await client.getAttributeSingle(IDENTITY_STATUS);
  const wide = new ExplicitClient({ host, port, slot, connections: FIGURES.four.width, programCheckMs: 0 });
  await wide.connect();

  const check = batchCheck(FIGURES.batch.reads[0], expected);
  async function batch(names) {
    const results = await client.readTags(names);
    check((name) => results[name].value);
  }
  const single = (from) => async (name) => checkValue(name, await from.readTag(name), expected[name]);
  const list = async (name) => checkList(name, await client.readTag(name), expected[name]);
  return {
    figures: Object.keys(FIGURES),
    reads: { single: single(client), batch, list1000: list, list10000: list, four: single(wide) },
    async values() {
      const results = await client.readTags(Object.values(FIGURES).flatMap(({ reads }) => reads.flat()));
      for (const { error } of Object.values(results)) if (error !== undefined) throw error;
      return Object.fromEntries(Object.entries(results).map(([name, { value }]) => [name, value]));
    },
    close: () => Promise.all([client.close(), wide.close()]),
  };
}
