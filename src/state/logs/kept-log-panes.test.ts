import { expect, test } from "vitest";
import { ManualClock } from "../../../test/support/manual-clock.ts";
import { type Location, tableOf } from "../location.ts";
import { KeptLogPanes } from "./kept-log-panes.ts";
import { LogPane } from "./log-pane.ts";

const placeOf = (name: string): Location => ({
  ...tableOf("prod", ["payments"], "deployments"),
  view: "logs",
  object: { namespace: "payments", name, uid: "" },
});

function paneOf(location: Location): LogPane {
  return new LogPane({
    location,
    places: [],
    server: () => expect.unreachable(),
    clock: new ManualClock(),
    limits: { memory: 1000, streams: 1 },
    onChange: () => undefined,
  });
}

test("who comes back to a place finds the view that was left there, wherever they come from", () => {
  const kept = new KeptLogPanes();
  const pane = kept.open(placeOf("api"), () => paneOf(placeOf("api")));
  const again: Location = {
    ...placeOf("api"),
    object: { namespace: "payments", name: "api", uid: "known by now" },
  };
  expect(kept.open(again, () => expect.unreachable())).toBe(pane);
});

test("of many views those that were not looked at for longest are given up", () => {
  const kept = new KeptLogPanes();
  const open = (name: string) => kept.open(placeOf(name), () => paneOf(placeOf(name)));
  const [a, b] = [open("a"), open("b")];
  open("c");
  open("d");
  expect(open("a")).toBe(a);
  open("e");
  expect(open("a")).toBe(a);
  expect(open("b")).not.toBe(b);
});
