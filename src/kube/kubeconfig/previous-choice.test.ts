import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { createPreviousChoice } from "./previous-choice.ts";

test("the previous context and namespace are remembered, also by the next process", async () => {
  const { path } = await tempFolder();
  const choice = createPreviousChoice(path, ["/a", "/b"]);
  expect(await choice.context()).toBeUndefined();
  await choice.rememberContext("prod");
  await choice.rememberNamespace("prod", "web");
  await choice.rememberNamespace("arn:aws:eks:eu-west-1:1:cluster/../x", "db");
  const next = createPreviousChoice(path, ["/a", "/b"]);
  expect(await next.context()).toBe("prod");
  expect(await next.namespace("prod")).toBe("web");
  expect(await next.namespace("arn:aws:eks:eu-west-1:1:cluster/../x")).toBe("db");
  expect(await next.namespace("other")).toBeUndefined();
});

test("each set of kubeconfig files has a memory of its own", async () => {
  const { path } = await tempFolder();
  await createPreviousChoice(path, ["/a"]).rememberContext("prod");
  expect(await createPreviousChoice(path, ["/a", "/b"]).context()).toBeUndefined();
  expect(await createPreviousChoice(path, ["/a"]).context()).toBe("prod");
});

test("choices made at the same time are all kept", async () => {
  const { path } = await tempFolder();
  const choice = createPreviousChoice(path, ["/a"]);
  const contexts = ["a", "b", "c", "__proto__", "constructor"];
  await Promise.all(contexts.map((context) => choice.rememberNamespace(context, `of-${context}`)));
  expect(await Promise.all(contexts.map((context) => choice.namespace(context)))).toEqual(
    contexts.map((context) => `of-${context}`),
  );
});

test("only the user can read the file, whose name says nothing", async () => {
  const { path } = await tempFolder();
  await createPreviousChoice(path, ["/a"]).rememberContext("../../etc");
  const [name] = await readdir(join(path, "previous"));
  expect(name).toMatch(/^[0-9a-f]{16}\.json$/);
  expect((await stat(join(path, "previous", name ?? ""))).mode & 0o777).toBe(0o600);
});

test.each([["{"], ["[]"], ["null"], ['{"context": 5, "namespaces": [1]}']])(
  "a file that holds %s counts as empty, and is replaced by the next choice",
  async (content) => {
    const folder = await tempFolder();
    const choice = createPreviousChoice(folder.path, ["/a"]);
    await choice.rememberContext("x");
    const [name] = await readdir(join(folder.path, "previous"));
    await folder.write(`previous/${name}`, content);
    expect(await choice.context()).toBeUndefined();
    await choice.rememberContext("y");
    expect(await choice.context()).toBe("y");
  },
);
