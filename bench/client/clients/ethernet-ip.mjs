// As its README shows it: without a connection, and it has no call for arrays.
import ethernetIp from 'ethernet-ip';
import { checkValue, FIGURES } from '../tags.mjs';

const { Controller, Tag, TagGroup } = ethernetIp;

export async function open({ host, slot, expected }) {
  const controller = new Controller();
  await controller.connect(host, slot);
  const tags = Object.fromEntries(FIGURES.single.reads.map((name) => [name, new Tag(name)]));
  const group = new TagGroup();
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
        group.forEach(({ name, value }) => {
          checkValue(name, value, expected[name]);
        });
      },
    },
    close: () => controller.destroy(),
  };
}
