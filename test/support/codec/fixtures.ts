import { readdirSync, readFileSync } from "node:fs";
import type { KubeObject } from "../../../src/kube/types.ts";

const folder = new URL("../../fixtures/codec/", import.meta.url);

export interface CodecFixture {
  /** Such as `core.v1.Pod`. */
  readonly name: string;
  /** A whole protobuf body, with magic and envelope. */
  readonly protobuf: Buffer;
  readonly json: KubeObject;
}

/** All pairs of `<name>.pb` and `<name>.json` in a folder; those of test/fixtures/codec by default. */
export function codecFixtures(from: string | URL = folder): CodecFixture[] {
  const names = readdirSync(from).flatMap((file) =>
    file.endsWith(".pb") ? [file.slice(0, -".pb".length)] : [],
  );
  return names.filter((name) => !name.includes("after_roundtrip")).map((name) => readFixture(from, name));
}

/** One fixture of test/fixtures/codec by name. */
export function codecFixture(name: string): CodecFixture {
  return readFixture(folder, name);
}

function readFixture(from: string | URL, name: string): CodecFixture {
  const file = (extension: string) =>
    typeof from === "string" ? `${from}/${name}.${extension}` : new URL(`${name}.${extension}`, from);
  return {
    name,
    protobuf: readFileSync(file("pb")),
    json: JSON.parse(readFileSync(file("json"), "utf8")) as KubeObject,
  };
}
