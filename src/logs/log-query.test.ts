import { describe, expect, test } from "vitest";
import { hostileText, seeded } from "../../test/support/hostile-text.ts";
import { logLine } from "../../test/support/log-entries.ts";
import { withoutAnsi } from "../lib/ansi.ts";
import { LineMarks, matchMark } from "./line-marks.ts";
import { type LogQuery, readLogQuery } from "./log-query.ts";
import { LogRing } from "./log-ring.ts";
import { parseLine } from "./record.ts";

function queryOf(text: string): LogQuery {
  const { query, problem } = readLogQuery(text);
  if (query === undefined) throw new Error(problem);
  return query;
}

/** Which of some lines, all of the pod `pod-3`, a query finds. */
function found(text: string, lines: readonly string[]): boolean[] {
  const ring = new LogRing({ limit: 2 ** 30, order: "arrival" });
  ring.push(lines.map((line) => logLine(line, { source: 3 })));
  const marks = new LineMarks(ring, { query: queryOf(text) });
  while (marks.step());
  return marks.parts.flatMap(({ marks: bits, length }) =>
    Array.from(bits.subarray(0, length), (mark) => (mark & matchMark) !== 0),
  );
}

const json =
  '{"level":"error","msg":"Connection refused","http":{"status":503,"path":"/orders/77"},"dur":"12ms","user":"Ann","ok":true,"tags":["a","b"]}';
const pairs = 'level=warn msg="slow answer" status=200 path=/orders/7 dur=1.5s size=4Mi empty=';
const klog = 'I0102 15:04:05.678901       1 main.go:12] "Pod synced" pod="default/x"';
const plain = "10.0.0.1:5432 GET /orders/77 error: refused é ÄRGER \x1b[31mcol\x1b[0moured";

describe.each([
  ["a line of JSON", json],
  ["a line of pairs", pairs],
  ["a line of klog", klog],
  ["a plain line", plain],
])("%s is found by", (_, line) => {
  const finders: Record<string, readonly string[]> = {
    [json]: [
      "",
      "refused",
      "connection refused",
      '"connection refused"',
      "Connection",
      "!gone",
      "/conn.*ref/",
      "/Conn\\w+ ref/",
      "/(?i)CONN\\pL+ [[:alpha:]]/",
      "/conn.*re",
      "/orders/77",
      "level>=warn",
      "level:error",
      "level=ERR",
      "level!=info",
      "level>debug",
      "level<=error",
      "status:503",
      "status=503",
      "status>=500",
      "status<504",
      "status==503",
      ".http.status == 503",
      "status >= 500 refused",
      'level == "error"',
      "msg=~conn.*ref",
      'msg =~ "re(fused|set)"',
      '!msg =~ "gone$"',
      "http.status>500",
      ".http.status=503",
      ".http.status:",
      "Status=503",
      "status!=200",
      "path:/orders",
      "path=/orders/77",
      "path:/^.orders.[0-9]+$/",
      'msg:"connection ref"',
      'msg="connection refused"',
      "dur>10ms",
      "dur<1s",
      "user:ann",
      "user=Ann",
      "ok=true",
      "tags:b",
      "pod:pod-3",
      "pod=pod-3",
      "pod:/-\\d$/",
      "pod!=pod-4",
      "container:app ns:pay node:node-1 context=prod",
      "namespace:payments refused level>=error status>500",
    ],
    [pairs]: [
      "slow",
      "level=warn",
      "status=200",
      "dur>1000ms",
      "dur>=1500ms",
      "size>3Mi",
      "size<5Mi",
      ".status=200",
      "!level>=error",
      ".empty:",
      "msg:/slow/",
    ],
    [klog]: [
      "synced",
      "level:info",
      "pod:pod-3",
      ".pod=default/x",
      "caller:main.go",
      "caller=main.go:12",
      "thread=1",
    ],
    [plain]: [
      "10.0.0.1:5432",
      "/orders/77",
      "error:",
      "ärger",
      "Ä",
      "coloured",
      "/^10.*oured$/",
      "level:error",
      '"error: refused"',
      "!status>=500",
      "!.status:",
    ],
  };

  test.each(finders[line] ?? [])("%s", (query) => {
    expect(found(query, [line])).toEqual([true]);
  });
});

describe.each([
  ["a line of JSON", json],
  ["a line of pairs", pairs],
  ["a line of klog", klog],
  ["a plain line", plain],
])("%s is not found by", (_, line) => {
  const others: Record<string, readonly string[]> = {
    [json]: [
      "gone",
      "refused gone",
      "!refused",
      "CONNECTION",
      "/Conn.*Ref/",
      "level>error",
      "level:warn",
      "!level>=warn",
      "status:504",
      "status<500",
      "status>10ms",
      "status=50",
      "tatus=503",
      ".status=503",
      ".HTTP.status=503",
      "status!=503",
      "nothing!=1",
      "nothing>1",
      "dur>12ms",
      "dur>10",
      "user=ann.",
      "user=ANN",
      "pod:pod-4",
      "pod=pod",
      "container!=app",
      "msg:/^ref/",
      ".msg.x:",
    ],
    [pairs]: ["level>=error", "status>200", "size>4Mi", "dur<1s", "answer=slow"],
    [klog]: ["caller:other", "thread>1", "pod:default"],
    [plain]: ["É", "error:ref", "status=200", ".error:", "[31m", "level>error", "10.0.0.1:5433"],
  };

  test.each(others[line] ?? [])("%s", (query) => {
    expect(found(query, [line])).toEqual([false]);
  });
});

describe("what cannot be read is a problem, and finds nothing", () => {
  test.each([
    ["/(/", /^not a regular expression: unterminated group at character 1$/],
    ["ok /[z-a]/", /^not a regular expression: .*out of order/],
    ["/a.*\\", /^not a regular expression: /],
    ["level>=loud", /^no level loud; there are unknown, trace, debug, info, warn, error, fatal$/],
    ["level>=", /^no level without a name; there are /],
    ["status>many", /^status> wants a number, a time such as 10ms or a size such as 4Mi, not many$/],
    ["status>=", /^status>= wants a number, .* not nothing$/],
    ["pod>3", /^pod is compared by : and = and !=, not by >$/],
    ['""', /^there is nothing between the quotes$/],
    ["path:/a(b/", /^not a regular expression: /],
  ])("%s", (text, problem) => {
    expect(readLogQuery(text)).toEqual({ query: undefined, problem: expect.stringMatching(problem) });
  });
});

describe("where a text has what was asked for", () => {
  test.each<[string, string, string[]]>([
    ["error refused", "Error: refused, refused", ["Error", "refused", "refused"]],
    ["Error", "error Error", ["Error"]],
    ["!gone", "gone", []],
    ["/re\\w+/", "refused REset", ["refused", "REset"]],
    ["fuse refused", "refused", ["refused"]],
    ["a.b", "axb a.b", ["a.b"]],
    ["/x*/", "ayxx", ["xx"]],
    ["level>=warn status>3", "warn 3", []],
    ["ärger", "ÄRGER", ["ÄRGER"]],
  ])("%s in %s", (query, text, marked) => {
    expect(
      queryOf(query)
        .marks(text)
        .map(([start, end]) => text.slice(start, end)),
    ).toEqual(marked);
  });
});

test("a query that asks for nothing says so", () => {
  expect([queryOf("").isEmpty, queryOf("  ").isEmpty, queryOf("x").isEmpty]).toEqual([true, true, false]);
});

test("lines are found as if each stood alone, whatever stands around them", () => {
  const random = seeded(5);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const words = [
    "status",
    "error",
    "200",
    "a",
    "ü",
    "Ü",
    "\x1b[1m",
    '"',
    "=",
    ":",
    "{",
    "}",
    ",",
    " ",
    "\\",
    "status=2",
    '"status":2',
    "\r",
    "°",
  ];
  const line = () =>
    random() < 0.2
      ? hostileText(random).slice(0, 300)
      : random() < 0.3
        ? pick([json, pairs, klog, plain])
        : Array.from({ length: Math.floor(random() * 8) }, () => pick(words)).join("");
  const queries = [
    "status",
    "error",
    "a",
    "ü",
    "Ü",
    "200",
    "!a",
    "/a.*t/",
    "status=2",
    "status:2",
    ".status=2",
    "status>=2",
    "status!=2",
    "path:orders",
    'a "error"',
    "caller:main",
  ];
  for (let round = 0; round < 6; round += 1) {
    const lines = Array.from({ length: 150 }, line);
    for (const query of queries) {
      const alone = lines.flatMap((text) => found(query, [text]));
      expect(found(query, lines), query).toEqual(alone);
    }
    const withStatus2 = lines.map((text) =>
      parseLine(withoutAnsi(text)).fields.some(({ name, value }) => name === "status" && value === "2"),
    );
    expect(found(".status=2", lines)).toEqual(withStatus2);
  }
});
