import { expect, test } from "vitest";
import { ManualClock } from "../../../test/support/manual-clock.ts";
import { NodeLogs, noLink } from "../../../test/support/node-logs.ts";
import type { LogPods } from "../../logs/types.ts";
import { OlderLogs, type Reach } from "./older-logs.ts";

const podsOf = (node: NodeLogs): LogPods => ({ pods: () => [node.pod], subscribe: () => () => undefined });

/** What is read of a log before a line, of which so many with its stamp are known. */
async function readBefore(node: NodeLogs, first: Reach["first"], count = 1): Promise<string[]> {
  const clock = new ManualClock({ now: 1_000_000 });
  const { uid, namespace, name, node: nodeName, context } = node.pod;
  const source = {
    number: 7,
    pod: { context, uid, namespace, name, node: nodeName },
    container: "app",
    role: "app" as const,
  };
  const found: string[] = [];
  const older = new OlderLogs({
    pods: podsOf(node),
    server: () => ({ open: node.open, link: noLink }),
    clock,
    start: {},
    previous: false,
    longestLine: 1000,
    mostStreams: 10,
    reaches: new Map([[`${context}/${uid}/app`, { source, first, count }]]),
    onLines(lines) {
      found.push(...lines.map((line) => `${line.source.number}: ${Buffer.from(line.bytes).toString()}`));
      return undefined;
    },
  });
  const reading = older.read();
  await clock.pass(60_000);
  await reading;
  return found;
}

test("what lies before the first line that was read is read, once", async () => {
  const node = new NodeLogs();
  node.write(10, 1, "a");
  node.write(11, 1, "b");
  node.write(12, 1, "c");
  node.write(13, 1, "d");
  expect(await readBefore(node, { seconds: 12, nanos: 1 })).toEqual(["7: a", "7: b"]);
});

test("of lines with the same stamp those are new that stand before the ones that are known", async () => {
  const node = new NodeLogs();
  for (const text of ["a", "b", "c", "d"]) node.write(10, 1, text);
  node.write(11, 1, "e");
  expect(await readBefore(node, { seconds: 10, nanos: 1 }, 2)).toEqual(["7: a", "7: b"]);
});

test("nothing before is nothing read", async () => {
  const node = new NodeLogs();
  node.write(10, 1, "a");
  expect(await readBefore(node, { seconds: 10, nanos: 1 })).toEqual([]);
});
