import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../../test/support/eventually.ts";
import { get, pem, startHttp2, textOf, Watches } from "../../test/support/loopback.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { createClock } from "../lib/clock.ts";
import { openClient } from "./open-client.ts";
import { freeTerminal } from "./terminal-loan.ts";

test("the sleep of the machine is noticed by the clock on the wall", async () => {
  const server = await startHttp2(new Watches().answer);
  const home = await tempFolder();
  let now = 0;
  const { client } = openClient(
    {
      context: { name: "test", file: "", cluster: "test", user: "test" },
      cluster: {
        name: "test",
        file: "",
        server: server.url,
        certificateAuthorityData: Buffer.from(pem("ca")).toString("base64"),
      },
      user: { name: "test", file: "", token: "t" },
      namespace: "default",
    },
    {
      world: { env: {}, home: home.path, cwd: home.path, version: "1.2.3", clock: createClock(() => now) },
      terminal: freeTerminal(false),
      pluginPolicy: { type: "AllowAll" },
      isReadOnly: () => true,
      onCredentialNotice: (text) => expect.unreachable(text),
    },
  );
  onTestFinished(() => client.close());
  await textOf(await get(client.transport, "/before"));
  let pings = 0;
  for (const session of server.sessions) {
    session.on("ping", () => {
      pings += 1;
    });
  }
  now += 3_600_000;
  await textOf(await get(client.transport, "/after"));
  await eventually(() => expect(pings).toBe(1));
});
