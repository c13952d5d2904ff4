import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../test/support/temp-folder.ts";
import { saveFileOf } from "./save-file.ts";

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});

const pieces = (...texts: string[]) => texts.map((text) => Buffer.from(text));
const save = () => saveFileOf({ home: join(folder.path, "home"), cwd: folder.path });

test("a file is written where it is asked for, for its owner alone", async () => {
  expect(await save()("some.log", pieces("one\n", "two\n"))).toBe(join(folder.path, "some.log"));
  expect(await readFile(join(folder.path, "some.log"), "utf8")).toBe("one\ntwo\n");
  expect((await stat(join(folder.path, "some.log"))).mode & 0o777).toBe(0o600);
});

test("~ is the home folder", async () => {
  await mkdir(join(folder.path, "home"));
  expect(await save()("~/some.log", pieces("x"))).toBe(join(folder.path, "home", "some.log"));
});

describe("what cannot be written is said in one line", () => {
  test.each<[string, string, RegExp]>([
    ["a name that is taken", "taken.log", /taken\.log is there already, and stays as it is/],
    ["a folder that is not there", "nowhere/some.log", /there is no folder .*nowhere$/],
    ["a folder that is a file", "taken.log/some.log", /taken\.log is no folder$/],
    ["a folder", ".", /is there already|is a folder/],
  ])("%s", async (_, name, reason) => {
    await writeFile(join(folder.path, "taken.log"), "mine");
    await expect(save()(name, pieces("x"))).rejects.toThrow(reason);
    expect(await readFile(join(folder.path, "taken.log"), "utf8")).toBe("mine");
  });

  test("and nothing is left of a file that could not be written whole", async () => {
    async function* failing() {
      yield Buffer.from("half");
      throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    }
    await expect(save()("half.log", failing())).rejects.toThrow(/there is no room left for .*half\.log/);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
