import type { PolicyRule, Role, RoleBinding } from "../objects.ts";
import type { ObjectStore } from "../store/object-store.ts";

/** Who a request comes from. */
export interface User {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
}

/** What somebody wants to do: a resource action or, with `path`, a request outside the resources. */
export interface AccessRequest {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly path?: string;
}

const rbac = (resource: string) => `${resource}.rbac.authorization.k8s.io`;

/** Tokens and role based access control over the roles and bindings in the store, as the real authorizer reads them. */
export class Access {
  readonly #store: ObjectStore;
  readonly #tokens: ReadonlyMap<string, User>;
  readonly #anonymousToken: string | undefined;

  /** @param anonymousToken stands in for a missing Authorization header. */
  constructor(store: ObjectStore, tokens: Readonly<Record<string, User>>, anonymousToken?: string) {
    this.#store = store;
    this.#anonymousToken = anonymousToken;
    this.#tokens = new Map(Object.entries(tokens));
  }

  /** Whose bearer token a header carries. */
  authenticate(authorization: string | undefined): User | undefined {
    const token =
      authorization === undefined ? this.#anonymousToken : /^Bearer\s+(.+)$/i.exec(authorization)?.[1];
    const user = this.#tokens.get(token ?? "");
    return user === undefined ? undefined : withImpliedGroups(user);
  }

  /** Why a request is allowed, or `undefined` when nothing allows it. */
  allows(user: User, request: AccessRequest): string | undefined {
    if (user.groups.includes("system:masters")) return "";
    for (const { rules, reason } of this.#grants(user, request.namespace))
      if (rules.some((rule) => covers(rule, request))) return reason;
    return undefined;
  }

  /** Everything a user may do in a namespace, cluster-wide grants included. */
  rulesFor(user: User, namespace: string): readonly PolicyRule[] {
    const own = user.groups.includes("system:masters") ? [everything, everyPath] : [];
    return [...own, ...this.#grants(user, namespace).flatMap(({ rules }) => rules)];
  }

  #grants(user: User, namespace: string | undefined) {
    const everywhere = this.#bindings(rbac("clusterrolebindings"), undefined);
    const here = namespace ? this.#bindings(rbac("rolebindings"), namespace) : [];
    return [...everywhere, ...here]
      .filter(({ subjects = [] }) => subjects.some((subject) => isSubject(user, subject)))
      .map((binding) => ({ rules: this.#rulesOf(binding), reason: reasonOf(binding, user) }));
  }

  #bindings(resource: string, namespace: string | undefined): readonly RoleBinding[] {
    return this.#store
      .collection(resource)
      .list(namespace)
      .map(({ object }) => object as RoleBinding);
  }

  #rulesOf({ metadata, roleRef }: RoleBinding): readonly PolicyRule[] {
    const own = roleRef.kind === "Role";
    const key = own ? `${metadata.namespace}/${roleRef.name}` : roleRef.name;
    const role = this.#store.collection(rbac(own ? "roles" : "clusterroles")).get(key)?.object as
      | Role
      | undefined;
    return role?.rules ?? [];
  }
}

const everything: PolicyRule = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };
const everyPath: PolicyRule = { verbs: ["*"], nonResourceURLs: ["*"] };

/** Adds the group every signed-in user is in. */
export function withImpliedGroups(user: User): User {
  return { ...user, groups: [...new Set([...user.groups, "system:authenticated"])] };
}

function isSubject(
  user: User,
  subject: { readonly kind: string; readonly name: string; readonly namespace?: string },
): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.name;
    case "Group":
      return user.groups.includes(subject.name);
    default:
      return user.name === `system:serviceaccount:${subject.namespace}:${subject.name}`;
  }
}

function reasonOf({ kind, metadata, roleRef }: RoleBinding, { name }: User): string {
  const where = metadata.namespace === undefined ? metadata.name : `${metadata.name}/${metadata.namespace}`;
  return `RBAC: allowed by ${kind} "${where}" of ${roleRef.kind} "${roleRef.name}" to User "${name}"`;
}

function covers(rule: PolicyRule, request: AccessRequest): boolean {
  if (!has(rule.verbs, request.verb)) return false;
  if (request.path !== undefined)
    return (rule.nonResourceURLs ?? []).some((pattern) => pathFits(pattern, request.path ?? ""));
  const { resource = "", subresource, name = "" } = request;
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const resources = rule.resources ?? [];
  const named = rule.resourceNames ?? [];
  return (
    has(rule.apiGroups, request.group ?? "") &&
    (has(resources, full) || (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    (named.length === 0 || named.includes(name))
  );
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list?.some((entry) => entry === "*" || entry === value) ?? false;
}

function pathFits(pattern: string, path: string): boolean {
  return (
    pattern === "*" || pattern === path || (pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1)))
  );
}
