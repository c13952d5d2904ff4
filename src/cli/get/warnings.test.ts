import { expect, test } from "vitest";
import { homeOnServer } from "../../../test/support/home-on-server.ts";
import { startHttp } from "../../../test/support/loopback.ts";
import { runPeriplus } from "../../../test/support/run-periplus.ts";

test("what the server warns of is said once each, as kubectl says it, and safe for a terminal", async () => {
  const { url } = await startHttp((request, response) => {
    const isLast = request.url?.includes("continue=");
    const items = [{ metadata: { name: isLast ? "b" : "a", namespace: "default", uid: String(isLast) } }];
    const warnings = ['299 - "Böxes \u202esink"', '299 - "say \\"v2\\""'].map((text) =>
      Buffer.from(text).toString("latin1"),
    );
    response.setHeader("content-type", "application/json");
    response.setHeader("warning", isLast ? warnings.slice(1) : warnings);
    const metadata = { resourceVersion: "1", ...(!isLast && { continue: "more" }) };
    // Beside a body of text Node would write the headers as UTF-8 once more.
    response.end(Buffer.from(JSON.stringify({ kind: "ConfigMapList", apiVersion: "v1", metadata, items })));
  });
  const home = await homeOnServer(url);
  expect(await runPeriplus(["get", "cm", "-o", "name"], { home })).toEqual({
    code: 0,
    stdout: "configmap/a\nconfigmap/b\n",
    stderr: 'Warning: Böxes ⇄sink\nWarning: say "v2"\n',
  });
});
