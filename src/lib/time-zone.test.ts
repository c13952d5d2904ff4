import { describe, expect, test } from "vitest";
import { localZone, momentOf, timeZone, utc } from "./time-zone.ts";

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);

function zone(name: string) {
  const found = timeZone(name);
  if (found === undefined) throw new Error(`no zone ${name}`);
  return found;
}

describe("how far a zone is from UTC", () => {
  test.each([
    ["Europe/Berlin", "2026-11-22T12:00:00Z", 1],
    ["Europe/Berlin", "2026-07-22T12:00:00Z", 2],
    ["america/new_york", "2026-11-22T12:00:00Z", -5],
    ["Asia/Kathmandu", "2026-11-22T12:00:00Z", 5.75],
    ["UTC", "2026-11-22T12:00:00Z", 0],
    ["Asia/Tokyo", "2026-11-22T23:59:59.999Z", 9],
  ])("%s at %s", (name, moment, hours) => {
    expect(zone(name).offsetAt(at(moment))).toBe(hours * hour);
  });

  test("changes with the clocks, to the second", () => {
    const berlin = zone("Europe/Berlin");
    expect(berlin.offsetAt(at("2026-03-29T00:59:59Z"))).toBe(hour);
    expect(berlin.offsetAt(at("2026-03-29T01:00:00Z"))).toBe(2 * hour);
  });

  test("is the program's own by default", () => {
    expect(timeZone("Local")).toBe(localZone);
  });

  test("is not known for a name that is none", () => {
    expect(timeZone("Mars/Olympus")).toBeUndefined();
  });
});

describe("a time on the wall", () => {
  test.each([
    ["Europe/Berlin", "2026-11-22T13:00:00Z", "2026-11-22T12:00:00Z"],
    ["Europe/Berlin", "2026-07-22T13:00:00Z", "2026-07-22T11:00:00Z"],
    ["America/New_York", "2026-11-22T23:30:00Z", "2026-11-23T04:30:00Z"],
    // It is 02:30 twice that night.
    ["Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"],
  ])("of %s, %s, is the moment %s", (name, wall, moment) => {
    expect(new Date(momentOf(at(wall), zone(name))).toISOString()).toBe(new Date(moment).toISOString());
  });

  test("is its own moment in UTC", () => {
    expect(momentOf(at("2026-11-22T13:00:00Z"), utc)).toBe(at("2026-11-22T13:00:00Z"));
  });
});
