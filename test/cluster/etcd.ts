// What an API server keeps in its etcd, read and written behind its back.
import { request } from "undici";

/** What the etcd at this URL holds under the key, one character a byte. */
export async function readKey(etcd: string, key: string): Promise<string> {
  const answer = (await ask(etcd, "range", { key: base64(key) })) as { kvs?: { value: string }[] };
  const value = answer.kvs?.[0]?.value;
  if (value === undefined) throw new Error(`etcd has no ${key}`);
  return Buffer.from(value, "base64").toString("latin1");
}

/** Writes a value, one character a byte. An API server learns of it from its watch. */
export async function putKey(etcd: string, key: string, value: string): Promise<void> {
  await ask(etcd, "put", { key: base64(key), value: base64(value) });
}

/** Forgets every version but the present ones. */
export async function compact(etcd: string): Promise<void> {
  const { header } = (await ask(etcd, "range", { key: base64("/") })) as { header: { revision: string } };
  await ask(etcd, "compaction", { revision: header.revision, physical: true });
}

function base64(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}

/** etcd's own interface, in JSON. */
async function ask(etcd: string, operation: string, body: object): Promise<unknown> {
  const answer = await request(`${etcd}/v3/kv/${operation}`, { method: "POST", body: JSON.stringify(body) });
  if (answer.statusCode !== 200) throw new Error(`etcd ${operation}: ${await answer.body.text()}`);
  return answer.body.json();
}
