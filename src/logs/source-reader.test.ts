import { describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { NodeLogs } from "../../test/support/node-logs.ts";
import { Link } from "../cache/link.ts";
import { Slicer } from "../lib/slicer.ts";
import { SourceReader, type SourceReaderOptions } from "./source-reader.ts";
import type { LogEntry, LogStart, SourceStatus } from "./types.ts";

/** What a reader handed on: lines as they are, notes in brackets with what they are about. */
class Reading {
  readonly clock = new ManualClock({ now: 100_000 });
  readonly node = new NodeLogs();
  readonly entries: string[] = [];
  readonly statuses: SourceStatus["phase"][] = [];
  readonly reader: SourceReader;
  readonly #stop = new AbortController();
  isOver = false;
  caughtUpAfter: number | undefined;
  over: Promise<void> = Promise.resolve();

  constructor(
    options: Partial<SourceReaderOptions> = {},
    prepare: (node: NodeLogs) => void = () => undefined,
  ) {
    prepare(this.node);
    const { pod, container } = this.node;
    this.reader = new SourceReader(
      {
        source: { number: 0, pod, container: container.name, role: container.role },
        server: { open: this.node.open, link: new Link(async () => this.node.isThere, this.clock) },
        clock: this.clock,
        slicer: new Slicer(this.clock),
        start: {},
        follow: true,
        previous: false,
        until: undefined,
        longestLine: 1000,
        push: (entries) => void this.entries.push(...entries.map(textOf)),
        onCaughtUp: () => {
          this.caughtUpAfter = this.entries.length;
        },
        onStatus: ({ phase }) => this.statuses.push(phase),
        ...options,
      },
      container,
    );
  }

  async start(): Promise<this> {
    this.over = this.reader.run(this.#stop.signal).then(() => {
      this.isOver = true;
    });
    await this.pass(0);
    return this;
  }

  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms);
  }

  /** The pod's status tells what the node knows. */
  async tellStatus(): Promise<void> {
    this.reader.update(this.node.container);
    await this.pass(0);
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error("nobody reads any more"));
    await this.over;
  }
}

function textOf(entry: LogEntry): string {
  return entry.kind === "line" ? Buffer.from(entry.bytes).toString() : `[${entry.about}: ${entry.text}]`;
}

const writeLines = (node: NodeLogs, from: number, to: number, perSecond = 3) => {
  for (let line = from; line < to; line++)
    node.write(50 + Math.floor(line / perSecond), line, `line ${line}`);
};
const linesText = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

test("what is there is read, then what comes", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 5)).start();
  expect(reading.caughtUpAfter).toBe(5);
  writeLines(reading.node, 5, 8);
  await reading.pass(0);
  expect(reading.entries).toEqual(linesText(0, 8));
  expect(reading.statuses.at(-1)).toBe("streaming");
  await reading.stop();
});

test("a log that is not followed is read to its end", async () => {
  const reading = await new Reading({ follow: false }, (node) => writeLines(node, 0, 5)).start();
  expect(reading.entries).toEqual(linesText(0, 5));
  expect(reading.isOver).toBe(true);
});

describe("a server that was away", () => {
  test("is asked again as soon as it answers, however long it was away", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 5)).start();
    reading.node.goAway();
    await reading.pass(305_000);
    reading.node.allow();
    writeLines(reading.node, 5, 8);
    await reading.pass(1500);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 8));
    await reading.stop();
  });

  test("is not said to stream before its node has answered", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 5)).start();
    reading.node.refuse(500, "dial tcp 10.1.2.3:10250: i/o timeout");
    reading.node.cutAll();
    await reading.pass(60_000);
    const since = reading.statuses.slice(reading.statuses.indexOf("retrying"));
    expect(new Set(since)).toEqual(new Set(["retrying"]));
    reading.node.allow();
    await reading.pass(15_000);
    // Nothing was written: nobody would know but for having asked.
    expect(reading.statuses.at(-1)).toBe("streaming");
    await reading.stop();
  });

  test("is asked less and less often where all that it answers is a refusal", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 5)).start();
    reading.node.refuse(500, "etcdserver: request timed out");
    reading.node.cutAll();
    await reading.pass(120_000);
    expect(reading.node.requests.length).toBeLessThan(15);
    await reading.stop();
  });

  test("is asked at once when somebody asks for that", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 5)).start();
    reading.node.refuse(500, "etcdserver: request timed out");
    reading.node.cutAll();
    await reading.pass(60_000);
    reading.node.allow();
    writeLines(reading.node, 5, 6);
    reading.reader.retry();
    await reading.pass(0);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 6));
    await reading.stop();
  });
});

describe("where to begin", () => {
  test.each<[string, LogStart, number, number]>([
    ["the last two lines", { tailLines: 2 }, 4, 6],
    ["no line that is there", { tailLines: 0 }, 6, 6],
    ["the lines of a second and later", { sinceTime: 51 }, 3, 6],
  ])("%s, and all that come after", async (_, start, first, last) => {
    const reading = await new Reading({ start }, (node) => writeLines(node, 0, 6)).start();
    expect(reading.entries).toEqual(linesText(first, last));
    writeLines(reading.node, 6, 9);
    await reading.pass(0);
    expect(reading.entries).toEqual(linesText(first, 9));
    await reading.stop();
  });

  test("a cut before the first new line asks for what came since the beginning, and not for the tail again", async () => {
    const reading = await new Reading({ start: { tailLines: 0 } }, (node) => writeLines(node, 0, 6)).start();
    await reading.pass(2500);
    reading.node.cutAll(new Error("read ECONNRESET"));
    await reading.pass(600);
    expect(reading.node.requests.at(-1)).toMatchObject({ follow: true, sinceSeconds: 4 });
    expect(reading.node.requests.at(-1)).not.toHaveProperty("tailLines");
    await reading.stop();
  });
});

describe("no line is lost or doubled", () => {
  test.each([
    [undefined, "cleanly"],
    [new Error("read ECONNRESET"), "by a reset"],
  ])("when the stream ends (%s) %s although the container runs", async (error, _how) => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 5)).start();
    for (let round = 0; round < 4; round++) {
      reading.node.cutAll(error);
      writeLines(reading.node, 5 + round * 4, 9 + round * 4);
      await reading.pass(20_000);
    }
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 21));
    await reading.stop();
  });

  test("when each answer is cut anywhere, in the middle of a line too", async () => {
    const cuts = Array.from({ length: 40 }, (_, index) => (index * 37) % 211);
    const reading = await new Reading({}, (node) => {
      writeLines(node, 0, 30);
      node.cuts.push(...cuts);
    }).start();
    await reading.pass(3_600_000);
    writeLines(reading.node, 30, 33);
    await reading.pass(0);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 33));
    await reading.stop();
  });

  test("when many lines have one stamp", async () => {
    const reading = await new Reading().start();
    for (let round = 0; round < 5; round++) {
      for (let line = 0; line < 3; line++) reading.node.write(60, 7, line < 2 ? "same" : `other ${round}`);
      await reading.pass(0);
      reading.node.cutAll();
      await reading.pass(20_000);
    }
    const expected = [0, 1, 2, 3, 4].flatMap((round) => ["same", "same", `other ${round}`]);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(expected);
    await reading.stop();
  });

  test("and the return is marked once, where the first line comes after it", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.cutAll(new Error("read ECONNRESET"));
    await reading.pass(4000);
    writeLines(reading.node, 2, 4);
    await reading.pass(0);
    expect(reading.entries).toEqual([
      ...linesText(0, 2),
      "[lost: read ECONNRESET]",
      "[resumed: reading again after 4 s; nothing is missing]",
      ...linesText(2, 4),
    ]);
    await reading.stop();
  });
});

test("lines that a rotation took away while nobody read are said to be missing, perhaps", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 3)).start();
  reading.node.refuse(503, "the node cannot be reached");
  reading.node.cutAll(new Error("read ECONNRESET"));
  await reading.pass(0);
  writeLines(reading.node, 3, 6);
  reading.node.rotate();
  reading.node.allow();
  writeLines(reading.node, 6, 8);
  await reading.pass(20_000);
  expect(reading.entries).toEqual([
    ...linesText(0, 3),
    expect.stringContaining("[lost"),
    expect.stringContaining("[gap"),
    ...linesText(6, 8),
  ]);
  await reading.stop();
});

describe("a followed log that falls silent", () => {
  test("is opened anew when there is more", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.isStalled = true;
    writeLines(reading.node, 2, 4);
    await reading.pass(59_000);
    expect(reading.entries).toEqual(linesText(0, 2));
    reading.node.isStalled = false;
    await reading.pass(2000);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 4));
    await reading.stop();
  });

  test("since its file was cut off at the node may lack lines, which is said", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.isStalled = true;
    writeLines(reading.node, 2, 4);
    reading.node.rotate();
    writeLines(reading.node, 6, 8);
    await reading.pass(59_000);
    reading.node.isStalled = false;
    await reading.pass(10_000);
    expect(reading.entries).toEqual([
      ...linesText(0, 2),
      expect.stringContaining("[gap: lines may be missing"),
      ...linesText(6, 8),
    ]);
    await reading.stop();
  });

  test("is asked again where the question could not be put", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.isStalled = true;
    writeLines(reading.node, 2, 4);
    reading.node.refuse(503, "the server is busy");
    await reading.pass(61_000);
    reading.node.allow();
    await reading.pass(60_000);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 4));
    await reading.stop();
  });

  test("is asked less and less often while there is nothing, and stays open", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    await reading.pass(3_600_000);
    const probes = reading.node.requests.filter(({ tailLines }) => tailLines === 1);
    expect(probes.length).toBeGreaterThan(5);
    expect(probes.length).toBeLessThan(15);
    expect(reading.node.followers).toBe(1);
    expect(reading.node.requests.filter(({ follow }) => follow)).toHaveLength(1);
    await reading.stop();
  });

  test("is opened anew after three hours, before somebody on the way forgets it", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    await reading.pass(4 * 3_600_000);
    expect(reading.node.requests.filter(({ follow }) => follow).length).toBeGreaterThan(1);
    expect(reading.entries).toEqual(linesText(0, 2));
    await reading.stop();
  });
});

describe("a container that ends", () => {
  test("is read to its end, and how it ended is said", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.cutAll(new Error("read ECONNRESET"));
    writeLines(reading.node, 2, 4);
    reading.node.exit(1, "Error");
    await reading.tellStatus();
    await reading.pass(20_000);
    expect(reading.entries.filter((text) => !/^\[(lost|resumed)/.test(text))).toEqual([
      ...linesText(0, 4),
      "[ended: exited 1 (Error)]",
    ]);
    expect(reading.statuses.at(-1)).toBe("ended");
    await reading.stop();
  });

  test("and starts again is read again, as one log", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.exit(1, "Error");
    await reading.tellStatus();
    reading.node.restart();
    await reading.tellStatus();
    writeLines(reading.node, 2, 4);
    await reading.pass(1000);
    expect(reading.entries).toEqual([
      ...linesText(0, 2),
      "[ended: exited 1 (Error)]",
      "[started: started again, restart 1]",
      ...linesText(2, 4),
    ]);
    await reading.stop();
  });

  test("and starts again later is said to have started then, not when it ended", async () => {
    const stamps: [text: string, seconds: number][] = [];
    const push = (entries: readonly LogEntry[]) => {
      stamps.push(...entries.map((entry): [string, number] => [textOf(entry), entry.seconds]));
      return undefined;
    };
    const reading = await new Reading({ push }, (node) => node.write(50, 0, "last words")).start();
    reading.node.exit(1, "Error", 51_000);
    await reading.tellStatus();
    reading.node.restart(90_000);
    await reading.tellStatus();
    expect(stamps).toEqual([
      ["last words", 50],
      ["[ended: exited 1 (Error)]", 51],
      ["[started: started again, restart 1]", 90],
    ]);
    await reading.stop();
  });

  test("and is replaced before its end was read is finished as the instance before", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.refuse(503, "the node cannot be reached");
    reading.node.cutAll(new Error("read ECONNRESET"));
    await reading.pass(0);
    writeLines(reading.node, 2, 4);
    reading.node.exit(137, "OOMKilled");
    reading.node.restart();
    writeLines(reading.node, 4, 6);
    reading.node.allow();
    await reading.tellStatus();
    await reading.pass(20_000);
    expect(reading.entries.filter((text) => !/^\[(lost|resumed)/.test(text))).toEqual([
      ...linesText(0, 4),
      "[ended: exited 137 (OOMKilled)]",
      "[started: started again, restart 1]",
      ...linesText(4, 6),
    ]);
    await reading.stop();
  });

  test("and starts again before its status says so is not taken for one that was rotated", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.exit(1, "Error");
    reading.node.restart();
    writeLines(reading.node, 2, 4);
    // The log is asked for again, and what answers is the new instance.
    await reading.pass(1000);
    expect(reading.node.requests.at(-1)).not.toHaveProperty("previous");
    await reading.tellStatus();
    await reading.pass(1000);
    expect(reading.entries).toEqual([
      ...linesText(0, 2),
      "[ended: exited 1 (Error)]",
      "[started: started again, restart 1]",
      ...linesText(2, 4),
    ]);
    await reading.stop();
  });

  test("and whose end was said first, but is answered for by the next instance, is finished as the one before", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.refuse(503, "the node cannot be reached");
    reading.node.cutAll(new Error("read ECONNRESET"));
    await reading.pass(0);
    writeLines(reading.node, 2, 4);
    reading.node.exit(1, "Error");
    await reading.tellStatus();
    reading.node.restart();
    writeLines(reading.node, 4, 6);
    reading.node.allow();
    await reading.pass(2000);
    await reading.tellStatus();
    await reading.pass(1000);
    expect(reading.entries.filter((text) => !/^\[(lost|resumed)/.test(text))).toEqual([
      ...linesText(0, 4),
      "[ended: exited 1 (Error)]",
      "[started: started again, restart 1]",
      ...linesText(4, 6),
    ]);
    await reading.stop();
  });

  test("without a word before the next one speaks is said to have ended all the same", async () => {
    const reading = await new Reading().start();
    reading.node.exit(1, "Error");
    reading.node.restart();
    await reading.pass(1000);
    writeLines(reading.node, 0, 2);
    await reading.tellStatus();
    await reading.pass(10_000);
    writeLines(reading.node, 2, 3);
    await reading.pass(0);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 3));
    expect(reading.entries.filter((text) => text.startsWith("["))).toEqual([
      "[ended: exited 1 (Error)]",
      "[started: started again, restart 1]",
    ]);
    await reading.stop();
  });

  test("several times unseen leaves a gap that is said", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.refuse(503, "the node cannot be reached");
    reading.node.cutAll(new Error("read ECONNRESET"));
    for (let round = 0; round < 3; round++) {
      reading.node.exit(1, "Error");
      reading.node.restart();
    }
    reading.node.allow();
    await reading.tellStatus();
    await reading.pass(20_000);
    expect(reading.entries.filter((text) => text.startsWith("[gap"))).not.toEqual([]);
    await reading.stop();
  });
});

test("a node that cannot be reached is said to be so before the reason, without the address that was asked for", async () => {
  const reading = await new Reading({}, (node) =>
    node.refuse(
      500,
      'Get "https://10.0.0.9:10250/containerLogs/a/b/c?x=1": dial tcp 10.0.0.9:10250: i/o timeout',
    ),
  ).start();
  expect(reading.entries).toEqual(["[lost: node-1 cannot be reached: dial tcp 10.0.0.9:10250: i/o timeout]"]);
  await reading.stop();
});

describe("a container that waits", () => {
  test("says why, once, and is read as soon as it runs", async () => {
    const reading = await new Reading({}, (node) => node.wait("ContainerCreating")).start();
    await reading.tellStatus();
    await reading.pass(60_000);
    expect(reading.entries).toEqual(["[waiting: waiting: ContainerCreating]"]);
    expect(reading.caughtUpAfter).toBeDefined();
    reading.node.run();
    writeLines(reading.node, 0, 2);
    await reading.tellStatus();
    expect(reading.entries.slice(1)).toEqual(linesText(0, 2));
    await reading.stop();
  });

  test("is not called by its names again in the kubelet's words", async () => {
    const message = "back-off 20s restarting failed container=app pod=api-0_payments(9f2c)";
    const reading = await new Reading({}, (node) => {
      node.exit(1, "Error");
      node.wait("CrashLoopBackOff", message);
    }).start();
    expect(reading.entries.at(-1)).toBe("[waiting: waiting: CrashLoopBackOff, back-off 20s]");
    await reading.stop();
  });

  test("is not waited for where logs are not followed", async () => {
    const reading = await new Reading({ follow: false }, (node) =>
      node.wait("ImagePullBackOff", "no such image"),
    ).start();
    expect(reading.isOver).toBe(true);
  });
});

describe("a server that refuses", () => {
  test("for want of a right is asked once, and its words are handed on", async () => {
    const reading = await new Reading({}, (node) => node.refuse(403, "pods/log is forbidden")).start();
    await reading.pass(600_000);
    expect(reading.entries).toEqual(["[refused: pods/log is forbidden]"]);
    expect(reading.node.requests).toHaveLength(1);
    expect(reading.statuses.at(-1)).toBe("refused");
    await reading.stop();
  });

  test("of what was granted a moment ago is not believed at once: a server that starts knows nobody's rights", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.refuse(403, "pods/log is forbidden");
    reading.node.cutAll();
    await reading.pass(10_000);
    reading.node.allow();
    writeLines(reading.node, 2, 4);
    await reading.pass(30_000);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 4));
    await reading.stop();
  });

  test("of what was granted before is believed where it lasts", async () => {
    const reading = await new Reading().start();
    reading.node.refuse(403, "pods/log is forbidden");
    reading.node.cutAll();
    await reading.pass(90_000);
    expect(reading.entries).toEqual(["[lost: pods/log is forbidden]", "[refused: pods/log is forbidden]"]);
    expect(reading.isOver).toBe(true);
  });

  test("that says for how long is respected", async () => {
    const reading = await new Reading({}, (node) =>
      node.refuse(429, "too many requests", { retryAfter: 30_000 }),
    ).start();
    await reading.pass(29_000);
    expect(reading.node.requests).toHaveLength(1);
    await reading.pass(2000);
    expect(reading.node.requests).toHaveLength(2);
    await reading.stop();
  });

  test("is left alone for so long whatever the pod's status says, unless somebody asks for another try", async () => {
    const reading = await new Reading({}, (node) =>
      node.refuse(429, "too many requests", { retryAfter: 30_000 }),
    ).start();
    await reading.tellStatus();
    expect(reading.node.requests).toHaveLength(1);
    reading.reader.retry();
    await reading.pass(0);
    expect(reading.node.requests).toHaveLength(2);
    reading.reader.update(undefined);
    await reading.pass(0);
    expect(reading.isOver).toBe(true);
    expect(reading.node.requests).toHaveLength(2);
  });

  test("for the moment is asked again, and given up only where nobody waits for more", async () => {
    const reading = await new Reading({ follow: false }, (node) => node.refuse(503, "try again")).start();
    await reading.pass(600_000);
    expect(reading.entries).toEqual(["[lost: try again]", "[refused: try again]"]);
    expect(reading.isOver).toBe(true);
  });
});

test("a pod that goes away is read to its end, and gone", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
  reading.node.exit(0, "Completed");
  reading.reader.update(undefined);
  await reading.pass(20_000);
  expect(reading.entries).toEqual([...linesText(0, 2), "[gone: the pod is gone]"]);
  expect(reading.isOver).toBe(true);
});

test("a pod that is gone without its log having ended is waited for only a moment", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
  reading.node.refuse(404, `pods "api-0" not found`);
  reading.reader.update(undefined);
  await reading.pass(3000);
  writeLines(reading.node, 2, 3);
  await reading.pass(4000);
  expect(reading.isOver).toBe(false);
  await reading.pass(6000);
  expect(reading.entries).toEqual([...linesText(0, 3), "[gone: the pod is gone]"]);
  expect(reading.isOver).toBe(true);
});

test("a pod of which the server knows nothing any more before its status says so is gone, and nothing else", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
  reading.node.cutAll();
  reading.node.refuse(404, `pods "api-0" not found`);
  // What is deleted is changed once more before.
  await reading.tellStatus();
  await reading.pass(1000);
  reading.reader.update(undefined);
  await reading.pass(0);
  expect(reading.entries).toEqual([...linesText(0, 2), "[gone: the pod is gone]"]);
  expect(reading.isOver).toBe(true);
});

test("a log that is not found although its pod is there is said to be lost, and read on when it is found", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
  reading.node.cutAll();
  reading.node.refuse(404, "the server could not find the requested resource");
  await reading.pass(5000);
  expect(reading.entries.slice(2)).toEqual(["[lost: the server could not find the requested resource]"]);
  reading.node.allow();
  await reading.pass(20_000);
  expect(reading.statuses.at(-1)).toBe("streaming");
  await reading.stop();
});

describe("what a node says in place of a line", () => {
  test.each(["failed to create fsnotify watcher: too many open files\n", "rpc error: code = Unavailable"])(
    "is told as the reason why reading stops for a moment: %j",
    async (words) => {
      const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
      reading.node.say(words);
      await reading.pass(0);
      expect(reading.entries).toEqual([...linesText(0, 2), `[lost: node-1 says: ${words.trim()}]`]);
      writeLines(reading.node, 2, 4);
      await reading.pass(5000);
      expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 4));
      await reading.stop();
    },
  );
});

test("a loss that comes again and again is said once, and again when it lasts", async () => {
  const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
  const fail = () => reading.node.say("failed to create fsnotify watcher: too many open files\n");
  for (let round = 0; round < 20; round += 1) {
    fail();
    writeLines(reading.node, 2 + round, 3 + round);
    await reading.pass(2000);
  }
  const notes = () => reading.entries.filter((text) => text.startsWith("["));
  expect(notes()).toEqual([
    "[lost: node-1 says: failed to create fsnotify watcher: too many open files]",
    "[resumed: reading again after 1 s; nothing is missing]",
  ]);
  expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual(linesText(0, 22));
  fail();
  reading.node.refuse(500, "node-1 says nothing");
  await reading.pass(20_000);
  expect(notes()).toHaveLength(3);
  await reading.stop();
});

describe("a pod whose name another has by now", () => {
  test("is not asked for when it is gone, since the other would answer", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    const asked = reading.node.requests.length;
    reading.reader.update(undefined);
    reading.node.cutAll();
    reading.node.rotate();
    writeLines(reading.node, 100, 102);
    await reading.pass(20_000);
    expect(reading.entries).toEqual([...linesText(0, 2), "[gone: the pod is gone]"]);
    expect(reading.node.requests).toHaveLength(asked);
    expect(reading.isOver).toBe(true);
  });

  test("is not taken for one that was rotated, although its end is learned late", async () => {
    const reading = await new Reading({}, (node) => writeLines(node, 0, 2)).start();
    reading.node.rotate();
    reading.node.cutAll(new Error("read ECONNRESET"));
    writeLines(reading.node, 100, 102);
    await reading.pass(4000);
    reading.reader.update(undefined);
    await reading.pass(20_000);
    expect(reading.entries).toEqual([
      ...linesText(0, 2),
      "[lost: read ECONNRESET]",
      "[gap: lines may be missing here: the pod was gone before the connection was back]",
      "[gone: the pod is gone]",
    ]);
    expect(reading.isOver).toBe(true);
  });
});

test("however often a log is cut, it is asked for again at once while lines come", async () => {
  const reading = await new Reading().start();
  for (let round = 0; round < 20; round++) {
    writeLines(reading.node, round, round + 1);
    await reading.pass(0);
    reading.node.cutAll();
    await reading.pass(500);
    expect(reading.node.followers).toBe(1);
  }
  await reading.stop();
});

test("the instance before is read to its end, and no other", async () => {
  const reading = await new Reading({ previous: true }, (node) => {
    writeLines(node, 0, 2);
    node.exit(2, "Error");
    node.restart();
    writeLines(node, 2, 4);
  }).start();
  expect(reading.entries).toEqual([...linesText(0, 2), "[ended: exited 2 (Error)]"]);
  expect(reading.isOver).toBe(true);
});

test("the instance before, of a container that waits to be started again, is the last there was", async () => {
  const reading = await new Reading({ previous: true }, (node) => {
    writeLines(node, 0, 2);
    node.exit(1, "Error");
    node.wait("CrashLoopBackOff");
  }).start();
  expect(reading.entries).toEqual([...linesText(0, 2), "[ended: exited 1 (Error)]"]);
  expect(reading.isOver).toBe(true);
});

test("lines later than asked for end the reading", async () => {
  const until = { seconds: 50, nanos: 999_999_999 };
  const reading = await new Reading({ until }, (node) => writeLines(node, 0, 9)).start();
  expect(reading.entries).toEqual(linesText(0, 3));
  expect(reading.isOver).toBe(true);
});

describe("at most so many bytes", () => {
  test("are read, line ends among them, through all cuts", async () => {
    const reading = await new Reading({ start: { limitBytes: 30 } }, (node) =>
      writeLines(node, 0, 2),
    ).start();
    expect(reading.node.requests.every(({ limitBytes }) => limitBytes === undefined)).toBe(true);
    reading.node.cutAll(new Error("read ECONNRESET"));
    await reading.pass(1000);
    writeLines(reading.node, 2, 9);
    await reading.pass(0);
    expect(reading.entries.filter((text) => !text.startsWith("["))).toEqual([...linesText(0, 4), "li"]);
    expect(reading.isOver).toBe(true);
  });

  test("end with a line that fits", async () => {
    const reading = await new Reading({ start: { limitBytes: 14 }, follow: false }, (node) =>
      writeLines(node, 0, 5),
    ).start();
    expect(reading.entries).toEqual(linesText(0, 2));
    expect(reading.isOver).toBe(true);
  });
});
