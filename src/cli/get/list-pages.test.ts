import { describe, expect, test } from "vitest";
import { ApiError } from "../../kube/api-error.ts";
import type { ListChunk, ListQuery, WireObject } from "../../kube/types.ts";
import { listPages } from "./list-pages.ts";

const object = (name: string): WireObject => ({
  identity: { uid: name, name, namespace: "shop", resourceVersion: "1" },
  encoded: { encoding: "json", type: { apiVersion: "v1", kind: "Pod" }, bytes: new Uint8Array() },
});

const end = (token: string): ListChunk => ({ objects: [], page: { resourceVersion: "1", continue: token } });

function expired(token: string): ApiError {
  const status = { code: 410, reason: "Expired", metadata: { continue: token } };
  return new ApiError({ kind: "status", message: "too old", tried: "list pods", code: 410, status });
}

/** A server with these answers by their continue tokens, and the order in which things happened. */
function server(answers: Readonly<Record<string, readonly (ListChunk | ApiError)[]>>) {
  const happened: string[] = [];
  async function* list({ continue: token = "", limit }: ListQuery): AsyncGenerator<ListChunk> {
    happened.push(`asked for ${token || "the first"} page of ${limit}`);
    for (const answer of answers[token] ?? []) {
      await Promise.resolve();
      if (answer instanceof ApiError) throw answer;
      yield answer;
    }
  }
  const names = async () => {
    const read: string[] = [];
    for await (const { objects } of listPages(
      { list },
      { namespace: "shop" },
      new AbortController().signal,
    )) {
      for (const { identity } of objects) {
        happened.push(`read ${identity.name}`);
        read.push(identity.name);
      }
    }
    return read;
  };
  return { happened, names };
}

describe("a list by pages", () => {
  test("is all of them, in order", async () => {
    const { names } = server({
      "": [{ objects: [object("a")] }, { objects: [object("b")] }, end("two")],
      two: [{ objects: [object("c")] }, end("three")],
      three: [end("")],
    });
    expect(await names()).toEqual(["a", "b", "c"]);
  });

  test("asks for the next page as soon as its token is known", async () => {
    const { happened, names } = server({
      "": [{ objects: [object("a")], next: "two" }, { objects: [object("b")] }, end("two")],
      two: [{ objects: [object("c")] }, end("")],
    });
    await names();
    expect(happened).toEqual([
      "asked for the first page of 500",
      "asked for two page of 500",
      "read a",
      "read b",
      "read c",
    ]);
  });

  test("goes on in the newest version when a token has become too old", async () => {
    const { names } = server({
      "": [{ objects: [object("a")] }, end("old")],
      old: [expired("new")],
      new: [{ objects: [object("b")] }, end("")],
    });
    expect(await names()).toEqual(["a", "b"]);
  });

  test("fails where a page fails, after what came before it", async () => {
    const { happened, names } = server({
      "": [{ objects: [object("a")], next: "two" }, end("two")],
      two: [new ApiError({ kind: "connection", message: "gone", tried: "list pods" })],
    });
    await expect(names()).rejects.toThrow("gone");
    expect(happened).toContain("read a");
  });
});
