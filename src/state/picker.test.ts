import { beforeEach, expect, test } from "vitest";
import { lineOf } from "../lib/line-edit.ts";
import { Picker, type PickerItem, type PickerOptions } from "./picker.ts";

const itemsOf = (...names: string[]): PickerItem[] => names.map((id) => ({ id, text: id, details: [] }));

let items: PickerItem[];
let accepted: { ids: string[]; query: string } | undefined;

beforeEach(() => {
  items = itemsOf("all", "checkout", "default", "ledger", "payments");
  accepted = undefined;
});

function open(options: Partial<PickerOptions> = {}): Picker {
  return new Picker({
    id: "namespaces",
    title: "namespaces",
    items: () => items,
    empty: () => "nothing",
    accept: (chosen, query) => {
      accepted = { ids: chosen.map(({ id }) => id), query };
    },
    ...options,
  });
}

/** What a change of the world does to a list that is open. */
function becomes(picker: Picker, ...names: string[]): void {
  items = itemsOf(...names);
  picker.invalidate();
}

const shown = (picker: Picker) => picker.lines.map(({ item }) => item.id);

test("nothing typed: all items in their order, the cursor on the one in force", () => {
  items = items.map((item) => ({ ...item, current: item.id === "default" }));
  const picker = open();
  expect([shown(picker), picker.under?.id]).toEqual([
    ["all", "checkout", "default", "ledger", "payments"],
    "default",
  ]);
});

test("the cursor stays on the one in force while a list that was short fills up", () => {
  items = itemsOf("all", "payments").map((item) => ({ ...item, current: item.id === "payments" }));
  const picker = open();
  becomes(picker, "all", "checkout", "default", "ledger", "payments");
  expect(picker.under?.id).toBe("payments");
});

test("the cursor stays on its item while others come and go, and at its height when the item goes", () => {
  const picker = open();
  picker.move(2);
  becomes(picker, "all", "analytics", "checkout", "default");
  expect(picker.under?.id).toBe("default");
  becomes(picker, "all", "analytics", "checkout");
  expect(picker.under?.id).toBe("checkout");
});

test("what is typed narrows the list, and the best match is under the cursor", () => {
  const picker = open();
  picker.move(3);
  picker.edit(lineOf("pay"));
  expect([shown(picker), picker.under?.id, picker.total]).toEqual([["payments"], "payments", 5]);
});

test("a cursor that moves within the line leaves the one in the list alone", () => {
  const picker = open();
  picker.edit(lineOf("e"));
  picker.move(1);
  const under = picker.under?.id;
  picker.edit({ ...picker.query, cursor: 0 });
  expect(picker.under?.id).toBe(under);
});

test("steps go round, pages stop at the ends", () => {
  const picker = open();
  picker.move(-1);
  expect(picker.under?.id).toBe("payments");
  picker.move(1);
  expect(picker.under?.id).toBe("all");
  picker.move(10);
  expect(picker.under?.id).toBe("payments");
  picker.move(-10);
  expect(picker.under?.id).toBe("all");
});

test("Enter takes what is under the cursor, with what was typed", () => {
  const picker = open();
  picker.edit(lineOf("led"));
  picker.accept();
  expect(accepted).toEqual({ ids: ["ledger"], query: "led" });
});

test("an item that cannot be chosen is not, and neither is nothing", () => {
  items = items.map((item) => ({ ...item, disabled: true }));
  const picker = open();
  picker.accept();
  expect(accepted?.ids).toEqual([]);
  picker.edit(lineOf("no such thing"));
  picker.accept();
  expect(accepted?.ids).toEqual([]);
});

test("items made of what is typed stand first, and once", () => {
  const picker = open({ typed: (query) => (query === "" ? [] : itemsOf(query)) });
  picker.edit(lineOf("ledger"));
  expect(shown(picker)).toEqual(["ledger"]);
  picker.edit(lineOf("new"));
  expect(shown(picker)[0]).toBe("new");
});

test("several are marked one below the other, and taken together", () => {
  const picker = open({ multiple: true });
  picker.move(1);
  picker.mark();
  picker.mark();
  picker.accept();
  expect(accepted?.ids).toEqual(["checkout", "default"]);
});

test("a list of one choice knows no marks", () => {
  const picker = open();
  picker.mark();
  picker.accept();
  expect(accepted?.ids).toEqual(["all"]);
});

test.each<[string, (picker: Picker) => void, string[]]>([
  ["Enter alone leaves them as they are", () => {}, ["checkout", "ledger"]],
  ["another mark joins them", (picker) => picker.mark(), ["all", "checkout", "ledger"]],
  ["an item that is moved to takes their place", (picker) => picker.move(2), ["default"]],
  ["an item that is typed takes their place", (picker) => picker.edit(lineOf("pay")), ["payments"]],
])("where several are in force: %s", (_, act, expected) => {
  const picker = open({ multiple: true, marked: new Set(["checkout", "ledger"]) });
  act(picker);
  picker.accept();
  expect(accepted?.ids).toEqual(expected);
});

test.each<[string, (picker: Picker) => void, string[]]>([
  ["another mark joins it", (picker) => picker.mark(), ["all", "checkout"]],
  ["its own mark is as any", (picker) => [picker.move(1), picker.mark()], ["checkout"]],
  ["an item that is moved to takes its place", (picker) => picker.move(2), ["default"]],
])("where one is in force: %s", (_, act, expected) => {
  const picker = open({ multiple: true, inForce: new Set(["checkout"]) });
  act(picker);
  picker.accept();
  expect(accepted?.ids).toEqual(expected);
});

test("what stands for all is marked alone", () => {
  items = [{ id: "*", text: "all", details: [], isAll: true }, ...itemsOf("ledger", "payments")];
  const picker = open({ multiple: true });
  picker.move(1);
  picker.mark();
  picker.move(1);
  picker.mark();
  expect([...picker.marked]).toEqual(["*"]);
  picker.mark();
  expect([...picker.marked]).toEqual(["ledger"]);
});

test("Tab takes the item into the line", () => {
  const picker = open();
  picker.edit(lineOf("pay"));
  picker.complete();
  expect(picker.query).toEqual(lineOf("payments "));
});

test("a grouped list keeps its order when it is searched, and begins on the best match", () => {
  items = itemsOf("sort by name", "not about them", "namespaces", "name");
  const picker = open({ isGrouped: true });
  picker.edit(lineOf("name"));
  expect([shown(picker), picker.under?.id]).toEqual([["sort by name", "namespaces", "name"], "name"]);
  picker.move(-1);
  expect(picker.under?.id).toBe("namespaces");
});

test("an item is found by what else it goes by", () => {
  items = [...items, { id: "quit", text: "Quit", alsoFoundBy: "ctrl-c", details: [] }];
  const picker = open();
  picker.edit(lineOf("ctrl-c"));
  expect(shown(picker)).toEqual(["quit"]);
});

test("who chooses what cannot be chosen is told why", () => {
  items = [{ id: "retry", text: "retry", details: ["nothing to try"], disabled: true }];
  const refused: string[] = [];
  open({ refuse: ({ details }) => refused.push(...details) }).accept();
  expect([refused, accepted]).toEqual([["nothing to try"], undefined]);
});

test("a name that was made up is found by what is nearly a part of it, and not by strewn letters", () => {
  const names = ["settlement-report-29922383-9qgdz", "refunds-65474b8858-pxhf7"];
  items = [
    ...itemsOf("persistentvolumeclaims"),
    ...itemsOf(...names).map((item) => ({ ...item, isLong: true })),
  ];
  const picker = open();
  const found = ["podz", "pvc", "pxhf", "report-9qg", "refund"].map((query) => {
    picker.edit(lineOf(query));
    return shown(picker);
  });
  expect(found).toEqual([[], ["persistentvolumeclaims"], [names[1]], [names[0]], [names[1]]]);
});
