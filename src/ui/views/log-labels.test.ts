import { expect, test } from "vitest";
import type { LogSource } from "../../logs/types.ts";
import { LogLabels } from "./log-labels.ts";

function sourceOf(
  number: number,
  name: string,
  more: Partial<LogSource["pod"]> & { container?: string } = {},
): LogSource {
  const { container = "app", ...pod } = more;
  return {
    number,
    pod: { context: "east", uid: name, namespace: "payments", name, node: "n", ...pod },
    container,
    role: "app",
  };
}

function labelsOf(...sources: readonly LogSource[]) {
  const labels = new LogLabels();
  labels.update(sources);
  return sources.map((source) => labels.of(source).text);
}

test("of the pods of one workload only what tells them apart is shown", () => {
  expect(
    labelsOf(
      sourceOf(0, "api-7d9c6b5f4-2xkqp"),
      sourceOf(1, "api-7d9c6b5f4-9hz2m"),
      sourceOf(2, "api-66b4587667-9hz2q"),
    ),
  ).toEqual(["2xkqp", "9hz2m", "9hz2q"]);
  expect(labelsOf(sourceOf(0, "ledger-0"), sourceOf(1, "ledger-1"))).toEqual(["ledger-0", "ledger-1"]);
});

test("several workloads are named, without what was made up of their names", () => {
  expect(labelsOf(sourceOf(0, "api-7d9c6b5f4-2xkqp"), sourceOf(1, "mailer-66b8f7d4c-tt9xw"))).toEqual([
    "api-2xkqp",
    "mailer-tt9xw",
  ]);
  expect(labelsOf(sourceOf(0, "report-28817640-x7k2p"), sourceOf(1, "mailer-66b8f7d4c-tt9xw"))).toEqual([
    "report-x7k2p",
    "mailer-tt9xw",
  ]);
});

test("the room for names grows with those that come into sight", () => {
  const [short, long] = [sourceOf(0, "a-0"), sourceOf(1, "a-very-long-name-0")];
  const labels = new LogLabels();
  labels.update([short, long]);
  labels.see([short]);
  expect(labels.width).toBe(3);
  labels.see([long]);
  labels.see([short]);
  expect(labels.width).toBe(18);
});

test("of pods with several containers these are named, and namespace and context where there are several", () => {
  expect(
    labelsOf(sourceOf(0, "a-0"), sourceOf(1, "a-0", { container: "proxy" }), sourceOf(2, "b-0")),
  ).toEqual(["a-0 app", "a-0 proxy", "b-0"]);
  expect(labelsOf(sourceOf(0, "a-0"), sourceOf(1, "a-0", { namespace: "ledger", uid: "2" }))).toEqual([
    "payments/a-0",
    "ledger/a-0",
  ]);
  expect(labelsOf(sourceOf(0, "a-0"), sourceOf(1, "a-0", { context: "west" }))).toEqual([
    "east/a-0",
    "west/a-0",
  ]);
});

test("six pods have six hues, and keep them while others come", () => {
  const sources = Array.from({ length: 12 }, (_, at) => sourceOf(at, `pod-${at}`));
  const labels = new LogLabels();
  labels.update(sources.slice(0, 6));
  const hues = sources.slice(0, 6).map((source) => labels.of(source).hue);
  expect(new Set(hues).size).toBe(6);
  labels.update(sources);
  expect(sources.slice(0, 6).map((source) => labels.of(source).hue)).toEqual(hues);
});

test("the containers of a pod share its hue", () => {
  const [app, proxy] = [sourceOf(0, "a-0"), sourceOf(1, "a-0", { container: "proxy" })];
  const labels = new LogLabels();
  labels.update([app, proxy]);
  expect(labels.of(app).hue).toBe(labels.of(proxy).hue);
});

test("a source that comes as another is forgotten has its name, and the other its whole one in its hue", () => {
  const [old, staying, young] = [
    sourceOf(0, "api-7d9c6b5f4-2xkqp"),
    sourceOf(1, "api-7d9c6b5f4-9hz2m"),
    sourceOf(2, "api-7d9c6b5f4-lm2nv"),
  ];
  const labels = new LogLabels();
  labels.update([old, staying]);
  const { hue } = labels.of(old);
  labels.update([staying, young]);
  expect([staying, young].map((source) => labels.of(source).text)).toEqual(["9hz2m", "lm2nv"]);
  expect(labels.of(old)).toEqual({ text: old.pod.name, pod: old.pod.name, hue });
});
