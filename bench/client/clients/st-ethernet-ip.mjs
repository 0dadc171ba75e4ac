// As its README shows it, over a class 3 connection.
import stEthernetIp from 'st-ethernet-ip';
import { batchCheck, checkList, checkValue, FIGURES } from '../tags.mjs';

const { Controller, Tag, TagGroup } = stEthernetIp;

export async function open({ host, slot, expected }) {
  const controller = new Controller(true);
  await controller.connect(host, slot);
  const { single, batch, ...lists } = FIGURES;
  const tags = Object.fromEntries(single.reads.map((name) => [name, new Tag(name)]));
  const group = new TagGroup();
  const check = batchCheck(FIGURES.batch.reads.flat(), expected);
  for (const name of batch.reads.flat()) group.add(new Tag(name));
  for (const { reads, length } of Object.values(lists)) {
    if (length === undefined) continue;
    // With the size: asking for it first goes past the client's own queue.
    for (const name of reads) tags[name] = controller.newTag(name, null, false, 1, length);
  }
  const read = async (name) => {
    await controller.readTag(tags[name]);
    return tags[name].value;
  };
  const list = async (name) => checkList(name, await read(name), expected[name]);
  return {
    figures: ['single', 'batch', 'list1000', 'list10000'],
    reads: {
      single: async (name) => checkValue(name, await read(name), expected[name]),
      async batch() {
        await controller.readTagGroup(group);
        const values = [];
        group.forEach(({ value }) => {
          values.push(value);
        });
        check((_, i) => values[i]);
      },
      list1000: list,
      list10000: list,
    },
    close: () => controller.disconnect(),
  };
}
