import { mkdir, readlink, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../test/support/temp-folder.ts";
import { createClock } from "../lib/clock.ts";
import { type MemoryFileOptions, openMemory } from "./memory-file.ts";

const clock = createClock(() => 0);

function open(folder: TempFolder, options: Partial<MemoryFileOptions> = {}) {
  return openMemory({
    file: join(folder.path, "state", "memory.json"),
    clock,
    namespaceOf: () => "default",
    onTrouble: (error) => {
      throw error;
    },
    ...options,
  });
}

describe("what is remembered between runs", () => {
  test("starts empty where there is no file", async () => {
    const memory = await open(await tempFolder());
    expect(memory.namespacesOf("prod")).toBeUndefined();
    expect(memory.seenNamespaces("prod")).toEqual([]);
    expect(memory.frequencyOf("kind pods")).toBe(0);
    expect(memory.previousContext).toBeUndefined();
    expect(memory.history).toEqual([]);
  });

  test("is there in the next run, in a file for its owner only", async () => {
    const folder = await tempFolder();
    const first = await open(folder);
    first.rememberContext("prod");
    first.rememberContext("lab");
    first.rememberNamespaces("prod", ["payments", "ledger"]);
    first.rememberNamespaces("lab", "all");
    first.rememberUse("kind pods");
    first.rememberUse("kind pods");
    first.rememberUse("kind nodes");
    first.rememberFilter("restarts>3");
    await first.flush();
    const next = await open(folder);
    expect(next.previousContext).toBe("prod");
    expect(next.namespacesOf("prod")).toEqual(["payments", "ledger"]);
    expect(next.namespacesOf("lab")).toBe("all");
    expect(next.seenNamespaces("prod")).toEqual(["ledger", "payments"]);
    expect(next.frequencyOf("kind nodes")).toBe(0.5);
    expect(next.history).toEqual(["restarts>3"]);
    expect((await stat(join(folder.path, "state", "memory.json"))).mode & 0o777).toBe(0o600);
  });

  test("goes to and fro between two contexts, also over runs", async () => {
    const folder = await tempFolder();
    const first = await open(folder);
    for (const name of ["a", "b", "a"]) first.rememberContext(name);
    expect(first.previousContext).toBe("b");
    await first.flush();
    const next = await open(folder);
    next.rememberContext("b");
    expect(next.previousContext).toBe("a");
  });

  test("takes kubectl's previous context where it knows of none", async () => {
    const memory = await open(await tempFolder(), { previousContext: "prod" });
    memory.rememberContext("lab");
    expect(memory.previousContext).toBe("prod");
  });

  test("gives way to a namespace that was set in the kubeconfig since", async () => {
    const folder = await tempFolder();
    const first = await open(folder, { namespaceOf: () => "default" });
    first.rememberNamespaces("prod", ["payments"]);
    await first.flush();
    const next = await open(folder, { namespaceOf: () => "ledger" });
    expect(next.namespacesOf("prod")).toBeUndefined();
    expect(next.seenNamespaces("prod")).toEqual(["payments"]);
  });

  test.each([
    ["is no JSON", "{"],
    ["is a list", "[]"],
    ["has other types", '{"contexts":1,"namespaces":{"a":{"shown":3}},"uses":{"x":"y"},"filters":[1,"ok"]}'],
  ])("is forgotten, not a fault, where the file %s", async (_, text) => {
    const folder = await tempFolder();
    await folder.write("state/memory.json", text);
    const memory = await open(folder);
    expect(memory.previousContext).toBeUndefined();
    expect(memory.namespacesOf("a")).toBeUndefined();
    memory.rememberUse("x");
    await memory.flush();
    expect((await open(folder)).frequencyOf("x")).toBe(1);
  });

  test("of two programs at once is kept from both", async () => {
    const folder = await tempFolder();
    const [one, other] = [await open(folder), await open(folder)];
    one.rememberUse("kind pods");
    other.rememberUse("kind nodes");
    await one.flush();
    await other.flush();
    const next = await open(folder);
    expect([next.frequencyOf("kind pods"), next.frequencyOf("kind nodes")]).toEqual([1, 1]);
  });

  test("stays bounded, and keeps what is used", async () => {
    const memory = await open(await tempFolder());
    for (let time = 0; time < 3; time += 1) memory.rememberUse("often");
    for (let index = 0; index < 1000; index += 1) memory.rememberUse(`once ${index}`);
    expect(memory.frequencyOf("often")).toBe(1);
    expect(memory.frequencyOf("once 0")).toBe(0);
    expect(memory.frequencyOf("once 999")).toBeGreaterThan(0);
  });

  test("that cannot be written is told, and the program goes on", async () => {
    const folder = await tempFolder();
    await folder.write("state", "a file where the folder should be");
    const told: unknown[] = [];
    const memory = await open(folder, { onTrouble: (error) => told.push(error) });
    memory.rememberUse("x");
    await memory.flush();
    expect(told).toHaveLength(1);
    expect(memory.frequencyOf("x")).toBe(1);
  });

  test("that cannot be read is told, and not taken for empty and replaced", async () => {
    const folder = await tempFolder();
    await mkdir(join(folder.path, "state"));
    const file = join(folder.path, "state", "memory.json");
    // Nobody can read a link that leads to itself.
    await symlink("memory.json", file);
    const told: unknown[] = [];
    const memory = await open(folder, { onTrouble: (error) => told.push(error) });
    memory.rememberUse("x");
    await memory.flush();
    expect(told).toHaveLength(2);
    expect(memory.frequencyOf("x")).toBe(1);
    expect(await readlink(file)).toBe("memory.json");
  });
});
