import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { ApiContext, ApiRequest } from "./api-context.ts";
import { sendJson } from "./send.ts";
import { PageNotFound } from "./status-error.ts";

/**
 * Answers /openapi/v3 and below, as far as clients need it to see that fields are validated by the server
 * (`fieldValidation` on PATCH), which spares them the schemas. There are no schemas.
 */
export function serveOpenApi({ catalog }: ApiContext, { info, reply }: ApiRequest): void {
  const parts = new Map(Object.entries(Object.groupBy(catalog.kinds, pathOf)));
  if (info.path === "/openapi/v3") {
    const paths = [...parts.keys()].map((path) => [
      path,
      { serverRelativeURL: `/openapi/v3/${path}?hash=0` },
    ]);
    return sendJson(reply, 200, { paths: Object.fromEntries(paths) });
  }
  const kinds = parts.get(info.path.replace("/openapi/v3/", ""));
  if (kinds === undefined) throw new PageNotFound();
  sendJson(reply, 200, {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "demo" },
    paths: Object.fromEntries(kinds.map(operations)),
    components: { schemas: {} },
  });
}

function pathOf({ group, version }: ResourceKind): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

function operations(kind: ResourceKind) {
  const { group, version, resource, namespaced } = kind;
  const path = `/${pathOf(kind)}/${namespaced ? "namespaces/{namespace}/" : ""}${resource}/{name}`;
  const text = (name: string) => ({ name, in: "query", schema: { type: "string", uniqueItems: true } });
  const patch = {
    parameters: ["dryRun", "fieldManager", "fieldValidation"].map(text),
    responses: { "200": { description: "OK" } },
    "x-kubernetes-action": "patch",
    "x-kubernetes-group-version-kind": { group, version, kind: kind.kind },
  };
  return [path, { patch }];
}
