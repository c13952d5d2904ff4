import { follow, get, post, type Server } from "../both-servers.ts";
import type { ContainerReference, LogLine } from "../pod-logs.ts";
import { until } from "../until.ts";
import { outcome, pods, type Stories } from "./story.ts";

/** Makes a pod on a node that answers for its logs, and waits until its containers run. Gives the first of them. */
async function runningPod(
  server: Server,
  name: string,
  { containers = ["app"], initContainers = [] as string[], restartPolicy = "Always" } = {},
): Promise<ContainerReference> {
  const spec = {
    nodeName: await server.loggingNode(),
    restartPolicy,
    containers: containers.map((container) => ({ name: container, image: "registry.example/app:1" })),
    initContainers: initContainers.map((container) => ({
      name: container,
      image: "registry.example/init:1",
    })),
  };
  await post(server, pods, { metadata: { name }, spec });
  server.pass(20_000);
  const container = { namespace: "conform", pod: name, container: containers[0] ?? "" };
  await server.logs.append(container, []);
  return container;
}

const at = (second: number, decimals: string) => `2026-11-22T03:00:0${second}.${decimals}Z`;

/** Seven records of five lines: one in two pieces, one of the other stream, one in another zone, out of order. */
const someLines: readonly LogLine[] = [
  { text: "one", time: at(1, "000000001") },
  { text: "tw", time: at(2, "5"), partial: true },
  { text: "o", time: at(2, "500000001") },
  { text: "thrée", time: at(3, "999999999"), stream: "stderr" },
  { text: "", time: at(4, "0") },
  { text: "five", time: "2026-11-22T05:00:05.25+02:00" },
  { text: "late", time: at(3, "0") },
];

const read = async (server: Server, pod: string, query = "") =>
  outcome(await get(server, `${pods}/${pod}/log?${query}`));

export const logs: Stories = {
  async "lines come by their place in the file, pieces joined, with stamps where they are asked for"(server) {
    await server.logs.append(await runningPod(server, "lines"), someLines);
    const queries = [
      "",
      "timestamps=true",
      "timestamps=1",
      "timestamps=",
      "timestamps=False",
      "timestamps=0",
    ];
    return Promise.all(queries.map((query) => read(server, "lines", query)));
  },

  async "the tail counts records, and a time or a size is applied to what it leaves"(server) {
    await server.logs.append(await runningPod(server, "tails"), someLines);
    const queries = [
      ...[0, 1, 3, 5, 6, 7, 99].map((lines) => `tailLines=${lines}`),
      "tailLines=6&timestamps=true",
      "tailLines=2&sinceTime=2026-11-22T03:00:05Z",
      "tailLines=4&limitBytes=9&timestamps=true",
    ];
    return Promise.all(queries.map((query) => read(server, "tails", query)));
  },

  async "a time is taken as its whole second, lines of which are there"(server) {
    await server.logs.append(await runningPod(server, "times"), someLines);
    const times = [
      "2026-11-22T03:00:02Z",
      "2026-11-22T03:00:02.9Z",
      "2026-11-22T03:00:03.999999999Z",
      "2026-11-22T04:00:03%2B01:00",
      "2026-11-22T03:00:09Z",
    ];
    return Promise.all(times.map((time) => read(server, "times", `sinceTime=${time}&timestamps=true`)));
  },

  async "a size cuts a line where it falls, stamp included, and in the middle of a letter"(server) {
    await server.logs.append(await runningPod(server, "sizes"), someLines);
    const bytes = await Promise.all(
      [1, 4, 5, 11, 12, 40].map(async (size) => {
        const path = `${pods}/sizes/log?limitBytes=${size}`;
        return [(await get(server, path)).text, (await get(server, `${path}&timestamps=true`)).text];
      }),
    );
    return bytes;
  },

  async "parameters that make no sense are refused before anything is looked for"(server) {
    const queries = [
      "tailLines=-1",
      "tailLines=ten",
      "tailLines=",
      "tailLines=1.5",
      "limitBytes=0",
      "sinceSeconds=0",
      "sinceSeconds=-3&tailLines=-2",
      "sinceTime=yesterday",
      "sinceTime=2026-11-22",
      "sinceTime=2026-11-22T03:00:00",
      "sinceTime=2026-11-22T03:00:00Zulu",
      "sinceTime=2026-11-31T03:00:00Z",
      "sinceTime=",
      "sinceTime=2026-11-22T03:00:00Z&sinceSeconds=5",
      "stream=Stdout",
      "stream=All",
    ];
    return Promise.all(queries.map(async (query) => [query, await read(server, "not-there", query)]));
  },

  async "a container must be named where there are several, and must be the pod's"(server) {
    await runningPod(server, "several", { containers: ["app", "side"], initContainers: ["setup"] });
    return Promise.all(
      ["", "container=", "container=other", "container=setup%20"].map((query) =>
        read(server, "several", query),
      ),
    );
  },

  async "a log is text that comes as it goes"(server) {
    await server.logs.append(await runningPod(server, "form"), someLines);
    const { status, headers } = await get(server, `${pods}/form/log`, {
      headers: { accept: "application/json, */*", "accept-encoding": "gzip" },
    });
    const names = [
      "content-type",
      "content-length",
      "transfer-encoding",
      "content-encoding",
      "cache-control",
    ];
    return { status, headers: names.map((name) => [name, headers[name]]) };
  },

  async "whoever accepts only text is refused, though it is text"(server) {
    await runningPod(server, "accepted");
    const kinds = ["text/plain", "application/json", "text/*", "*/*"];
    return Promise.all(
      kinds.map(
        async (accept) => (await get(server, `${pods}/accepted/log`, { headers: { accept } })).status,
      ),
    );
  },

  async "a pod without a node has nothing to say, and one on a node that is not there neither"(server) {
    const spec = { containers: [{ name: "app", image: "registry.example/app:1" }] };
    await post(server, pods, { metadata: { name: "homeless" }, spec: { ...spec, schedulerName: "nobody" } });
    await post(server, pods, { metadata: { name: "lost" }, spec: { ...spec, nodeName: "nowhere" } });
    return Promise.all(["homeless", "lost", "not-there"].map((pod) => read(server, pod)));
  },

  async "of a node that cannot be reached it is said where it was asked and what came of that"(server) {
    const spec = { containers: [{ name: "app", image: "registry.example/app:1" }] };
    await post(server, pods, {
      metadata: { name: "cut-off" },
      spec: { ...spec, nodeName: await server.unreachableNode() },
    });
    const path = `${pods}/cut-off/log?timestamps=true&tailLines=3&container=app&previous=true`;
    const { status, json, text } = await get(server, path);
    const said = String(json.message ?? text)
      .replaceAll(/\d+\.\d+\.\d+\.\d+:\d+/g, "ADDRESS")
      .replace(/(dial tcp ADDRESS): .*/, "$1: WHY");
    return { status, fields: Object.keys(json).sort(), said };
  },

  async "there is no log of an instance before the first, and then there is"(server) {
    const container = await runningPod(server, "reborn");
    const before = await read(server, "reborn", "previous=true");
    await server.logs.append(container, [{ text: "first life" }]);
    await server.logs.restart(container);
    await server.logs.append(container, [{ text: "second life" }]);
    return [
      String((before as { body: { message: string } }).body.message).trimEnd(),
      await read(server, "reborn", "previous=true"),
      await read(server, "reborn", "previous=false"),
    ];
  },

  async "who follows gets what is there, what comes, and the end when the container ends"(server) {
    const container = await runningPod(server, "followed", { restartPolicy: "Never" });
    await server.logs.append(container, [{ text: "before", time: at(1, "0") }]);
    const log = await follow(server, `${pods}/followed/log?follow=true&timestamps=true`);
    await until("the first line is there", async () => log.lines.length === 1);
    await server.logs.append(container, [{ text: "after", time: at(2, "0") }]);
    await until("the second line is there", async () => log.lines.length === 2);
    await server.logs.end(container);
    await until("it is over", async () => log.ending !== "open");
    return [log.text, log.ending, await read(server, "followed", "follow=true")];
  },

  async "who follows goes on over a rotation, which takes from others what was before"(server) {
    const container = await runningPod(server, "rotated", { restartPolicy: "Never" });
    await server.logs.append(container, [{ text: "before" }]);
    const log = await follow(server, `${pods}/rotated/log?follow=true`);
    await until("the first line is there", async () => log.lines.length === 1);
    server.pass(1000);
    await server.logs.rotate(container);
    server.pass(1000);
    await server.logs.append(container, [{ text: "after" }]);
    await until("the second line is there", async () => log.lines.length === 2);
    return [log.text, await read(server, "rotated"), await read(server, "rotated", "tailLines=9")];
  },

  async "who follows with a tail, a time and a size gets these first"(server) {
    const container = await runningPod(server, "begun", { restartPolicy: "Never" });
    await server.logs.append(container, someLines);
    const queries = ["tailLines=0", "tailLines=2", "sinceTime=2026-11-22T03:00:05Z", "limitBytes=12"];
    const opened = await Promise.all(
      queries.map((query) => follow(server, `${pods}/begun/log?follow=true&${query}`)),
    );
    await until("those with lines have them", async () => opened.slice(1).every(({ text }) => text !== ""));
    await server.logs.append(container, [{ text: "more", time: at(9, "0") }]);
    await until("those without a size have the last", async () =>
      opened.slice(0, -1).every(({ text }) => text.endsWith("more\n")),
    );
    return opened.map(({ text, ending }) => [text, ending]);
  },

  async "a long line comes whole, and a tail may begin within it"(server) {
    const container = await runningPod(server, "long");
    const pieces = ["a", "b", "c"].map((letter) => letter.repeat(16_384));
    await server.logs.append(container, [
      { text: "before", time: at(1, "0") },
      ...pieces.map((text, index) => ({ text, time: at(2, String(index)), partial: true })),
      { text: "end", time: at(3, "0") },
    ]);
    const texts = await Promise.all(
      [
        "timestamps=true",
        "timestamps=true&tailLines=2",
        "timestamps=true&sinceTime=2026-11-22T03:00:03Z",
      ].map(async (query) => (await get(server, `${pods}/long/log?${query}`)).text),
    );
    return texts.map((text) =>
      text.replaceAll(/([abc])\1{9,}/g, (run, letter) => `${run.length} ${letter} `),
    );
  },
};
