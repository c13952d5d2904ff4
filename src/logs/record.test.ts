import { describe, expect, test } from "vitest";
import { hostileText, seeded } from "../../test/support/hostile-text.ts";
import { parseLine, readRecord } from "./record.ts";

/** 2026-11-22T03:00:00.5Z */
const stamp = { seconds: Date.parse("2026-11-22T03:00:00Z") / 1000, nanos: 500_000_000 };

/** `message | name=value name=value` */
function shown(text: string): string {
  const { message, fields } = readRecord(text, stamp);
  return `${message} | ${fields.map(({ name, value }) => `${name}=${value}`).join(" ")}`.trim();
}

describe("a line of JSON", () => {
  test.each([
    [
      '{"level":"info","ts":"2026-11-22T03:00:00Z","msg":"handled","path":"/orders","status":200}',
      "handled | path=/orders status=200",
    ],
    ['{"path":"/x","message":"last","time":1795316400123}', "last | path=/x"],
    ['{"log":"docker\\n","stream":"stderr"}', "docker | stream=stderr"],
    ['{"event":"structlog","user":"x"}', "structlog | user=x"],
    ['{"msg":"m","event":"login"}', "m | event=login"],
    ['{"msg":"","event":"login"}', "login | msg="],
    [
      '{"timestamp":"2026-11-22T03:00:00.1Z","level":"INFO","fields":{"message":"tracing","x":1},"target":"app"}',
      "tracing | fields.x=1 target=app",
    ],
    [
      '{"@t":"2026-11-22T03:00:00.1Z","@mt":"Hello, {User} of {@Team:l}{Gone}","User":"Ann","Team":"x"}',
      "Hello, Ann of x{Gone} | User=Ann Team=x",
    ],
    [
      '{"a":1,"b":{"c":true,"d":{"e":null}},"f":[1,{"g":2}],"h":{},"i":"t\\u00e4xt"}',
      '| a=1 b.c=true b.d.e=null f=[1,{"g":2}] h={} i=täxt',
    ],
    ['{"id":12345678901234567890,"x":1.0,"y":1e3,"z":NaN}', "| id=12345678901234567890 x=1.0 y=1e3 z=NaN"],
    ['{"2":"b","1":"a","2":"c"}', "| 2=b 1=a 2=c"],
    ['{"__proto__":1,"constructor":2}', "| __proto__=1 constructor=2"],
    ['{"msg":"broken \\x escape"}', "broken \\x escape |"],
    ['{"level":"notice","msg":"x"}', "x | level=notice"],
    ['{"level":30,"msg":"pino"}', "pino |"],
    ['{"level":35,"msg":"pino"}', "pino | level=35"],
    [' { "msg" : "spaced" , "a" : [ ] } ', "spaced | a=[ ]"],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("text around JSON is kept", () => {
  test.each([
    ['2026 INFO main Starting {"port":8080}', "2026 INFO main Starting | port=8080"],
    ['got {"msg":"hi","a":1} from queue', "got hi from queue | a=1"],
    ['{not json} {"a":1}', "{not json} | a=1"],
    ['{"a":1}{"b":2}', '{"b":2} | a=1'],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("what is no whole record stays as it is", () => {
  test.each([
    "plain text",
    "",
    '{"msg":"cut',
    '{"msg":"x",}',
    '{"a":1 "b":2}',
    "{}",
    "[1,2]",
    'payload={"a":1}',
    `${"[".repeat(1000)}`,
    `{"a":${"[".repeat(1000)}${"]".repeat(1000)}}`,
    '{"a":truely}',
    "SELECT x FROM t WHERE a=1 AND b=2",
    "GET /orders?a=1&b=2 HTTP/1.1",
    "one x=1",
    "a==b c==d",
    'name="no end x=1',
  ])("%s", (text) => {
    expect(readRecord(text)).toEqual({ format: "plain", message: text, fields: [] });
  });

  test("as does a line of megabytes", () => {
    const text = `{"msg":"${"x".repeat(1_000_000)}"}`;
    expect(readRecord(text).message).toBe(text);
  });
});

describe("a line of pairs", () => {
  test.each([
    ['time="2026-11-22T03:00:00Z" level=warning msg="too slow" dur=12ms', "too slow | dur=12ms"],
    ["handled request path=/orders/77 status=200", "handled request | path=/orders/77 status=200"],
    ['a="q \\"x\\" \\n" b= c=true', '| a=q "x" \n b= c=true'],
    ['"level"=0 "msg"="logr" "n"=1', "logr | level=0 n=1"],
    ["a.b=1 c/d=2 e-f=3 @g=4", "| a.b=1 c/d=2 e-f=3 @g=4"],
    ["x=1 text between y=2 z=3", "x=1 text between | y=2 z=3"],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("a line of klog", () => {
  test.each([
    [
      'I1122 03:00:00.678901       1 main.go:12] "Pod synced" pod="default/x" n=2',
      "Pod synced | pod=default/x n=2 caller=main.go:12 thread=1",
    ],
    [
      "E1122 03:00:00.678901       7 a/b.go:1] it broke: x=1 y=2",
      "it broke: x=1 y=2 | caller=a/b.go:1 thread=7",
    ],
    ['W1122 01:30:00.678901       7 b.go:1] "quoted" and more', '"quoted" and more | caller=b.go:1 thread=7'],
    ["W1122 01:31:00.678901       7 b.go:1] late", "late | caller=b.go:1 thread=7 time=01:31:00.678901"],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("the time of a line", () => {
  test.each([
    "2026-11-22T03:00:00Z",
    "2026-11-22T03:00:01.4Z",
    "2026-11-22T04:00:00.123+01:00",
    "2026-11-22 04:00:00,123 +0100",
    "2026-11-22 03:00:00",
    "2026-11-22 08:45:00.999",
    "03:00:00.1",
    "1795316400",
    "1795316400.9",
    "1795316400123",
    "1795316400123456",
    "1795316400123456789",
  ])("%s is not told twice", (time) => {
    expect(readRecord(JSON.stringify({ time, msg: "x" }), stamp).fields).toEqual([]);
  });

  test.each(["2026-11-22T03:00:03Z", "2026-11-22 03:07:00", "yesterday", "17953164", "2026-99-22T03:00:00Z"])(
    "%s is, since it is another",
    (time) => {
      expect(readRecord(JSON.stringify({ time, msg: "x" }), stamp).fields).toMatchObject([{ value: time }]);
    },
  );

  test("is told where the line has no stamp to compare it with", () => {
    expect(readRecord('{"time":1795316400,"msg":"x"}').fields).toHaveLength(1);
  });
});

test("all fields of a line can be asked for, time and level and message too", () => {
  const { fields, format } = parseLine('{"level":"info","time":1,"msg":"x","a":{"b":2}}');
  expect(format).toBe("json");
  expect(fields.map(({ name, value, kind }) => [name, value, kind])).toEqual([
    ["level", "info", "string"],
    ["time", "1", "number"],
    ["msg", "x", "string"],
    ["a.b", "2", "number"],
  ]);
});

test("nothing that a line may be makes reading it fail, and no letter of it is lost", () => {
  const random = seeded(3);
  for (let round = 0; round < 2000; round += 1) {
    const noise = hostileText(random).slice(0, 2000);
    const text =
      [noise, `{"a":"${noise}`, `x="${noise}" y=${noise}`, `${noise} {"${noise}":1}`][round % 4] ?? "";
    const { message, fields } = readRecord(text);
    const length = fields.reduce((sum, { name, value }) => sum + name.length + value.length, message.length);
    // Quotes, braces, equals signs, commas and escapes go; letters stay.
    const letters = text.replace(/\\u[0-9a-f]{4}|\\.|[^a-z]/gi, "").length;
    expect(length).toBeGreaterThanOrEqual(letters);
  }
});
