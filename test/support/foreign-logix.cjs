// A Logix client that nobody here wrote, in a process of its own: st-ethernet-ip or ethernet-ip, as their READMEs show.
// Arguments: library, address, `connected` or `unconnected`. Parent to child: { id, do: [step, ...arguments] }.
// Child to parent: { event: 'connected' | 'failed', error? } and { id, value? (as text, see `plain`), error? }.
const [library, address, how] = process.argv.slice(2);
const { Controller, Tag, TagGroup } = require(library);

const controller = library === 'st-ethernet-ip' ? new Controller(how === 'connected') : new Controller();

const steps = {
  properties: () => controller.properties,
  async read(name, program, type) {
    const tag = new Tag(name, program, type);
    await controller.readTag(tag);
    return tag.value;
  },
  async write(name, value, program, type) {
    const tag = new Tag(name, program, type);
    await controller.readTag(tag);
    tag.value = value;
    await controller.writeTag(tag);
  },
  async readGroup(names) {
    const group = new TagGroup();
    for (const name of names) group.add(new Tag(name));
    await controller.readTagGroup(group);
    const values = {};
    group.forEach((tag) => {
      values[tag.name] = tag.value;
    });
    return values;
  },
  /** By the template that the client read when it connected. */
  async readTyped(name, program) {
    const tag = controller.newTag(name, program);
    await controller.readTag(tag);
    return tag.value;
  },
  async writeTyped(name, changes, program) {
    const tag = controller.newTag(name, program);
    await controller.readTag(tag);
    if (typeof changes === 'object') Object.assign(tag.value, changes);
    else tag.value = changes;
    await controller.writeTag(tag);
  },
  /** With its size: the client finds one out by reads that it does not wait for, and then mixes up their replies. */
  async readArray(name, size) {
    const tag = controller.newTag(name, null, false, 1, size);
    await controller.readTag(tag);
    return tag.value;
  },
  browse() {
    const { tags, templates } = controller.state.tagList;
    return {
      tags: tags.map(({ name, program, type }) => [program ?? null, name, type.typeName, type.arrayDims]),
      templates: Object.values(templates).length,
    };
  },
  async clock(ms) {
    if (ms !== undefined) await controller.writeWallClock(new Date(ms));
    await controller.readWallClock();
    return controller.properties.time.getTime();
  },
};

const plain = (value) => JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part}n` : part));

process.on('message', async ({ id, do: [step, ...args] }) => {
  try {
    process.send({ id, value: plain(await steps[step](...args)) });
  } catch (error) {
    process.send({ id, error: plain(error?.message ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));
controller.connect(address, 0).then(
  () => process.send({ event: 'connected' }),
  (error) => process.send({ event: 'failed', error: String(error?.message ?? error) }),
);
