// A process of its own: reads logs all at once and keeps nothing of them, which is the least that any program does
// that reads them. Without FOLLOW it reads what there is and prints how long that took; with it, it follows what is new,
// tells its parent when every log has begun to answer and when so many LINES have come, and ends when it is told to.
import { Agent, request } from "node:https";

/** Milliseconds until the last log had ended, and the lines of all. */
export interface PlainTimes {
  readonly downloaded: number;
  readonly lines: number;
}

const { SERVER = "", CA_DATA = "", TOKEN = "", PODS = "[]", NAMESPACE = "" } = process.env;
const { CONTAINER = "app", FOLLOW = "", LINES = "Infinity" } = process.env;
const pods = JSON.parse(PODS) as readonly string[];
const wanted = Number(LINES);
const started = performance.now();
const agent = new Agent({ ca: Buffer.from(CA_DATA, "base64") });
const headers = { authorization: `Bearer ${TOKEN}`, "user-agent": "floor" };
const query = `container=${CONTAINER}&timestamps=true${FOLLOW === "" ? "" : "&follow=true&tailLines=0"}`;
let lines = 0;

/** Resolves when the log has begun to answer; `end` of what it resolves with when the log has ended. */
function read(pod: string): Promise<{ readonly end: Promise<void> }> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/log?${query}`;
  return new Promise((begin, reject) => {
    request(`${SERVER}${path}`, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the server answered ${response.statusCode}`));
      response.on("data", take);
      begin({ end: new Promise((end, fail) => response.on("end", end).on("error", fail)) });
    })
      .on("error", reject)
      .end();
  });
}

function take(chunk: Buffer): void {
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  if (lines >= wanted) process.send?.("done");
}

process.once("message", () => process.exit());
const logs = await Promise.all(pods.map(read));
process.send?.("ready");
await Promise.all(logs.map(({ end }) => end));
const times: PlainTimes = { downloaded: performance.now() - started, lines };
console.log(JSON.stringify(times));
process.exit();
