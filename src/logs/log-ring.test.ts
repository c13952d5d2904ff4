import { describe, expect, test } from "vitest";
import { seeded } from "../../test/support/hostile-text.ts";
import { logLine, logNote, logSource } from "../../test/support/log-entries.ts";
import { LogRing } from "./log-ring.ts";
import type { LogEntry } from "./types.ts";

const roomy = { limit: 64 * 2 ** 20 };

function ringOf(...entries: readonly LogEntry[]): LogRing {
  const ring = new LogRing(roomy);
  ring.push(entries);
  return ring;
}

const texts = (ring: LogRing) => Array.from({ length: ring.length }, (_, index) => ring.at(index)?.text);

describe("a ring of lines", () => {
  test("has what it was given: text, time, source, level, whether it is late, how much of it is missing", () => {
    const ring = ringOf(
      logLine("WARN grün\u0000", { at: 5_000.000_007, source: 3, omitted: 12, late: true }),
      logNote("ended", "exited 1 (Error)", { at: 6_000, source: logSource(4, { container: "init" }) }),
    );
    expect(ring.at(0)).toMatchObject({
      id: 1,
      seconds: 5,
      nanos: 7,
      level: "warn",
      isLate: true,
      about: undefined,
      omitted: 12,
      text: "WARN grün\u0000",
      byteLength: 11,
    });
    expect(ring.at(0)?.source.pod.name).toBe("pod-3");
    expect(ring.at(1)).toMatchObject({ id: 2, about: "ended", text: "exited 1 (Error)", omitted: 0 });
    expect(ring.at(1)?.source.container).toBe("init");
    expect(ring.at(2)).toBeUndefined();
    expect(ring.sources().map(({ number }) => number)).toEqual([3, 4]);
  });

  test("has bytes that are no text as they came", () => {
    const ring = ringOf(logLine(Uint8Array.from([0xff, 0x00, 0x41])));
    expect(ring.at(0)?.bytes()).toEqual(Uint8Array.from([0xff, 0x00, 0x41]));
    expect(ring.at(0)?.text).toBe("\ufffd\u0000A");
  });

  test("gives the start of a long line without half a character at its end", () => {
    const ring = ringOf(logLine(`ab${"ü".repeat(1_000_000)}`));
    const starts = [0, 1, 2, 3, 4, 5].map((bytes) => ring.at(0)?.textUpTo(bytes));
    expect(starts).toEqual(["", "a", "ab", "ab", "abü", "abü"]);
  });

  test("puts a late line in its place, behind those of the same time", () => {
    const ring = ringOf(
      logLine("one", { at: 1 }),
      logLine("two", { at: 2 }),
      logLine("three", { at: 3 }),
      logLine("two again", { at: 2, late: true }),
      logLine("zero", { at: 0.5, late: true }),
    );
    expect(texts(ring)).toEqual(["zero", "one", "two", "two again", "three"]);
  });

  test("leaves lines as they come where that is asked for", () => {
    const ring = new LogRing({ ...roomy, order: "arrival" });
    ring.push([logLine("two", { at: 2 }), logLine("one", { at: 1 }), logLine("three", { at: 3 })]);
    expect(texts(ring)).toEqual(["two", "one", "three"]);
    expect(ring.indexAt({ seconds: 0, nanos: 2_500_000 })).toBe(2);
  });

  test("knows a line by its id wherever it moves", () => {
    const ring = ringOf(logLine("one", { at: 1 }), logLine("three", { at: 3 }));
    const three = ring.at(1);
    ring.push([logLine("two", { at: 2 })]);
    expect(ring.indexOf(three?.id ?? 0)).toBe(2);
    expect(three?.text).toBe("three");
    expect(ring.indexOf(99)).toBe(-1);
  });

  test("finds the first line at or after a time", () => {
    const ring = ringOf(...[1, 2, 2, 4].map((at) => logLine(`at ${at}`, { at: at * 1000 })));
    const found = [0, 1, 2, 3, 4, 5].map((seconds) => ring.indexAt({ seconds, nanos: 0 }));
    expect(found).toEqual([0, 0, 1, 3, 3, 4]);
    expect(new LogRing(roomy).indexAt({ seconds: 0, nanos: 0 })).toBe(0);
  });

  test("lets go of the oldest when it is full, and counts them", () => {
    const ring = new LogRing({ limit: 2_000_000 });
    const lines = Array.from({ length: 40_000 }, (_, number) =>
      logLine(`line ${number} ${"x".repeat(90)}`, { at: number }),
    );
    ring.push(lines);
    expect(ring.byteLength).toBeLessThanOrEqual(2_000_000);
    expect(ring.length).toBeGreaterThan(12_000);
    expect(ring.droppedLines + ring.length).toBe(40_000);
    expect(ring.totalLines).toBe(40_000);
    expect(ring.totalBytes).toBe(lines.reduce((sum, { bytes }) => sum + bytes.length, 0));
    expect(ring.at(0)?.text).toMatch(`line ${ring.droppedLines} x`);
    expect(ring.at(0)?.id).toBe(ring.droppedLines + 1);
    expect(ring.indexOf(1)).toBe(-1);
  });

  test("shows what was asked for before it was let go", () => {
    const ring = new LogRing({ limit: 300_000 });
    ring.push([logLine("the first")]);
    const first = ring.at(0);
    ring.push(Array.from({ length: 20_000 }, (_, number) => logLine(`line ${number}`, { at: number })));
    expect(ring.indexOf(1)).toBe(-1);
    expect(first?.text).toBe("the first");
  });

  test("holds less when it may hold less", () => {
    const ring = new LogRing(roomy);
    ring.push(Array.from({ length: 20_000 }, (_, number) => logLine(`line ${number}`, { at: number })));
    ring.limit = 200_000;
    expect(ring.byteLength).toBeLessThanOrEqual(200_000);
    expect(ring.at(ring.length - 1)?.text).toBe("line 19999");
  });

  test("holds one line that is larger than all it may hold", () => {
    const ring = new LogRing({ limit: 100_000 });
    ring.push([logLine("small"), logLine("x".repeat(10_000_000), { at: 1 })]);
    expect(ring.length).toBe(1);
    expect(ring.at(0)?.byteLength).toBe(10_000_000);
    expect(ring.droppedLines).toBe(1);
  });

  test("forgets all when it is cleared, and goes on counting", () => {
    const ring = ringOf(logLine("one"), logLine("two"));
    ring.clear();
    expect(ring).toMatchObject({ length: 0, totalLines: 2, droppedLines: 0, byteLength: 0 });
    ring.push([logLine("three")]);
    expect(ring.at(0)).toMatchObject({ text: "three", id: 3 });
  });

  test("keeps times it has no room for as the nearest", () => {
    const ring = ringOf(logLine("long ago", { at: -5000 }), logLine("far away", { at: 1e13 }));
    expect([ring.at(0)?.seconds, ring.at(1)?.seconds]).toEqual([0, 2 ** 32 - 1]);
  });
});

describe("another order", () => {
  test("is that of time or that of arrival, with all that comes meanwhile", async () => {
    const random = seeded(9);
    const ring = new LogRing(roomy);
    let now = 0;
    const some = (count: number) =>
      Array.from({ length: count }, () => {
        now += 1;
        return logLine(`line ${now}`, { at: random() < 0.2 ? now - random() * 500 : now });
      });
    ring.push(some(5_000));
    const changes = ring.changes;
    const inTime = texts(ring);
    const pause = async () => ring.push(some(100));
    await ring.reorder("arrival", { pause });
    expect(ring.order).toBe("arrival");
    expect(texts(ring)).toEqual(Array.from({ length: now }, (_, line) => `line ${line + 1}`));
    expect(ring.changes).not.toBe(changes);
    await ring.reorder("time", { pause });
    expect(texts(ring).filter((text) => Number(text?.slice(5)) <= 5_000)).toEqual(inTime);
    expect(ring.length).toBe(now);
  });

  test("is not taken where nobody wants it any more", async () => {
    const ring = new LogRing({ limit: 300_000 });
    ring.push(Array.from({ length: 3_000 }, (_, at) => logLine(`line ${at}`, { at: 10_000 - at })));
    const abort = new AbortController();
    await ring.reorder("arrival", { pause: async () => abort.abort() }, abort.signal);
    expect(ring.order).toBe("time");
    ring.push(Array.from({ length: 20_000 }, (_, at) => logLine(`line ${at}`, { at: 20_000 + at })));
    expect(ring.byteLength).toBeLessThanOrEqual(300_000);
  });
});

describe("what belongs together", () => {
  const trace = ["ERROR failed", "\tat App.pay(App.java:12)", "\tat App.main(App.java:5)"];

  test("is counted under its first line and has its level, whatever other sources write in between", () => {
    const ring = ringOf(
      logLine(trace[0] ?? "", { at: 1 }),
      logLine("INFO something else", { at: 2, source: 1 }),
      logLine(trace[1] ?? "", { at: 3 }),
      logLine(trace[2] ?? "", { at: 4 }),
      logLine("next", { at: 5 }),
    );
    expect(ring.foldedUnder(1)).toBe(2);
    expect(Array.from({ length: 5 }, (_, index) => ring.at(index)?.headId)).toEqual([1, 2, 1, 1, 5]);
    expect([ring.at(2)?.level, ring.at(4)?.level]).toEqual(["error", "unknown"]);
  });

  test("does though the connection was lost in between", () => {
    const ring = ringOf(
      logLine(trace[0] ?? ""),
      logNote("lost", "connection reset"),
      logNote("resumed", "nothing is missing"),
      logLine(trace[1] ?? ""),
    );
    expect(ring.foldedUnder(1)).toBe(1);
    expect([ring.at(1)?.about, ring.at(2)?.about]).toEqual(["lost", "resumed"]);
  });

  test("does not where the container is another", () => {
    const ring = ringOf(logLine(trace[0] ?? ""), logNote("started", "again"), logLine(trace[1] ?? ""));
    expect(ring.foldedUnder(1)).toBe(0);
  });

  test("does not lose its level where level and message are two lines", () => {
    const ring = ringOf(logLine("fail: App.Worker[0]"), logLine("      no ledger"), logLine("      at all"));
    expect([0, 1, 2].map((index) => ring.at(index)?.level)).toEqual(["error", "error", "error"]);
    expect(ring.foldedUnder(2)).toBe(1);
  });

  test("is no more when its first line was let go", () => {
    const ring = new LogRing({ limit: 300_000 });
    ring.push([logLine(trace[0] ?? "", { at: 1 })]);
    ring.push(Array.from({ length: 20_000 }, () => logLine("busy", { at: 2, source: 1 })));
    ring.push([logLine(trace[1] ?? "", { at: 3 })]);
    expect(ring.at(ring.length - 1)?.headId).toBe(ring.lastId);
    expect(ring.foldedUnder(1)).toBe(0);
  });
});

/** What a ring holds, as a plain list says it. */
class PlainRing {
  entries: { id: number; entry: LogEntry }[] = [];
  #id = 0;

  push(entry: LogEntry): void {
    this.#id += 1;
    const after = this.entries.findLastIndex(
      ({ entry: other }) =>
        other.seconds < entry.seconds || (other.seconds === entry.seconds && other.nanos <= entry.nanos),
    );
    this.entries.splice(after + 1, 0, { id: this.#id, entry });
  }

  texts(): string[] {
    return this.entries.map(({ id, entry }) =>
      [
        id,
        entry.kind === "line" ? Buffer.from(entry.bytes).toString() : entry.text,
        entry.source.number,
      ].join(" "),
    );
  }
}

describe.each([1, 2, 3, 4])("a ring is a list that forgets its start (seed %i)", (seed) => {
  test("whatever comes, late or not", () => {
    const random = seeded(seed);
    const ring = new LogRing({ limit: seed === 4 ? 64 * 2 ** 20 : 150_000 });
    const plain = new PlainRing();
    let now = 1_000_000;
    for (let round = 0; round < 60; round += 1) {
      const entries = Array.from({ length: Math.floor(random() * 200) }, (): LogEntry => {
        now += random() * 3;
        const isLate = random() < 0.2;
        const at = isLate ? now - random() * (random() < 0.1 ? 100_000 : 500) : now;
        const options = { at, source: Math.floor(random() * 5) };
        const text = "x".repeat(random() < 0.01 ? 200_000 * random() : 60 * random());
        return random() < 0.05 ? logNote("gap", text, options) : logLine(text, { ...options, late: isLate });
      });
      ring.push(entries);
      for (const entry of entries) plain.push(entry);
      // What was dropped is at the start of the list, whole segments at a time.
      const oldest = ring.at(0)?.id;
      const gone = new Set(plain.entries.map(({ id }) => id).filter((id) => ring.indexOf(id) < 0));
      const kept = plain.entries.filter(({ id }) => !gone.has(id));
      expect(kept[0]?.id).toBe(oldest);
      plain.entries = kept;
      expect(ring.length).toBe(kept.length);
    }
    const held = Array.from({ length: ring.length }, (_, index) => {
      const entry = ring.at(index);
      expect(ring.indexOf(entry?.id ?? 0)).toBe(index);
      return [entry?.id, entry?.text, entry?.source.number].join(" ");
    });
    expect(held).toEqual(plain.texts());
    expect(ring.segments.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(ring.byteLength);
    if (seed === 4) expect(ring.droppedLines).toBe(0);
  });
});
