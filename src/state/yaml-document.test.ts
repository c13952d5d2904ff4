import { expect, test } from "vitest";
import { parse } from "yaml";
import { type YamlOptions, yamlLines, yamlText } from "./yaml-document.ts";

const plain: YamlOptions = {
  managedFields: false,
  secretValues: "masked",
  secretFields: [],
  base64Fields: [],
};

const awkward = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "awkward", labels: { "app.kubernetes.io/name": "x", on: "yes" }, annotations: {} },
  data: {
    empty: "",
    number: "123",
    octal: "0o17",
    boolean: "true",
    nothing: "null",
    date: "2026-11-22",
    colon: "a: b",
    hash: "a #b",
    dash: "- a",
    star: "*a",
    quote: '"a"',
    percent: "%a",
    trailing: "a ",
    tilde: "~",
    block: "first\n  second\n\nlast\n",
    cut: "first\nlast",
    tab: "a\tb",
    unicode: "名前 ⎈",
    "key with: colon": "v",
    time: "12:30:45",
    endColon: "http:",
  },
  list: [1, "two", { three: 3, four: [4, [5]] }, [], {}, null, [[1], [2, { a: 1, b: 2 }]]],
  number: 1.5,
  yes: true,
};

test("what the YAML view shows is YAML, and says the same as the object", () => {
  const text = yamlText(awkward, plain);
  expect(parse(text, { version: "1.1" })).toEqual(awkward);
  const lines = yamlLines(text).map(
    ({ indent, spans }) => " ".repeat(indent) + spans.map((span) => span.text).join(""),
  );
  expect(parse(lines.join("\n"), { version: "1.1" })).toEqual(awkward);
});

test("managedFields are hidden until they are asked for", () => {
  const object = { metadata: { name: "a", managedFields: [{ manager: "kubectl" }] } };
  expect(yamlText(object, plain)).not.toContain("managedFields");
  expect(yamlText(object, { ...plain, managedFields: true })).toContain("manager: kubectl");
});

test("a line knows how many lines go away when it is folded", () => {
  const lines = yamlLines("metadata:\n  name: a\n  labels:\n    x: '1'\n    y: '2'\n");
  expect(lines.map(({ folds }) => folds)).toEqual([4, 0, 2, 0, 0]);
});

test.each([
  [
    "replicas: 3",
    [
      ["replicas", "key"],
      [":", "punctuation"],
      [" 3", "number"],
    ],
  ],
  [
    "- name: web",
    [
      ["- ", "punctuation"],
      ["name", "key"],
      [":", "punctuation"],
      [" web", "string"],
    ],
  ],
  [
    "- http://x",
    [
      ["- ", "punctuation"],
      ["http://x", "string"],
    ],
  ],
  [
    "ready: true",
    [
      ["ready", "key"],
      [":", "punctuation"],
      [" true", "literal"],
    ],
  ],
  [
    "labels: {}",
    [
      ["labels", "key"],
      [":", "punctuation"],
      [" {}", "punctuation"],
    ],
  ],
  [
    "app.kubernetes.io/name: x",
    [
      ["app.kubernetes.io/name", "key"],
      [":", "punctuation"],
      [" x", "string"],
    ],
  ],
])("%s is highlighted by what its parts are", (line, spans) => {
  expect(yamlLines(line)[0]?.spans.map(({ text, token }) => [text, token])).toEqual(spans);
});

test("block text is text, whatever it looks like", () => {
  const lines = yamlLines("script: |\n  a: 1\n\n  - b\nnext: 1\n");
  expect(lines.slice(1, 4).flatMap(({ spans }) => spans.map(({ token }) => token))).toEqual([
    "string",
    "string",
    "string",
  ]);
  expect(lines[4]?.spans[0]).toEqual({ text: "next", token: "key" });
});

test("block text folds as one, also where it has empty and indented lines", () => {
  const lines = yamlLines("script: |\n  if x\n    then y\n\n    z\nnext: 1\n");
  expect(lines.map(({ folds }) => folds)).toEqual([4, 0, 0, 0, 0, 0]);
});

test("a line's path is the same whatever stands around it", () => {
  const paths = (text: string) => yamlLines(text).map(({ path }) => path);
  expect(paths("spec:\n  list:\n    - name: a\n      deep:\n        x: 1\n    - name: b\n")).toEqual([
    "/spec",
    "/spec/list",
    "/spec/list/#0",
    "/spec/list/#0/deep",
    "/spec/list/#0/deep/x",
    "/spec/list/#1",
  ]);
});

test("the values of a Secret are masked wherever they stand, and their keys are not", () => {
  const secret = {
    kind: "Secret",
    metadata: {
      name: "a",
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"password":"aHVudGVyMg=="}}',
      },
    },
    data: { password: "aHVudGVyMg==" },
    stringData: { note: "hunter2" },
  };
  const text = yamlText(secret, { ...plain, secretFields: ["data", "stringData"] });
  expect(text).toContain("password:");
  expect(text).not.toContain("aHVudGVyMg");
  expect(text).not.toContain("hunter2");
});

const base64 = (value: string | readonly number[]) => Buffer.from(value as string).toString("base64");

test.each<[string, string, unknown]>([
  ["a word", base64("hunter2"), "hunter2"],
  ["lines", base64("-----BEGIN\nabc\n"), "-----BEGIN\nabc\n"],
  ["any language", base64("pässwörd 名前"), "pässwörd 名前"],
  ["nothing", "", ""],
  ["what looks like a number", base64("0123"), "0123"],
  ["bytes that are no text", base64([0xff, 0xfe, 0x00]), "<binary, 3 bytes>"],
  ["text with a control character", base64("a\u001b[31m"), "<binary, 6 bytes>"],
])("decoded, the value of a Secret is shown as what it stands for: %s", (_, value, shown) => {
  const secret = { kind: "Secret", metadata: { name: "a" }, data: { value } };
  const options: YamlOptions = { ...plain, secretFields: ["data"], base64Fields: ["data"] };
  const text = (secretValues: YamlOptions["secretValues"]) =>
    parse(yamlText(secret, { ...options, secretValues })).data.value;
  expect([text("masked"), text("stored"), text("decoded")]).toEqual(["••••••••", value, shown]);
});
