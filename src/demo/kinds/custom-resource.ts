import type { KubeObject } from "../../kube/types.ts";
import type { CustomResourceDefinition, PrinterColumn } from "../objects.ts";
import {
  ageColumn,
  ageOf,
  type Column,
  defineKind,
  nameColumn,
  type ResourceKind,
  type ScalePaths,
  statusSubresource,
} from "./resource-kind.ts";

/** The kinds a definition brings, one for each served version. */
export function kindsOf({ spec }: CustomResourceDefinition): readonly ResourceKind[] {
  const { names } = spec;
  return spec.versions
    .filter(({ served }) => served)
    .map((version) => {
      const { status, scale } = version.subresources ?? {};
      const paths = (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, ""));
      return defineKind<KubeObject>({
        group: spec.group,
        version: version.name,
        resource: names.plural,
        kind: names.kind,
        namespaced: spec.scope === "Namespaced",
        singular: names.singular ?? names.kind.toLowerCase(),
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        subresources: status === undefined ? [] : [statusSubresource(names.kind)],
        scale: scale === undefined ? undefined : scalePathsOf(scale),
        columns: columnsOf(version.additionalPrinterColumns),
        custom: true,
        generation: true,
        fieldNames: paths,
        fields: (object) =>
          Object.fromEntries(paths.map((path) => [path, String(valueAt(object, `.${path}`) ?? "")])),
      });
    });
}

type DefinedScale = NonNullable<
  NonNullable<CustomResourceDefinition["spec"]["versions"][number]["subresources"]>["scale"]
>;

function scalePathsOf({ specReplicasPath, statusReplicasPath, labelSelectorPath }: DefinedScale): ScalePaths {
  const selector = labelSelectorPath === undefined ? {} : { selector: labelSelectorPath };
  return { spec: specReplicasPath, status: statusReplicasPath, ...selector };
}

function columnsOf(printed: readonly PrinterColumn[] | undefined): readonly Column<KubeObject>[] {
  if (printed === undefined || printed.length === 0) return [nameColumn, ageColumn];
  const more = printed.map((column): Column<KubeObject> => {
    const { name, type, format, priority, jsonPath } = column;
    return {
      name,
      type: columnType(type),
      format,
      priority,
      description:
        column.description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      cell: (object, now) => printedCell(valueAt(object, jsonPath), type, now),
    };
  });
  return [nameColumn, ...more];
}

function columnType(type: string): Column<KubeObject>["type"] {
  return type === "integer" || type === "number" || type === "boolean" || type === "date" ? type : "string";
}

function printedCell(value: unknown, type: string, now: number): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? ageOf(value, now) : "<invalid>";
    default:
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

type PathStep =
  | { readonly field: string }
  | { readonly where: string; readonly is: string }
  | { readonly all: true };

const stepsByPath = new Map<string, readonly PathStep[]>();

/** The JSONPath forms definitions use: `.a.b`, `.a[0]`, `.a[*]`, `['a.b']` and `[?(@.type=="Ready")]`; the first hit. */
export function valueAt(object: unknown, path: string): unknown {
  let steps = stepsByPath.get(path);
  if (steps === undefined) {
    steps = parsePath(path);
    stepsByPath.set(path, steps);
  }
  let found: readonly unknown[] = [object];
  for (const step of steps) found = found.flatMap((value) => follow(value, step));
  return found[0];
}

function parsePath(path: string): readonly PathStep[] {
  const pattern =
    /\.?([\w$-]+(?:\\\.[\w$-]+)*)|\['([^']+)'\]|\[(\d+)\]|\[(\*)\]|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]/g;
  return [...path.matchAll(pattern)].map(([, plain, quoted, index, all, where, is]): PathStep => {
    if (where !== undefined) return { where, is: is ?? "" };
    if (all !== undefined) return { all: true };
    return { field: plain?.replaceAll("\\.", ".") ?? quoted ?? index ?? "" };
  });
}

function follow(value: unknown, step: PathStep): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if ("all" in step) return Object.values(value);
  if ("where" in step)
    return Object.values(value).filter((entry) => String(valueAt(entry, `.${step.where}`)) === step.is);
  const entry = Object.entries(value).find(([key]) => key === step.field);
  return entry === undefined ? [] : [entry[1]];
}
