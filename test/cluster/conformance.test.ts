// What Periplus asks of an API server, told as small stories that run on a real one and on the demo cluster, and must
// come out the same. demo.test.ts compares single answers; here one thing leads to another.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blanked } from "./blanked.ts";
import { type BothServers, post, startBoth } from "./both-servers.ts";
import { accepted } from "./conformance/accepted.ts";
import { customKinds } from "./conformance/custom-kinds.ts";
import { discovery, resourcesOf } from "./conformance/discovery.ts";
import { lists } from "./conformance/lists.ts";
import { logs } from "./conformance/logs.ts";
import { rights } from "./conformance/rights.ts";
import { watches } from "./conformance/watches.ts";
import { deletions, writes } from "./conformance/writes.ts";

let servers: BothServers;

beforeAll(async () => {
  servers = await startBoth();
  for (const server of [servers.real, servers.demo]) {
    await post(server, "/api/v1/namespaces", { metadata: { name: "conform" } });
  }
});

afterAll(async () => {
  await servers?.[Symbol.asyncDispose]();
});

const chapters = Object.entries({ lists, watches, writes, deletions, rights, discovery, customKinds, logs });

describe.each(chapters)("%s of the demo cluster are those of a real server:", (_, stories) => {
  test.each(Object.entries(stories))("%s", async (title, story) => {
    const [real, demo] = await Promise.all([story(servers.real), story(servers.demo)]);
    const told = expect(blanked(demo), accepted[title]);
    // What is accepted must still be there, or it stands in the list for nothing.
    if (title in accepted) told.not.toEqual(blanked(real));
    else told.toEqual(blanked(real));
  });
});

test.each(["/api", "/apis"])(
  "what the demo cluster says of its resources in %s is what a real server says",
  async (path) => {
    const [real, demo] = await Promise.all([
      resourcesOf(servers.real, path),
      resourcesOf(servers.demo, path),
    ]);
    const shared = [...demo.keys()].filter((name) => real.has(name));
    expect(shared.length).toBeGreaterThan(10);
    expect(shared.map((name) => [name, demo.get(name)])).toEqual(
      shared.map((name) => [name, real.get(name)]),
    );
  },
);
