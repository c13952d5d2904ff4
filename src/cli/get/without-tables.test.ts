import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { homeOnServer } from "../../../test/support/home-on-server.ts";
import { startHttp } from "../../../test/support/loopback.ts";
import { runPeriplus } from "../../../test/support/run-periplus.ts";

const created = "2026-01-01T00:00:00Z";
const kite = (name: string) => ({
  apiVersion: "wind.test/v1",
  kind: "Kite",
  metadata: { name, namespace: "default", uid: name, creationTimestamp: created },
});
const isTable = ({ headers }: IncomingMessage) => /as=Table/.test(headers.accept ?? "");

/** An API service that lists kites and makes no Tables. */
async function get(refuses: "with 406" | "in silence", ...args: string[]) {
  const groups = [{ name: "wind.test", versions: [{ groupVersion: "wind.test/v1", version: "v1" }] }];
  const resources = [
    { name: "kites", singularName: "kite", namespaced: true, kind: "Kite", verbs: ["get", "list"] },
  ];
  const answers: Readonly<Record<string, unknown>> = {
    "/api": { kind: "APIVersions", versions: [] },
    "/apis": { kind: "APIGroupList", apiVersion: "v1", groups },
    "/apis/wind.test/v1": { kind: "APIResourceList", groupVersion: "wind.test/v1", resources },
    "/apis/wind.test/v1/namespaces/default/kites": {
      kind: "KiteList",
      apiVersion: "wind.test/v1",
      metadata: { resourceVersion: "1" },
      items: [kite("red"), kite("long-tailed")],
    },
    "/apis/wind.test/v1/namespaces/default/kites/red": kite("red"),
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const body = answers[(request.url ?? "").split("?", 1)[0] ?? ""];
    const onlyTable = isTable(request) && !/,application\/json(,|$)/.test(request.headers.accept ?? "");
    const code = body === undefined ? 404 : refuses === "with 406" && onlyTable ? 406 : 200;
    response.writeHead(code, { "content-type": "application/json" });
    response.end(JSON.stringify(code === 200 ? body : { kind: "Status", code, message: "no" }));
  };
  const { url } = await startHttp(answer);
  const home = await homeOnServer(url);
  return runPeriplus(["get", ...args], { home, now: () => Date.parse("2026-01-01T01:00:00Z") });
}

describe("objects of a server that makes no Tables have a name and an age, as with kubectl", () => {
  test.each(["with 406", "in silence"] as const)("refused %s", async (refuses) => {
    expect(await get(refuses, "kites")).toEqual({
      code: 0,
      stdout: "NAME          AGE\nred           60m\nlong-tailed   60m\n",
      stderr: "",
    });
    expect(await get(refuses, "kite/red", "-n", "default")).toEqual({
      code: 0,
      stdout: "NAME   AGE\nred    60m\n",
      stderr: "",
    });
    expect((await get(refuses, "kites", "--sort-by", "name")).stdout).toMatch(/long-tailed[\s\S]*red/);
  });
});
