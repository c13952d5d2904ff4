import { describe, expect, test } from "vitest";
import {
  formatLabelSelector,
  LabelSelectorError,
  labelSelectorOf,
  matchesLabels,
  parseLabelSelector,
} from "./label-selector.ts";

const web = {
  app: "web",
  tier: "front",
  "app.kubernetes.io/name": "shop",
  weight: "7",
};

describe("a label selector", () => {
  test.each([
    ["", true],
    ["app=web", true],
    ["app==web", true],
    ["app=api", false],
    ["app!=api", true],
    ["missing!=api", true],
    ["missing=api", false],
    ["app", true],
    ["missing", false],
    ["!missing", true],
    ["!app", false],
    ["! missing", true],
    ["tier in (front,back)", true],
    ["tier in (back)", false],
    ["tier notin (back)", true],
    ["missing notin (back)", true],
    ["app.kubernetes.io/name=shop", true],
    ["app=web,tier=back", false],
    [" app = web , tier in ( front , back ) ", true],
    ["weight>3", true],
    ["weight<3", false],
    ["app>3", false],
    ["missing<3", false],
    ["app=", false],
    ["app notin ()", true],
  ])("%j matches a web pod: %s", (text, expected) => {
    expect(matchesLabels(parseLabelSelector(text), web)).toBe(expected);
  });

  test("an empty value is a value", () => {
    expect(matchesLabels(parseLabelSelector("a="), { a: "" })).toBe(true);
    expect(matchesLabels(parseLabelSelector("a in (,x)"), { a: "" })).toBe(true);
  });

  test("the words in and notin may be keys and values", () => {
    expect(matchesLabels(parseLabelSelector("in in (notin)"), { in: "notin" })).toBe(true);
  });

  test.each([
    ["app=web,", "found '', expected: identifier after ','"],
    [",app", "found ',', expected: !, identifier, or 'end of string'"],
    ["app web", "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt"],
    ["a in x", "unable to parse requirement: found 'x' expected: '('"],
    ["a in (x", "unable to parse requirement: found '', expected: ',' or ')'"],
    ["!a=b", "found '=', expected: ',' or 'end of string'"],
    ["a=b c", "found 'c', expected: ',' or 'end of string'"],
    ["a>x", "unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer"],
    ["a=b$", 'unable to parse requirement: "b$" is not a valid label value'],
    ["UP/a", 'unable to parse requirement: "UP/a" is not a valid label key'],
  ])("%j is refused with the server's words", (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(new LabelSelectorError(message));
  });

  test.each([
    ["tier=front,app==web", "app=web,tier=front"],
    ["b notin (z,y),a", "a,b notin (y,z)"],
    ["!x,n>3,m<2,k!=v", "k!=v,m<2,n>3,!x"],
    ["b notin (y),a in (x)", "a in (x),b notin (y)"],
  ])("%j prints as %j", (text, printed) => {
    const selector = parseLabelSelector(text);
    expect(formatLabelSelector(selector)).toBe(printed);
    expect(parseLabelSelector(printed)).toEqual(selector);
  });

  test("the object form of a workload's selector means the same", () => {
    const selector = labelSelectorOf({
      matchLabels: { app: "web" },
      matchExpressions: [
        { key: "tier", operator: "In", values: ["front", "back"] },
        { key: "legacy", operator: "DoesNotExist" },
      ],
    });
    expect(formatLabelSelector(selector)).toBe("app=web,!legacy,tier in (back,front)");
    expect(matchesLabels(selector, web)).toBe(true);
  });

  test.each([
    [{ key: "a", operator: "Near", values: ["b"] }, '"Near" is not a valid label selector operator'],
    [{ key: "a", operator: "In", values: [] }, "for 'in', 'notin' operators, values set can't be empty"],
    [
      { key: "a", operator: "Exists", values: ["b"] },
      "values set must be empty for exists and does not exist",
    ],
  ])("the expression %j is refused", (expression, message) => {
    expect(() => labelSelectorOf({ matchExpressions: [expression] })).toThrow(
      new LabelSelectorError(message),
    );
  });
});
