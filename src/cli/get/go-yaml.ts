import { type ScalarTag, stringify, type Tags } from "yaml";
import { escapeControls, hasControls } from "./escape-controls.ts";
import { sortedEntries } from "./go-json.ts";

/**
 * A value as kubectl writes YAML: keys in order, lists not indented. YAML 1.1, so that `on` and `0o7` stay text for
 * every reader. kubectl refuses to print control characters; here they are escaped.
 */
export function goYaml(value: unknown): string {
  return stringify(inOrder(value), {
    version: "1.1",
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    customTags: (tags) => tags.map((tag) => (isTextTag(tag) ? escaping(tag) : tag)),
  });
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(sortedEntries(value).map(([key, member]) => [key, inOrder(member)]));
}

function isTextTag(tag: Tags[number]): tag is ScalarTag {
  return typeof tag === "object" && tag.tag === "tag:yaml.org,2002:str";
}

/** Quotes of JSON are quotes of YAML. */
function escaping(tag: ScalarTag): ScalarTag {
  return {
    ...tag,
    stringify(item, ...rest) {
      const { value } = item;
      if (typeof value === "string" && hasControls(value)) return escapeControls(JSON.stringify(value));
      return tag.stringify?.(item, ...rest) ?? String(value);
    },
  };
}
