// As its README shows it: without a connection, and it has no call for arrays.
import ethernetIp from 'ethernet-ip';
import { batchCheck, checkValue, FIGURES } from '../tags.mjs';

const { Controller, Tag, TagGroup } = ethernetIp;

export async function open({ host, slot, expected }) {
  const controller = new Controller();
  await controller.connect(host, slot);
  const tags = Object.fromEntries(FIGURES.single.reads.map((name) => [name, new Tag(name)]));
  const group = new TagGroup();
  const check = batchCheck(FIGURES.batch.reads.flat(), expected);
  for (const name of FIGURES.batch.reads.flat()) group.add(new Tag(name));
  return {
    figures: ['single', 'batch'],
    reads: {
      async single(name) {
        await controller.readTag(tags[name]);
        checkValue(name, tags[name].value, expected[name]);
      },
      async batch() {
        await controller.readTagGroup(group);
        const values = [];
        group.forEach(({ value }) => {
          values.push(value);
        });
        check((_, i) => values[i]);
      },
    },
    close: () => controller.destroy(),
  };
}
