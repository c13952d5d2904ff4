// A process of its own: downloads the list of all pods as gzipped JSON and parses it, which is the least that any
// program does that reads JSON with Node; prints how long that took.
import { request } from "node:https";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";

/** Milliseconds for the download with its decompression, and for JSON.parse after that. */
export interface FloorTimes {
  readonly downloaded: number;
  readonly parsed: number;
}

const { SERVER = "", CA_DATA = "", TOKEN = "" } = process.env;
const started = performance.now();

const options = {
  ca: Buffer.from(CA_DATA, "base64"),
  headers: { authorization: `Bearer ${TOKEN}`, "accept-encoding": "gzip", "user-agent": "floor" },
};
const bytes = await new Promise<Buffer>((resolve, reject) => {
  request(`${SERVER}/api/v1/pods`, options, (response) => {
    if (response.statusCode !== 200 || response.headers["content-encoding"] !== "gzip") {
      reject(new Error(`the server answered ${response.statusCode}, or not in gzip`));
    } else buffer(response.pipe(createGunzip())).then(resolve, reject);
  })
    .on("error", reject)
    .end();
});
const downloaded = performance.now() - started;
const { items } = JSON.parse(bytes.toString()) as { readonly items: readonly unknown[] };
if (items.length === 0) throw new Error("the list is empty");
const times: FloorTimes = { downloaded, parsed: performance.now() - started - downloaded };
console.log(JSON.stringify(times));
process.exit();
