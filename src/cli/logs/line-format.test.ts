import { describe, expect, test } from "vitest";

import type { LogLine, LogSource } from "../../logs/types.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { lineFormat } from "./line-format.ts";
import { type LogsOptions, logsRequest } from "./logs-request.ts";

const now = Date.parse("2026-11-22T14:00:00Z");

const source = (name = "api-0", container = "app"): LogSource => ({
  number: 0,
  pod: { context: "east", uid: "u", namespace: "payments", name, node: "node-1" },
  container,
  role: "app",
});

interface Given {
  readonly options?: LogsOptions;
  readonly colors?: boolean;
  readonly isTerminal?: boolean;
  readonly contexts?: boolean;
  readonly namespaces?: boolean;
  readonly line?: Partial<LogLine>;
}

const line = (text: string | Uint8Array, more: Partial<LogLine> = {}): LogLine => ({
  kind: "line",
  source: source(),
  seconds: Date.parse("2026-11-22T03:00:00Z") / 1000,
  nanos: 42,
  bytes: Buffer.from(text),
  omitted: 0,
  late: false,
  ...more,
});

function lineFormatFor(given: Given) {
  const { options = {}, colors = false, isTerminal = false, contexts = false, namespaces = false } = given;
  const { form } = logsRequest(
    { queries: ["x"], options, contexts: [], namespaces: undefined, theme: undefined },
    now,
  );
  const paint = colors
    ? { open: ({ token, background }: { token?: string; background?: string }) => `<${token ?? background}>` }
    : undefined;
  return lineFormat({ form, paint, isTerminal, contexts, namespaces });
}

/** What becomes of a line, as bytes in Latin-1, so that each of them is seen. */
function written(text: string | Uint8Array, given: Given = {}): string {
  const into = new ByteBuffer();
  lineFormatFor(given).write(line(text, given.line), into);
  return into.bytes.toString("utf8");
}

describe("a line", () => {
  test("begins with its pod and container", () => {
    expect(written("hello")).toBe("api-0 app hello\n");
  });

  test("says the namespace and the context where there are several", () => {
    expect(written("hello", { contexts: true, namespaces: true })).toBe("east payments api-0 app hello\n");
  });

  test("stands alone without the prefix, and as raw", () => {
    expect(written("hello", { options: { prefix: false } })).toBe("hello\n");
    expect(written("hello", { options: { output: "raw" } })).toBe("hello\n");
    expect(written("hello", { options: { output: "raw", prefix: true } })).toBe("api-0 app hello\n");
  });

  test.each([
    ["default", "UTC", "2026-11-22T03:00:00.000000042Z"],
    ["default", "Europe/Berlin", "2026-11-22T04:00:00.000000042+01:00"],
    ["default", "America/St_Johns", "2026-11-21T23:30:00.000000042-03:30"],
    ["short", "Europe/Berlin", "11-22 04:00:00"],
  ])("has its time in the %s form in %s", (timestamps, timezone, text) => {
    expect(written("hello", { options: { timestamps, timezone } })).toBe(`api-0 app ${text} hello\n`);
  });

  test("that was too long says how much of it is missing", () => {
    expect(written("aaa", { line: { omitted: 7 } })).toBe("api-0 app aaa …7 more bytes\n");
  });
});

describe("what lines hold", () => {
  test("keeps its bytes as raw output of a pipe, whatever they are", () => {
    const bytes = Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff, 0x0d, 0x61]);
    const { form } = logsRequest(
      { queries: ["x"], options: { output: "raw" }, contexts: [], namespaces: undefined, theme: undefined },
      now,
    );
    const into = new ByteBuffer();
    const format = lineFormat({
      form,
      paint: undefined,
      isTerminal: false,
      contexts: false,
      namespaces: false,
    });
    format.write(
      { kind: "line", source: source(), seconds: 0, nanos: 0, bytes, omitted: 0, late: false },
      into,
    );
    expect(into.bytes).toEqual(Buffer.concat([bytes, Buffer.from("\n")]));
  });

  test.each([
    ["default", false, "10%␍20% red␛[2J\n"],
    ["raw", true, "10%␍20% red␛[2J\n"],
  ])("is safe in the %s form, terminal: %s", (output, isTerminal, text) => {
    expect(written("10%\r20% \x1b[31mred\x1b[2J", { options: { output, prefix: false }, isTerminal })).toBe(
      text,
    );
  });

  test("keeps its own colours where there are colours, and they end with it", () => {
    expect(written("\x1b[31mred\x1b[2J", { options: { prefix: false }, colors: true })).toBe(
      "\x1b[31mred␛[2J\x1b[0m\n",
    );
  });

  test("is marked where it is looked for", () => {
    const options = { prefix: false, include: ["err"], highlight: ["[0-9]+"] };
    expect(written("error 42", { options, colors: true })).toBe(
      "<match>err\x1b[0mor <match>42\x1b[0m\x1b[0m\n",
    );
  });
});

describe("the lines that are wanted", () => {
  test.each([
    [{ include: ["err", "warn"] }, "a warning", true],
    [{ include: ["err", "warn"] }, "all well", false],
    [{ exclude: ["health"] }, "GET /healthz", false],
    [{ include: ["GET"], exclude: ["health"] }, "GET /healthz", false],
    [{ include: ["(?i)ERROR: x"] }, "\x1b[31mError\x1b[0m: x", true],
    [{ include: ["^b"] }, "a\rb", false],
  ])("with %j, %j: %s", (options, text, isWanted) => {
    expect(written(text, { options })).toBe(
      isWanted ? `api-0 app ${text.replace("\r", "␍").replaceAll(/\x1b\[\d*m/g, "")}\n` : "",
    );
  });
});

describe("as JSON", () => {
  const parsed = (text: string | Uint8Array, given: Given = {}) =>
    JSON.parse(written(text, { options: { output: "json" }, ...given }));

  test("a line is an object with all that is known of it", () => {
    expect(written("hello", { options: { output: "json" } })).toBe(
      '{"timestamp":"2026-11-22T03:00:00.000000042Z","context":"east","namespace":"payments","pod":"api-0",' +
        '"container":"app","node":"node-1","message":"hello"}\n',
    );
  });

  test.each(['say "hi" \\ there', "tab\tand \x07 bell", "日本 “語”", "{}", ""])(
    "the message is %j to every reader",
    (text) => {
      expect(parsed(text).message).toBe(text);
    },
  );

  test("a message may be long", () => {
    const text = '"'.repeat(100_000);
    expect(parsed(text).message === text).toBe(true);
  });

  test("nothing in it speaks to a terminal", () => {
    expect(written("\x1b[2J\u009b\u202e", { options: { output: "json" } })).toContain(
      '"\\u001b[2J\\u009b\\u202e"',
    );
  });

  test("the time is in the zone that was asked for", () => {
    expect(parsed("x", { options: { output: "json", timezone: "Europe/Berlin" } }).timestamp).toBe(
      "2026-11-22T04:00:00.000000042+01:00",
    );
  });

  test("a message that is JSON is taken as such on request", () => {
    const text = '{"level":"info","id":12345678901234567890}';
    expect(written(text, { options: { output: "extjson" } })).toContain(`"message":${text}}\n`);
    expect(written("no json", { options: { output: "extjson" } })).toContain('"message":"no json"}\n');
    expect(written(text, { options: { output: "ppextjson" } })).toBe(
      '{\n  "timestamp": "2026-11-22T03:00:00.000000042Z",\n  "context": "east",\n  "namespace": "payments",\n' +
        `  "pod": "api-0",\n  "container": "app",\n  "node": "node-1",\n  "message": ${text}\n}\n`,
    );
  });

  test("says how much of a line is missing", () => {
    expect(parsed("aaa", { line: { omitted: 7 } })).toMatchObject({ message: "aaa", omitted: 7 });
  });
});

describe("colours", () => {
  test("are a pod's own by its name, and its container's with it", () => {
    expect(written("hello", { colors: true })).toBe("<pod3>api-0\x1b[0m <pod3>app\x1b[0m hello\n");
  });

  test("tell containers apart on request", () => {
    expect(written("hello", { colors: true, options: { diffContainer: true } })).toBe(
      "<pod3>api-0\x1b[0m <pod1>app\x1b[0m hello\n",
    );
  });

  test("are another for each of six pods", () => {
    const format = lineFormatFor({ colors: true });
    const into = new ByteBuffer();
    // By their names alone two of these would share one.
    const pods = Array.from({ length: 6 }, (_, at) => source(`fraud-6c9d4b7f5-${"bcdfgh"[at]}9x2z`));
    for (const pod of pods) format.write({ ...line("hello"), source: pod }, into);
    const hues = into.bytes.toString("utf8").match(/<pod\d>(?=fraud)/g);
    expect(new Set(hues).size).toBe(6);
  });
});
