import { expect, test } from "vitest";
import { startHttp, textOf, transportTo } from "../../../test/support/loopback.ts";
import { patientTransport } from "./patient.ts";
import type { WireRequest } from "./types.ts";

/** A server that refuses so many requests; and what was waited for until an answer was had. */
async function ask(
  refusals: number,
  refusal: { readonly code: number; readonly retryAfter?: string },
  request: Pick<WireRequest, "method" | "body"> = { method: "GET" },
) {
  const bodies: string[] = [];
  const { url } = await startHttp(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    bodies.push(body);
    if (bodies.length > refusals) return response.end("done");
    const { code, retryAfter } = refusal;
    response.writeHead(code, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end("busy");
  });
  const waits: number[] = [];
  const transport = patientTransport(transportTo(url), { sleep: async (ms) => void waits.push(ms) });
  const response = await transport.send({ path: "/x", ...request });
  return { status: response.status, text: await textOf(response), waits, bodies };
}

test.each([429, 500, 503])(
  "what a server refuses with %i is sent again when the server said it may",
  async (code) => {
    const { text, waits, bodies } = await ask(2, { code, retryAfter: "3" }, { method: "PATCH", body: "{}" });
    expect({ text, waits, bodies }).toEqual({
      text: "done",
      waits: [3000, 3000],
      bodies: ["{}", "{}", "{}"],
    });
  },
);

test.each([{ code: 429 }, { code: 503 }, { code: 404, retryAfter: "1" }])(
  "what is refused with %j is not sent again",
  async (refusal) => {
    expect(await ask(1, refusal)).toMatchObject({ status: refusal.code, text: "busy", waits: [] });
  },
);

test("after ten waits the refusal is the answer", async () => {
  const { status, text, waits } = await ask(100, { code: 429, retryAfter: "1" });
  expect({ status, text, waits: waits.length }).toEqual({ status: 429, text: "busy", waits: 10 });
});

test("nobody waits on who has left", async () => {
  const { url } = await startHttp((_, response) => response.writeHead(429, { "retry-after": "60" }).end());
  const leave = new AbortController();
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<void>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      leave.abort(new Error("left"));
    });
  const transport = patientTransport(transportTo(url), { sleep });
  await expect(transport.send({ method: "GET", path: "/x", signal: leave.signal })).rejects.toThrow("left");
});
