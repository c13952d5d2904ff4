import { isRecord, sameJson } from "../json.ts";

/** A JSON patch that cannot be applied: the operation's place is not there, or its test fails. */
export class JsonPatchError extends Error {
  override readonly name = "JsonPatchError";
}

/** RFC 6902. @throws JsonPatchError */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new JsonPatchError("a JSON patch is an array of operations");
  return patch.reduce((value: unknown, operation: unknown) => applyOperation(value, operation), target);
}

function applyOperation(target: unknown, operation: unknown): unknown {
  if (!isRecord(operation)) throw new JsonPatchError("an operation is an object");
  const path = pointer(operation.path);
  switch (operation.op) {
    case "add":
      return edit(target, path, "add", () => operation.value);
    case "replace":
      return edit(target, path, "replace", () => operation.value);
    case "remove":
      return edit(target, path, "remove", () => undefined);
    case "test":
      if (!sameJson(read(target, path), operation.value))
        throw new JsonPatchError(`testing value ${operation.path} failed`);
      return target;
    case "copy":
      return edit(target, path, "add", () => read(target, pointer(operation.from)));
    case "move": {
      const from = pointer(operation.from);
      const moved = read(target, from);
      return edit(
        edit(target, from, "remove", () => undefined),
        path,
        "add",
        () => moved,
      );
    }
    default:
      throw new JsonPatchError(`unexpected kind: ${JSON.stringify(operation.op)}`);
  }
}

function pointer(path: unknown): readonly string[] {
  if (typeof path !== "string" || (path !== "" && !path.startsWith("/")))
    throw new JsonPatchError(`not a JSON pointer: ${JSON.stringify(path)}`);
  return path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function missing(path: readonly string[]): JsonPatchError {
  return new JsonPatchError(`jsonpatch doc is missing path: /${path.join("/")}: missing value`);
}

function read(target: unknown, path: readonly string[]): unknown {
  let value = target;
  for (const part of path) {
    const next: unknown = Array.isArray(value)
      ? value[Number(part)]
      : isRecord(value)
        ? value[part]
        : undefined;
    if (next === undefined) throw missing(path);
    value = next;
  }
  return value;
}

type Edit = "add" | "replace" | "remove";

// Copies along the path, so that the target is left as it was.
function edit(target: unknown, path: readonly string[], how: Edit, value: () => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value();
  if (Array.isArray(target)) return editList(target, key, rest, how, value);
  if (!isRecord(target)) throw missing(path);
  if (rest.length > 0) {
    if (target[key] === undefined) throw missing(path);
    return { ...target, [key]: edit(target[key], rest, how, value) };
  }
  if (how !== "add" && !(key in target)) throw missing(path);
  if (how !== "remove") return { ...target, [key]: value() };
  const { [key]: _removed, ...others } = target;
  return others;
}

function editList(
  list: readonly unknown[],
  key: string,
  rest: readonly string[],
  how: Edit,
  value: () => unknown,
): unknown {
  const index = key === "-" ? list.length : Number(key);
  const last = how === "add" && rest.length === 0 ? list.length : list.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > last)
    throw new JsonPatchError(`error in ${how} for path: index ${key} is out of bounds`);
  if (rest.length > 0) return list.with(index, edit(list[index], rest, how, value));
  if (how === "remove") return list.toSpliced(index, 1);
  return how === "replace" ? list.with(index, value()) : list.toSpliced(index, 0, value());
}
