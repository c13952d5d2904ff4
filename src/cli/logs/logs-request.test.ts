import { describe, expect, test } from "vitest";
import { CliError } from "../failure.ts";
import { type LogsOptions, type LogsRequest, logsRequest } from "./logs-request.ts";

const now = Date.parse("2026-11-22T14:00:00Z");
const seconds = (text: string) => Date.parse(text) / 1000;

function read(options: LogsOptions, queries: readonly string[] = ["api"]): LogsRequest {
  return logsRequest({ queries, options, contexts: [], namespaces: undefined, theme: undefined }, now);
}

function refusal(options: LogsOptions, queries?: readonly string[]): string {
  try {
    read(options, queries);
  } catch (error) {
    if (error instanceof CliError && error.exitCode === 2) return `${error.message}; ${error.nextStep}`;
    throw error;
  }
  throw new Error("expected a refusal");
}

describe("whose logs", () => {
  test("are those of pods by name, or of an object", () => {
    expect(read({}, ["^api-", "deploy/web", "^api-"]).queries).toEqual([
      { type: "pattern", text: "^api-", pattern: /^api-/ },
      { type: "object", text: "deploy/web", kind: "deploy", name: "web" },
    ]);
  });

  test.each([{ selector: "app=web" }, { fieldSelector: "status.phase=Running" }, { node: "node-1" }])(
    "need no name with %j",
    (options) => {
      expect(read(options, []).queries).toEqual([]);
    },
  );

  test("on a node, narrowed by the server", () => {
    expect(read({ node: "node-1", fieldSelector: "status.phase=Running" }).pods.selectors).toEqual({
      fieldSelector: "status.phase=Running,spec.nodeName=node-1",
    });
  });
});

describe("from where", () => {
  test.each([
    [{}, {}],
    [{ tail: "0" }, { tailLines: 0 }],
    [{ tail: "-1" }, {}],
    [
      { since: "5m", tail: "3" },
      { sinceSeconds: 300, tailLines: 3 },
    ],
    [{ since: "1500ms" }, { sinceSeconds: 2 }],
    [{ since: "2d" }, { sinceSeconds: 172_800 }],
    // Newer than nothing ago: what comes from now on.
    [{ since: "0" }, { tailLines: 0 }],
    [{ since: "0s", tail: "5" }, { tailLines: 0 }],
    [{ sinceTime: "2026-11-22T13:00:00.5Z" }, { sinceTime: seconds("2026-11-22T13:00:00Z") }],
    // The server's clock would run over.
    [{ since: "99999999999h" }, {}],
    [{ limitBytes: "1000" }, { limitBytes: 1000 }],
    [{ limitBytes: "0" }, {}],
  ])("%j asks for %j", (options, start) => {
    expect(read(options).reading.start).toEqual(start);
  });

  test("to the nanosecond, by leaving out what the server sends too much", () => {
    expect(read({ sinceTime: "2026-11-22T13:00:00.5Z" }).reading.from).toEqual({
      seconds: seconds("2026-11-22T13:00:00Z"),
      nanos: 500_000_000,
    });
  });

  test.each([
    ["10m", "2026-11-22T13:50:00Z"],
    ["2026-11-22T13:00:00Z", "2026-11-22T13:00:00Z"],
    ["2026-11-22 14:00", "2026-11-22T13:00:00Z"],
    ["9:30", "2026-11-22T08:30:00Z"],
  ])("until %s", (until, moment) => {
    expect(read({ until, timezone: "Europe/Berlin" }).reading.until?.seconds).toBe(seconds(moment));
  });
});

describe("whether they are followed", () => {
  test.each([
    ["by default", {}, true],
    ["not on request", { follow: false }, false],
    ["not what has ended", { previous: true }, false],
    ["not what is past", { until: "5m" }, false],
    ["what is not past yet", { until: "2026-11-22T15:00:00Z" }, true],
  ])("%s", (_, options, follow) => {
    expect(read(options).reading.follow).toBe(follow);
  });
});

describe("wrong usage is told in a sentence, with what to do", () => {
  test.each<[LogsOptions, RegExp]>([
    [{ since: "5" }, /^--since cannot be "5"; write how long ago, such as 5m/],
    [{ since: "5m", sinceTime: "9:00" }, /^--since and --since-time say the same in two ways/],
    [{ until: "tomorrow" }, /^--until cannot be "tomorrow"/],
    [{ since: "5m", until: "10m" }, /^--until is before the beginning/],
    [{ follow: true, until: "10m" }, /^--until is past/],
    [{ follow: true, previous: true }, /^an instance that has ended writes nothing more/],
    [{ tail: "ten" }, /^--tail wants a whole number of at least -1, not "ten"; write --tail 100$/],
    [{ tail: "-2" }, /^--tail wants a whole number of at least -1, not "-2"/],
    [{ limitBytes: "-1" }, /^--limit-bytes wants a whole number, not "-1"/],
    [{ maxLogRequests: "0" }, /^--max-log-requests wants a whole number of at least 1, not "0"/],
    [{ sinceTime: "5m" }, /^--since-time cannot be "5m"; write a time such as/],
    [
      { include: ["err(or"] },
      /^--include "err\(or" is not a regular expression: unterminated group at character 4, "\(or"/,
    ],
    [{ container: "[a" }, /^--container "\[a" is not a regular expression/],
    [{ selector: "app=a b" }, /^--selector "app=a b" is no label selector/],
    [{ condition: "=true" }, /^--condition cannot be "=true"; write NAME or NAME=VALUE/],
    [{ condition: "ready=maybe" }, /^the value of --condition cannot be "maybe"/],
    [
      { containerState: ["up"] },
      /^--container-state cannot be "up"; choose among running, waiting, terminated and all$/,
    ],
    [{ timestamps: "long" }, /^--timestamps cannot be "long"; choose one of default, short$/],
    [{ timezone: "Mars/Olympus" }, /^there is no time zone "Mars\/Olympus"/],
    [{ color: "red" }, /^--color cannot be "red"; choose one of auto, always, never$/],
    [{ output: "yaml" }, /^--output cannot be "yaml"; choose one of default, raw, json/],
    [{ order: "name" }, /^--order cannot be "name"; choose one of time, arrival$/],
  ])("%j", (options, words) => {
    expect(refusal(options)).toMatch(words);
  });

  test.each([
    ["a/b/c", /^"a\/b\/c" is not KIND\/NAME/],
    ["deploy/", /^"deploy\/" is not KIND\/NAME/],
    ["", /^a name is empty, which every pod has in it; write \. for all pods$/],
    ["api(", /^the name "api\(" is not a regular expression/],
  ])("%s", (query, words) => {
    expect(refusal({}, [query])).toMatch(words);
  });

  test.each<LogsOptions>([{}, { selector: "" }, { fieldSelector: "" }])(
    "no name at all, with %j",
    (options) => {
      expect(refusal(options, [])).toMatch(/^logs needs to know whose; write periplus logs NAME/);
    },
  );

  test("no node", () => {
    expect(refusal({ node: "" })).toMatch(/^--node names no node/);
  });
});
