import { describe, expect, test } from "vitest";
import {
  withAuthProviderConfig,
  withContextName,
  withCurrentContext,
  withNamespace,
  withoutEntry,
} from "./kubeconfig-edits.ts";
import { KubeconfigError } from "./kubeconfig-error.ts";

const file = "config";
const yaml = `# my clusters
apiVersion: v1
clusters:
- name: c   # the cluster
  cluster:
    server:   https://c
    x-mine: {b: 1,   a: 2}
contexts:
# production
- context:
    cluster: c
    user: u   # me
  name: prod
# the rest
- name: "dev"
  context: {cluster: c, namespace: 'web', user: u}
current-context: prod # default
kind: Config
users:
- name: u
  user:
    token: >-
      a
      b
`;
const json = `{
    "apiVersion": "v1",
    "contexts": [
        {
            "name": "prod",
            "context": { "cluster": "c", "user": "u" }
        },
        {
            "name": "dev",
            "context": { "cluster": "c", "user": "u", "namespace": "web" }
        }
    ],
    "current-context": "prod"
}
`;

/** What changed, as lines taken out and put in; everything else is the same byte for byte. */
function diff(before: string, after: string): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...now.slice(start, now.length - end).map((line) => `+${line}`),
  ];
}

describe("setting current-context changes the one scalar", () => {
  test.each([
    [
      "plain, with a comment after it",
      yaml,
      ["-current-context: prod # default", "+current-context: dev # default"],
    ],
    ["in JSON", json, ['-    "current-context": "prod"', '+    "current-context": "dev"']],
    [
      "in double quotes",
      'current-context: "prod"\n',
      ['-current-context: "prod"', '+current-context: "dev"'],
    ],
    [
      "in single quotes",
      "current-context: 'prod'\n",
      ["-current-context: 'prod'", "+current-context: 'dev'"],
    ],
    [
      "with a CRLF",
      "current-context: prod\r\nkind: Config\r\n",
      ["-current-context: prod\r", "+current-context: dev\r"],
    ],
    ["without a line end", "current-context: prod", ["-current-context: prod", "+current-context: dev"]],
    [
      "after a byte order mark",
      "\uFEFFcurrent-context: prod\n",
      ["-\uFEFFcurrent-context: prod", "+\uFEFFcurrent-context: dev"],
    ],
    [
      "over two lines",
      "current-context: >-\n  prod\nkind: Config\n",
      ["-current-context: >-", "-  prod", "+current-context: dev"],
    ],
    [
      "an anchor nobody uses",
      "current-context: &c prod\n",
      ["-current-context: &c prod", "+current-context: &c dev"],
    ],
    [
      "an alias",
      "x-c: &c prod\ncurrent-context: *c # c\n",
      ["-current-context: *c # c", "+current-context: dev # c"],
    ],
    ["empty", "current-context:\nkind: Config\n", ["-current-context:", "+current-context: dev"]],
    [
      "empty with a comment",
      "current-context: # none\n",
      ["-current-context: # none", "+current-context: dev # none"],
    ],
    ["null", "current-context: ~\n", ["-current-context: ~", "+current-context: dev"]],
    [
      "twice, of which the last counts",
      "current-context: a\ncurrent-context: b\n",
      ["-current-context: b", "+current-context: dev"],
    ],
    [
      "in flow style",
      "{current-context: prod, kind: Config}\n",
      ["-{current-context: prod, kind: Config}", "+{current-context: dev, kind: Config}"],
    ],
    [
      "in the first of two documents",
      "current-context: a\n---\ncurrent-context: b\n",
      ["-current-context: a", "+current-context: dev"],
    ],
    ["with a tab", "current-context:\tprod\n", ["-current-context:\tprod", "+current-context:\tdev"]],
  ])("%s", (_, text, changed) => {
    const after = withCurrentContext({ file, text }, "dev");
    expect(diff(text, after)).toEqual(changed);
  });

  test("what is the current one already stays as it is", () => {
    expect(withCurrentContext({ file, text: yaml }, "prod")).toBe(yaml);
    expect(withCurrentContext({ file, text: "kind: Config\n" }, "")).toBe("kind: Config\n");
  });

  test.each([
    ["an ARN", "arn:aws:eks:eu-west-1:1:cluster/x", "current-context: arn:aws:eks:eu-west-1:1:cluster/x\n"],
    ["a mail address", "me@host", "current-context: me@host\n"],
    ["a number", "123", 'current-context: "123"\n'],
    ["a word that means false", "no", 'current-context: "no"\n'],
    ["a letter that means true", "y", 'current-context: "y"\n'],
    ["a colon and a space", "a: b", 'current-context: "a: b"\n'],
    ["a hash", "a #b", 'current-context: "a #b"\n'],
    ["quotes", 'it\'s "x"', 'current-context: "it\'s \\"x\\""\n'],
    ["a star", "*a", 'current-context: "*a"\n'],
    ["umlauts", "größe", 'current-context: "größe"\n'],
    ["nothing", "", 'current-context: ""\n'],
  ])("names are quoted where YAML 1.1 asks for it: %s", (_, name, text) => {
    expect(withCurrentContext({ file, text: "current-context: prod\n" }, name)).toBe(text);
  });

  test("single quotes stay single where they can", () => {
    expect(withCurrentContext({ file, text: "current-context: 'a'\n" }, "it's")).toBe(
      "current-context: 'it''s'\n",
    );
    expect(withCurrentContext({ file, text: "current-context: 'a'\n" }, "\u{1f680}")).toBe(
      'current-context: "\u{1f680}"\n',
    );
  });
});

describe("a current-context that is not there yet is put in", () => {
  test.each([
    ["an empty file", "", "current-context: dev\n"],
    ["a file with comments only", "# mine\n", "# mine\ncurrent-context: dev\n"],
    ["a comment without a line end", "# mine", "# mine\ncurrent-context: dev\n"],
    ["a file with a document start", "---\n", "---\ncurrent-context: dev\n"],
    ["a document that ends", "---\n# c\n...\n", "---\n# c\ncurrent-context: dev\n...\n"],
    ["null", "null\n", "current-context: dev\n"],
    ["an empty JSON object", "{}\n", '{"current-context": "dev"}\n'],
    [
      "a list before it",
      "contexts:\n- name: a # x\n\nkind: Config\n",
      "contexts:\n- name: a # x\ncurrent-context: dev\n\nkind: Config\n",
    ],
    ["only later keys", "# top\nkind: Config\n", "# top\ncurrent-context: dev\nkind: Config\n"],
    ["no line end", "apiVersion: v1", "apiVersion: v1\ncurrent-context: dev"],
    [
      "CRLF",
      "apiVersion: v1\r\nkind: Config\r\n",
      "apiVersion: v1\r\ncurrent-context: dev\r\nkind: Config\r\n",
    ],
    [
      "a block scalar before it",
      "a: |\n  x\nkind: Config\n",
      "a: |\n  x\ncurrent-context: dev\nkind: Config\n",
    ],
    [
      "indented keys",
      "  apiVersion: v1\n  kind: Config\n",
      "  apiVersion: v1\n  current-context: dev\n  kind: Config\n",
    ],
    [
      "printed JSON",
      '{\n  "apiVersion": "v1",\n  "kind": "Config"\n}\n',
      '{\n  "apiVersion": "v1",\n  "current-context": "dev",\n  "kind": "Config"\n}\n',
    ],
    [
      "compact JSON",
      '{"apiVersion":"v1","kind":"Config"}',
      '{"apiVersion":"v1","current-context":"dev","kind":"Config"}',
    ],
    [
      "JSON with later keys only",
      '{\n\t"kind": "Config",\n\t"users": []\n}',
      '{\n\t"current-context": "dev",\n\t"kind": "Config",\n\t"users": []\n}',
    ],
    [
      "flow style",
      "{apiVersion: v1, kind: Config}\n",
      "{apiVersion: v1, current-context: dev, kind: Config}\n",
    ],
  ])("into %s", (_, text, after) => {
    expect(withCurrentContext({ file, text }, "dev")).toBe(after);
  });
});

describe("the namespace of a context", () => {
  test.each([
    ["is put in after the cluster", yaml, "prod", "db", ["+    namespace: db"]],
    [
      "is replaced in its quotes",
      yaml,
      "dev",
      "db",
      [
        "-  context: {cluster: c, namespace: 'web', user: u}",
        "+  context: {cluster: c, namespace: 'db', user: u}",
      ],
    ],
    [
      "is replaced in JSON",
      json,
      "dev",
      "db",
      [expect.stringContaining("-  "), expect.stringContaining('"namespace": "db" }')],
    ],
    [
      "is put into JSON",
      json,
      "prod",
      "db",
      [
        expect.stringMatching(/^-/),
        '+            "context": { "cluster": "c", "namespace": "db", "user": "u" }',
      ],
    ],
    [
      "is taken out of a flow map",
      yaml,
      "dev",
      undefined,
      [expect.stringMatching(/^-/), "+  context: {cluster: c, user: u}"],
    ],
    [
      "is taken out of JSON where it is last",
      json,
      "dev",
      undefined,
      [expect.stringMatching(/^-/), '+            "context": { "cluster": "c", "user": "u" }'],
    ],
  ])("%s", (_, text, context, namespace, changed) => {
    expect(diff(text, withNamespace({ file, text }, context, namespace))).toEqual(changed);
  });

  test("is taken out with its line and comment", () => {
    const text = "contexts:\n- name: a\n  context:\n    cluster: c\n    namespace: web # here\n    user: u\n";
    expect(diff(text, withNamespace({ file, text }, "a", undefined))).toEqual(["-    namespace: web # here"]);
  });

  test("becomes empty where its line holds more", () => {
    const text = "contexts:\n- name: a\n  context:\n    namespace: web\n";
    expect(withNamespace({ file, text }, "a", undefined)).toBe(
      'contexts:\n- name: a\n  context:\n    namespace: ""\n',
    );
  });

  test("overrides the one of a merge key, for one context only", () => {
    const text = `contexts:
- name: a
  context: &base
    cluster: c
    namespace: web
- name: b
  context:
    <<: *base
`;
    expect(diff(text, withNamespace({ file, text }, "b", "db"))).toEqual(["+    namespace: db"]);
    expect(diff(text, withNamespace({ file, text }, "b", undefined))).toEqual(['+    namespace: ""']);
  });

  test.each([
    [
      "the value is anchored and used elsewhere",
      "contexts:\n- {name: a, context: {cluster: c, namespace: &n web}}\n- {name: b, context: {cluster: c, namespace: *n}}\n",
    ],
    ["the whole context is an alias", "x: &c {cluster: c}\ncontexts:\n- {name: a, context: *c}\n"],
    ["the context has no body", "contexts:\n- name: a\n  context:\n"],
  ])("is not changed where that would change more: %s", (_, text) => {
    expect(() => withNamespace({ file, text }, "a", "db")).toThrow(KubeconfigError);
    expect(() => withNamespace({ file, text }, "a", "db")).toThrow(/without changing more than that/);
  });

  test("stays as it is when it is so already", () => {
    expect(withNamespace({ file, text: yaml }, "dev", "web")).toBe(yaml);
    expect(withNamespace({ file, text: yaml }, "prod", undefined)).toBe(yaml);
  });
});

describe("renaming a context", () => {
  test("changes its name, and current-context when that was it", () => {
    const after = withContextName({ file, text: yaml }, "prod", "live");
    expect(after).toBe(
      yaml.replace("name: prod", "name: live").replace("current-context: prod", "current-context: live"),
    );
  });

  test("leaves another current-context alone", () => {
    expect(withContextName({ file, text: yaml }, "dev", "test")).toBe(
      yaml.replace('name: "dev"', 'name: "test"'),
    );
  });

  test("works in JSON", () => {
    expect(withContextName({ file, text: json }, "prod", "live")).toBe(json.replaceAll('"prod"', '"live"'));
  });
});

describe("taking an entry out takes its lines, and no others", () => {
  test("the first of two, with the comments around it kept", () => {
    expect(diff(yaml, withoutEntry({ file, text: yaml }, "contexts", "prod"))).toEqual([
      "-- context:",
      "-    cluster: c",
      "-    user: u   # me",
      "-  name: prod",
    ]);
  });

  test("the last of two", () => {
    expect(diff(yaml, withoutEntry({ file, text: yaml }, "contexts", "dev"))).toEqual([
      '-- name: "dev"',
      "-  context: {cluster: c, namespace: 'web', user: u}",
    ]);
  });

  test("the only one, whose list becomes empty", () => {
    expect(withoutEntry({ file, text: yaml }, "users", "u")).toBe(
      `${yaml.slice(0, yaml.indexOf("users:"))}users: []\n`,
    );
  });

  test.each([
    [
      "JSON, first",
      '{"users": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}',
      "a",
      '{"users": [{"name": "b"}, {"name": "c"}]}',
    ],
    [
      "JSON, middle",
      '{"users": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}',
      "b",
      '{"users": [{"name": "a"}, {"name": "c"}]}',
    ],
    ["JSON, last", '{"users": [{"name": "a"}, {"name": "b"}]}', "b", '{"users": [{"name": "a"}]}'],
    ["JSON, only", '{"users": [\n  {"name": "a"}\n]}', "a", '{"users": [\n  \n]}'],
    [
      "blank lines after it",
      "users:\n- name: a\n\n- name: b\n\n\nkind: Config\n",
      "a",
      "users:\n\n- name: b\n\n\nkind: Config\n",
    ],
    ["the dash on a line of its own", "users:\n-\n  name: a\n-\n  name: b\n", "a", "users:\n-\n  name: b\n"],
    [
      "an indented list",
      "users:\n  - name: a\n    user: {}\n  - name: b\n",
      "b",
      "users:\n  - name: a\n    user: {}\n",
    ],
    ["no line end", "users:\n- name: a\n- name: b", "b", "users:\n- name: a\n"],
    ["CRLF", "users:\r\n- name: a\r\n- name: b\r\n", "a", "users:\r\n- name: b\r\n"],
    [
      "a block scalar at its end",
      "users:\n- name: a\n  x: |\n    1\n    2\n- name: b\n",
      "a",
      "users:\n- name: b\n",
    ],
    ["an anchor of its own", "users:\n- &a\n  name: a\n- name: b\n", "a", "users:\n- name: b\n"],
    ["a comment after the key", "users: # mine\n- name: a\n", "a", "users: [] # mine\n"],
  ])("%s", (_, text, name, after) => {
    expect(withoutEntry({ file, text }, "users", name)).toBe(after);
  });

  test("is refused where others use its anchor", () => {
    const text = "users:\n- {name: a, user: &u {token: t}}\n- {name: b, user: *u}\n";
    expect(() => withoutEntry({ file, text }, "users", "a")).toThrow(/shared by a YAML anchor/);
  });
});

test("fresh tokens replace the old ones, and new ones are put in", () => {
  const text = `users:
- name: u
  user:
    auth-provider:
      config:
        client-id: x
        id-token: old   # by oidc
      name: oidc
`;
  const after = withAuthProviderConfig({ file, text }, "u", {
    "id-token": "new.a-b_c",
    "refresh-token": "r/1+=",
  });
  expect(diff(text, after)).toEqual([
    "-        id-token: old   # by oidc",
    "+        id-token: new.a-b_c   # by oidc",
    '+        refresh-token: "r/1+="',
  ]);
});

test("an entry that is gone by the time of the change is not looked for elsewhere", () => {
  expect(() => withNamespace({ file, text: yaml }, "gone", "x")).toThrow(
    /no longer has gone among its contexts/,
  );
});

test("no error quotes the file", () => {
  const text =
    "contexts:\n- {name: a, context: {cluster: c, namespace: &n hunter2}}\n- {name: b, context: {namespace: *n}}\n";
  expect(() => withNamespace({ file, text }, "a", "hunter3")).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("hunter") }),
  );
});
