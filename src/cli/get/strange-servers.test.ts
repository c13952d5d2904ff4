import { describe, expect, test } from "vitest";
import { homeOnServer } from "../../../test/support/home-on-server.ts";
import { startHttp } from "../../../test/support/loopback.ts";
import { runPeriplus } from "../../../test/support/run-periplus.ts";

const answers = {
  "404 for everything": [404, "text/plain", "404 page not found\n", "it has neither /api nor /apis"],
  "404 pages": [404, "text/html", "<html>no</html>", "it has neither /api nor /apis"],
  "other JSON": [200, "application/json", '{"hello":1}', "it names no kind of object"],
} as const;
type Answer = keyof typeof answers;

async function run(answer: Answer, ...args: string[]) {
  const [code, type, body] = answers[answer];
  const { url } = await startHttp((_request, response) => {
    response.writeHead(code, { "content-type": type }).end(body);
  });
  const home = await homeOnServer(url);
  return { url, ...(await runPeriplus(args, { home })) };
}

describe("a server that is none of Kubernetes is called so in the same words", () => {
  test.each(
    Object.keys(answers).flatMap((answer) =>
      [
        ["get", "pods"],
        ["get", "pods", "-o", "json"],
        ["get", "pod", "api"],
        ["get", "widgets"],
        ["get", "pods", "-w"],
        ["ns"],
        ["logs", "pod/api", "--no-follow"],
      ].map((args) => [answer as Answer, args] as const),
    ),
  )("that answers with %s, asked for %j", async (answer, args) => {
    const { url, code, stderr } = await run(answer, ...args);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `periplus: ${url} is not a Kubernetes API server: ${answers[answer][3]}\n` +
        "  check the server address, and the path in it\n",
    );
  });
});
