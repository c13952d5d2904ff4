/** What a request asks for, read from its method and URL by the API server's rules. */
export interface RequestInfo {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The RBAC verb: get, list, watch, create, update, patch, delete, deletecollection; for other paths the method. */
  readonly verb: string;
  /** Absent where the path is no resource's (`/version`, `/apis`, …). */
  readonly target?: ResourceTarget | undefined;
}

export interface ResourceTarget {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Reads a request line. Paths that only look like a resource are left to discovery and the rest. */
export function parseRequest(method: string, url: string): RequestInfo {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const target = parseTarget(pathname);
  const verb = target === undefined ? method.toLowerCase() : verbOf(method, target, searchParams);
  return { method, path: pathname, query: searchParams, verb, target };
}

function parseTarget(path: string): ResourceTarget | undefined {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const [root] = parts;
  if (root !== "api" && root !== "apis") return undefined;
  const [group = "", version = "", ...rest] = root === "api" ? ["", ...parts.slice(1)] : parts.slice(1);
  if (rest[0] === undefined) return undefined;
  // `namespaces` is itself a resource: /namespaces/x is one, /namespaces/x/pods lies within one.
  const within =
    rest[0] === "namespaces" && rest[2] !== undefined && !["status", "finalize"].includes(rest[2]);
  const [resource = "", name, subresource] = within ? rest.slice(2) : rest;
  const namespace = within ? rest[1] : resource === "namespaces" ? name : undefined;
  return { group, version, resource, namespace, name, subresource };
}

function verbOf(method: string, { name }: ResourceTarget, query: URLSearchParams): string {
  switch (method) {
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      if (name !== undefined) return "get";
      return isTrue(query.get("watch")) ? "watch" : "list";
  }
}

/** Boolean parameters as the API server reads them: present and not false, in whatever case. */
export function isTrue(value: string | null): boolean {
  return value !== null && value.toLowerCase() !== "false" && value !== "0";
}
