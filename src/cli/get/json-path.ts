/** One step into an object: the name of a field, or a place in a list. */
type Step = string | number;

const step = /\.?((?:\\.|[^.[\]\\\s])+)|\.?\[(?:(\d+)|\*|'([^']*)'|"([^"]*)")\]/y;

/**
 * The steps of a path as kubectl takes them: `.status.containerStatuses[0].restartCount`, `{.metadata.name}`, dots within
 * a name as `\.` or in `['…']`. Of all members, `[*]`, the first is meant. Undefined for what is no such path.
 */
export function pathSteps(text: string): readonly Step[] | undefined {
  const path = text.replace(/^\{(.*)\}$/, "$1");
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < path.length) {
    const [, name, place, ...quoted] = step.exec(path) ?? [];
    // What does not match begins anew from the start.
    if (step.lastIndex === 0) return undefined;
    const key = name?.replace(/\\(.)/g, "$1") ?? quoted.find((one) => one !== undefined);
    steps.push(key ?? Number(place ?? 0));
  }
  return steps.length > 0 ? steps : undefined;
}

/** What stands there: undefined where nothing does, or where it is no plain value. */
export function valueAt(object: unknown, steps: readonly Step[]): string | number | boolean | undefined {
  let value = object;
  for (const key of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<Step, unknown>>)[key];
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}
