import { describe, expect, test } from "vitest";
import { detectLevel } from "./detect-level.ts";
import { type Level, levelOf } from "./level.ts";

const read = (line: string): Level => levelOf(detectLevel(Buffer.from(line)));

describe("the level of a line in JSON", () => {
  test.each<[string, Level]>([
    ['{"level":"warn","msg":"slow"}', "warn"],
    ['{"ts":1.5,"msg":"level: error","level" : "info"}', "info"],
    ['{"level":30,"time":1700000000000,"msg":"pino"}', "info"],
    ['{"name":"bunyan","level":60,"msg":"gone"}', "fatal"],
    ['{"message":"monolog","level":400,"level_name":"ERROR"}', "error"],
    ['{"short_message":"gelf","level":3}', "error"],
    ['{"logger":"funcr","level":0,"msg":"logr"}', "info"],
    ['{"severity":"CRITICAL","message":"cloud"}', "fatal"],
    ['{"severity":"NOTICE","message":"cloud"}', "info"],
    ['{"@t":"2026-11-22T03:00:00Z","@mt":"Hello, {User}","@l":"Warning","User":"x"}', "warn"],
    ['{"@level":"debug","@message":"hclog"}', "debug"],
    ['{"levelname":"ERROR","message":"python"}', "error"],
    ['{"log.level":"error","message":"ecs"}', "error"],
    ['{"log":{"logger":"x","level":"error"},"message":"ecs"}', "error"],
    ['{"level":"ERROR+4","msg":"slog"}', "error"],
    ['{"level":"Level(-4)","msg":"zap"}', "debug"],
    ['  \t{"level":"error"}', "error"],
    ['2026-11-22T03:00:00Z main.go {"level":"error"}', "error"],
    ['{"msg":"{\\"level\\":\\"error\\"}"}', "unknown"],
    ['{"request":{"level":"error"},"msg":"another\'s level"}', "unknown"],
    ['{"log":"text","request":{"level":"error"}}', "unknown"],
    ['{"msg":"no level","error":"boom"}', "unknown"],
    ['{"ts":1763780400123.4,"caller":"app/server.go:77","msg":"Starting","v":0}', "info"],
    [
      '{"ts":1763780400123.4,"caller":"app/server.go:77","msg":"Syncing","v":5,"err":"of no account"}',
      "debug",
    ],
    ['{"ts":1763780400123.4,"caller":"app/server.go:77","msg":"Syncing","v":10}', "debug"],
    ['{"ts":1763780400123.4,"caller":"app/server.go:77","msg":"Cannot sync","err":"boom"}', "error"],
    ['{"ts":1763780400123.4,"msg":"no verbosity","pod":{"v":0,"err":"of a field"}}', "unknown"],
    ['{"ts":1763780400123.4,"v":0,"level":"warn","msg":"zap"}', "warn"],
    ['{"ts":"2026-11-22T03:00:00Z","v":1,"err":"another format"}', "unknown"],
    ['{"tags":["level","error"]}', "unknown"],
    ['{"level":null}', "unknown"],
    ['{"level":', "unknown"],
    ['{"lev', "unknown"],
    ['{"msg":"cut in an escape\\', "unknown"],
    [`{"msg":"${"long ".repeat(2000)}","level":"error"}`, "error"],
  ])("%s", (line, level) => {
    expect(read(line)).toBe(level);
  });
});

describe("the level of a line of pairs", () => {
  test.each<[string, Level]>([
    ['time="2026-11-22T03:00:00Z" level=warning msg="slow"', "warn"],
    ['ts=1 caller=main.go:10 lvl=eror msg="x"', "unknown"],
    ["ts=1 caller=main.go:10 lvl=err msg=x", "error"],
    ['msg="an ERROR that was mended" level=info', "info"],
    ['msg="level=debug was set" level=info', "info"],
    ["INFO x=1 y=2 started", "info"],
    ['level="fatal" msg=x', "fatal"],
    ["handled request path=/orders/77 status=500", "unknown"],
    ["t=1 log_level=DEBUG x=1", "debug"],
    [`a=1 b="${"x".repeat(300)}" level=error`, "error"],
  ])("%s", (line, level) => {
    expect(read(line)).toBe(level);
  });
});

describe("the level of a line that begins with it", () => {
  test.each<[string, Level]>([
    ["I0102 15:04:05.678901       1 main.go:12] started", "info"],
    ["W0102 15:04:05.678901       1 main.go:12] slow", "warn"],
    ["E0102 15:04:05.678901       1 main.go:12] ERROR", "error"],
    ["F0102 15:04:05.678901       1 main.go:12] gone", "fatal"],
    ["X0102 15:04:05.678901       1 main.go:12] not klog", "unknown"],
    ["<11>app: user-level messages", "error"],
    ["<165>1 2026-11-22T03:00:00Z host app - - - text", "info"],
    ["<999>no priority", "unknown"],
    ["1:M 02 Jan 2026 10:00:00.000 # WARNING overcommit_memory is set to 0", "warn"],
    ["1:M 02 Jan 2026 10:00:00.000 * Ready to accept connections", "info"],
    ["17:C 02 Jan 2026 10:00:00.000 . chatter", "trace"],
  ])("%s", (line, level) => {
    expect(read(line)).toBe(level);
  });
});

describe("the level of a line that has it as a word near its start", () => {
  test.each<[string, Level]>([
    ["2026-11-22 10:00:00.123  INFO 1 --- [main] c.e.App : Started", "info"],
    ["10:00:00.123 [main] ERROR com.example.App - failed", "error"],
    ["2026-11-22T10:00:00.000Z\tinfo\tcontroller\tstarted", "info"],
    ["2026-11-22T10:00:00.000Z\tDEBUG\tcontroller\tstarted", "debug"],
    ["2026/11/22 10:00:00 [error] 7#7: *1 open() failed", "error"],
    ["[2026-11-22T10:00:00Z WARN  app::db] slow", "warn"],
    ["[2026-11-22 10:00:00,000: ERROR/MainProcess] Task raised", "error"],
    ["[2026-11-22 10:00:00] production.ERROR: it broke", "error"],
    ["[12:00:00 INF] Now listening", "info"],
    ["12:00PM ERR failed error=boom", "error"],
    ["\x1b[31mERROR\x1b[0m it broke", "error"],
    ["\x1b[90m12:00PM\x1b[0m \x1b[33mWRN\x1b[0m slow", "warn"],
    ["14:20:30 warn event loop was blocked", "warn"],
    ["2026-11-22T10:00:00.000Z error cannot connect", "error"],
    ["[2026-11-22 10:00:00,123 +0100] debug asked", "debug"],
    ["info: Microsoft.Hosting.Lifetime[0]", "info"],
    ["fail: App.Worker[0]", "error"],
    ["dbug: App.Worker[0]", "debug"],
    ["ERROR:root:it broke", "error"],
    ["2026-11-22 10:00:00 UTC [1] LOG:  checkpoint starting", "info"],
    ["2026-11-22 10:00:00 UTC [1] FATAL:  role does not exist", "fatal"],
    ["2026-11-22T10:00:00Z 0 [Note] InnoDB: started", "info"],
    ["SEVERE: it broke", "error"],
    ["E, [2026-11-22T10:00:00 #1] ERROR -- : it broke", "error"],
    ["panic: runtime error: index out of range", "fatal"],
    ["error: cannot find module", "error"],
    ["npm warn: old lockfile", "warn"],
    ["|WARN| slow", "warn"],
    ["<Error> it broke", "error"],
    ["CRITICAL - disk", "fatal"],
    ["INFO no ERROR was found", "info"],
  ])("%s", (line, level) => {
    expect(read(line)).toBe(level);
  });

  test.each<[string, Level]>([
    ["\x1b[2m14:20:30\x1b[0m \x1b[33mwarn \x1b[0m event loop was blocked", "warn"],
    ["[14:20:30.123] \x1b[31mERROR\x1b[39m (1): \x1b[36mit broke\x1b[39m", "error"],
    ["\x1b[33mwarn\x1b[39m: slow", "warn"],
    ["\x1b[33mwarn\x1b[39m slow", "warn"],
    ["app \x1b[1m\x1b[31merror\x1b[39m\x1b[22m: it broke", "error"],
    ["app [\x1b[31merror\x1b[0m] it broke", "error"],
    ["2026-11-22T10:00:00.000Z\t\x1b[33mwarn\x1b[0m\tcontroller\tslow", "warn"],
    ["\x1b[36mtime=\x1b[0m12:00 \x1b[36mlevel=\x1b[0m\x1b[31merror\x1b[0m msg=x", "error"],
    ["\x1b[36mlevel\x1b[0m=error msg=x", "error"],
    [
      '\x1b[1;39m{\x1b[34m"a"\x1b[0m:\x1b[1m[1]\x1b[0m,\x1b[34m"level"\x1b[0m:\x1b[32m"error"\x1b[0m}',
      "error",
    ],
    ['{"level":"\\u001b[33mwarn\\u001b[39m","message":"slow"}', "warn"],
    ["\x1b[31mTypeError\x1b[0m: x is not a function", "error"],
  ])("%j, in colours", (line, level) => {
    expect(read(line)).toBe(level);
  });

  test.each<[string, Level]>([
    ["Traceback (most recent call last):", "error"],
    ['Exception in thread "main" java.lang.NullPointerException', "error"],
    ["java.lang.IllegalStateException: it broke", "error"],
    ["TypeError: x is not a function", "error"],
    ["Unhandled exception. System.Exception: it broke", "error"],
  ])("%s is how programs fail", (line, level) => {
    expect(read(line)).toBe(level);
  });
});

describe("no level is read into", () => {
  test.each([
    "",
    "   ",
    "\x1b",
    "\x1b[",
    "\x1b[31m",
    "handled request",
    '10.0.0.1 - - [22/Nov/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 500 12',
    "GET /ERROR/x HTTP/1.1",
    "an error occurred while nobody looked",
    "14:20:30 an error occurred while nobody looked",
    "7 error pages were sent",
    "\x1b[2man error occurred\x1b[0m while nobody looked",
    "\x1b[2merror pages were sent\x1b[0m",
    "for your information only",
    "MY_ERROR_CODE 7",
    "TERRORS of the deep",
    "retrying after ConnectionErrors",
    "the InfoPanel is shown",
    `${"x ".repeat(100)}ERROR far from the start`,
    "\u0000\u0001\ufffd",
  ])("%j", (line) => {
    expect(read(line)).toBe("unknown");
  });

  test("bytes that are no text", () => {
    for (let byte = 0; byte < 256; byte += 1) {
      expect(levelOf(detectLevel(Uint8Array.from([byte, byte, byte])))).toBe("unknown");
    }
  });
});
