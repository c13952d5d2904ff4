import { setFlagsFromString } from "node:v8";
import { expect, test } from "vitest";
import { rowOf } from "../../test/support/rows.ts";
import type { Column } from "../resources/kind.ts";
import { FilterReader } from "./filter.ts";

interface Thing {
  readonly restarts: number;
  readonly status: string;
  readonly size: number;
}

const columns: readonly Column<Thing>[] = [
  { id: "name", header: "NAME", doc: "", value: (row) => row.name, priority: 0 },
  { id: "status", header: "STATUS", doc: "", value: (row) => row.summary.status, priority: 1 },
  {
    id: "restarts",
    header: "RESTARTS",
    doc: "",
    value: (row) => row.summary.restarts,
    text: (row) => `${row.summary.restarts} (2m ago)`,
    ages: true,
    priority: 1,
  },
  { id: "size", header: "SIZE", doc: "", value: (row) => row.summary.size, unit: "bytes", priority: 1 },
  {
    id: "age",
    header: "AGE",
    doc: "",
    value: (row, now) => now - row.createdAt,
    unit: "milliseconds",
    ages: true,
    priority: 1,
  },
];

const reader = new FilterReader(columns as readonly Column[]);
const now = 10 * 3_600_000;
const crashing = rowOf({
  name: "api-7d9c-9hz2m",
  namespace: "payments",
  createdAt: now - 3 * 3_600_000,
  labels: { app: "api", tier: "web" },
  summary: { restarts: 14, status: "CrashLoopBackOff", size: 20 * 2 ** 30 },
});
const healthy = rowOf({
  name: "ledger-0",
  namespace: "ledger",
  createdAt: now - 60_000,
  labels: { app: "ledger" },
  summary: { restarts: 0, status: "Running", size: 5 * 2 ** 20 },
});

function found(text: string): string[] {
  const { filter } = reader.read(text);
  return [crashing, healthy].filter((row) => filter.matches({ row }, now)).map(({ name }) => name);
}

test.each([
  ["", ["api-7d9c-9hz2m", "ledger-0"]],
  ["API", ["api-7d9c-9hz2m"]],
  ["payments crash", ["api-7d9c-9hz2m"]],
  ["payments running", []],
  ["!crash", ["ledger-0"]],
  ["/^ledger ledger-\\d/", ["ledger-0"]],
  ["!/ledger/", ["api-7d9c-9hz2m"]],
  ["/back off|Running/", ["ledger-0"]],
  ["/^api-/", ["api-7d9c-9hz2m"]],
  ["/^ledger$/", ["ledger-0"]],
  ["/api|nothing", ["api-7d9c-9hz2m"]],
  ["/back off|Run", ["ledger-0"]],
  ["/(?i)^LEDGER-[[:digit:]]$/", ["ledger-0"]],
  ["status:crash", ["api-7d9c-9hz2m"]],
  ["status=running", ["ledger-0"]],
  ["status=run", []],
  ["!status:crash", ["ledger-0"]],
  ["restarts>3", ["api-7d9c-9hz2m"]],
  ["restarts>=14", ["api-7d9c-9hz2m"]],
  ["restarts<1", ["ledger-0"]],
  ["age<1h", ["ledger-0"]],
  ["age>2h30m", ["api-7d9c-9hz2m"]],
  ["size>10Gi", ["api-7d9c-9hz2m"]],
  ["-l app=ledger", ["ledger-0"]],
  ["-l tier running", []],
  ["-l tier in (web,backend)", ["api-7d9c-9hz2m"]],
  ["-l tier in ( web, backend ) crash", ["api-7d9c-9hz2m"]],
  ["-l app in (api,ledger), !tier running", ["ledger-0"]],
  ["crash -l app=api, tier=web", ["api-7d9c-9hz2m"]],
  ["-l app=api !running", ["api-7d9c-9hz2m"]],
  ["-l 'tier notin (web)'", ["ledger-0"]],
  ['-l "app = ledger" running', ["ledger-0"]],
  ['"crashloopbackoff 14"', ["api-7d9c-9hz2m"]],
  ["image:nginx", []],
])("the filter %s finds %j", (text, names) => {
  expect(found(text)).toEqual(names);
});

test.each([
  ["/api\\", /^"api\\" is not a regular expression: \\ at end of pattern$/],
  ["/(/", /^"\(" is not a regular expression: unterminated group$/],
  ["/[", /^"\[" is not a regular expression: unterminated character class$/],
  ["restarts>many", /^restarts> wants a number, not many/],
  ["age<soon", /age< wants a time such as 90s, 5m, 2h or 3d, not soon/],
  ["colour>3", /no column colour; there are name, status, restarts, size, age/],
  ["-l", /-l wants a label selector/],
  ["-l tier in", /^-l tier in is no label selector: found '' expected: '\('/],
  ["-l tier in (web", /^-l tier in \(web is no label selector: found '', expected: ',' or '\)'/],
  ["-l tier in web,backend", /^-l tier in web,backend is no label selector: found 'web' expected: '\('/],
  ["-l app=a=b", /^-l app=a=b is no label selector: found '=', expected: ',' or 'end of string'/],
  ["-l app=$x", /^-l app=\$x is no label selector: "\$x" is not a valid label value/],
  ["-l 'app in x'", /^-l app in x is no label selector: found 'x' expected: '\('/],
])("the filter %s says what is wrong with it", (text, message) => {
  expect(reader.read(text).problem).toMatch(message);
});

test("a label selector that cannot be read narrows nothing", () => {
  expect(found("-l tier in (web")).toEqual(["api-7d9c-9hz2m", "ledger-0"]);
});

test("what can be read of a filter narrows, whatever is wrong with the rest", () => {
  expect(found("ledger restarts>many")).toEqual(["ledger-0"]);
});

test("the words and expressions looked for are known, so that they can be marked where they stand", () => {
  expect(reader.read("api !web status:x /re/").filter.terms).toEqual(["api", /[rR][eE]/m]);
});

test("no expression holds a row for ever, as `(x+)+` does where V8's usual engine takes each way through it", () => {
  // As main.ts does.
  setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
  const long = rowOf({ name: "x".repeat(22), summary: { restarts: 0, status: "", size: 0 } });
  const matches = (text: string) => reader.read(text).filter.matches({ row: long }, now);
  expect([matches("/(\\w+\\s*)+:/"), matches("/(\\w+\\s*)+X\\b/")]).toEqual([false, true]);
});

test("a row that was read ahead is not read again for what is looked for in it", () => {
  let reads = 0;
  const status: Column = {
    id: "status",
    header: "STATUS",
    doc: "",
    value: () => {
      reads += 1;
      return "Running";
    },
    priority: 1,
  };
  const ahead = new FilterReader([status]);
  const searched = { row: healthy };
  ahead.readAhead(searched, now);
  expect(reads).toBe(1);
  for (const text of ["run", "runn", "nowhere"]) ahead.read(text).filter.matches(searched, now);
  expect(reads).toBe(1);
});
