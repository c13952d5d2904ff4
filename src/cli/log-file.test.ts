import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { crashText, openLog, withoutSecrets } from "./log-file.ts";

const now = () => Date.UTC(2026, 10, 17, 14);

describe("the log", () => {
  test("is written with times, in their order, for its owner only", async () => {
    const folder = await tempFolder();
    const log = openLog(join(folder.path, "deep", "log"), { now });
    log.write("first");
    log.write("second\nline");
    await log.flush();
    log.writeNow("last words");
    expect(await folder.read("deep/log")).toBe(
      "2026-11-17T14:00:00.000Z first\n2026-11-17T14:00:00.000Z second\nline\n2026-11-17T14:00:00.000Z last words\n",
    );
    expect((await stat(log.file)).mode & 0o777).toBe(0o600);
  });

  test("makes no file as long as there is nothing to say", async () => {
    const folder = await tempFolder();
    await openLog(join(folder.path, "log"), { now }).flush();
    await expect(folder.read("log")).rejects.toThrow("ENOENT");
  });

  test("begins anew when it has grown large, and keeps the one before", async () => {
    const folder = await tempFolder();
    await folder.write("log", "x".repeat(2 * 1024 * 1024));
    const log = openLog(join(folder.path, "log"), { now });
    log.write("new");
    await log.flush();
    expect(await folder.read("log")).toBe("2026-11-17T14:00:00.000Z new\n");
    expect(await folder.read("log.old")).toMatch(/^x+$/);
  });

  test("cuts what is longer than anybody reads", async () => {
    const folder = await tempFolder();
    const log = openLog(join(folder.path, "log"), { now });
    log.write("y".repeat(1_000_000));
    await log.flush();
    expect((await folder.read("log")).length).toBeLessThan(20_000);
  });

  test("that cannot be written fails nobody", async () => {
    const folder = await tempFolder();
    await folder.write("log", "a file");
    const log = openLog(join(folder.path, "log", "log"), { now });
    log.write("lost");
    log.writeNow("lost too");
    await expect(log.flush()).resolves.toBeUndefined();
  });

  test.each([
    ["authorization: Bearer abcdefgh.12345678", "authorization: Bearer [hidden]"],
    ["Basic dXNlcjpwYXNzd29yZA==", "Basic [hidden]"],
    ["got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "got [hidden token]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "[hidden key]"],
    ['{"token":"abc","name":"x"}', '{"token":[hidden],"name":"x"}'],
    ["client-key-data: TUlJ", "client-key-data: [hidden]"],
    ["pods is forbidden", "pods is forbidden"],
  ])("%j is written as %j", (text, written) => {
    expect(withoutSecrets(text)).toBe(written);
  });

  test("tells causes of causes", () => {
    const error = new Error("outer", { cause: new Error("inner", { cause: "root" }) });
    const text = crashText(error);
    expect(text).toMatch(/^Error: outer\n/);
    expect(text).toMatch(/caused by Error: inner\n/);
    expect(text).toMatch(/caused by root$/);
  });
});
