import { isRecord, readJson, recordsOf, textOf, textsOf } from "../read-json.ts";
import type { Transport } from "../transport/types.ts";
import type { ReadOptions } from "./types.ts";

/** What one may want to do. `namespace` absent means all namespaces, or a cluster-scoped resource. */
export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface Answer {
  readonly allowed: boolean;
  /** Why, in the authorizer's words; often empty. */
  readonly reason: string;
}

export interface RulesAnswer {
  readonly rules: readonly {
    readonly verbs: readonly string[];
    readonly groups: readonly string[];
    /** `pods`, `pods/log`, `*`. */
    readonly resources: readonly string[];
    /** Empty means every name. */
    readonly names: readonly string[];
  }[];
  /** An authorizer could not list its rules: what is missing above may still be allowed. */
  readonly incomplete: boolean;
}

/** Who the server takes us for. */
export interface Identity {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * Questions about one's own rights. They throw `ApiError` where even asking is forbidden; only a real request
 * that is refused is the truth.
 */
export interface Reviews {
  canI(question: AccessQuestion, options?: ReadOptions): Promise<Answer>;
  rulesIn(namespace: string, options?: ReadOptions): Promise<RulesAnswer>;
  /** Servers before 1.28 answer 404. */
  whoAmI(options?: ReadOptions): Promise<Identity>;
}

export function createReviews(transport: Transport): Reviews {
  async function review(
    path: string,
    kind: string,
    spec: unknown,
    tried: string,
    signal: AbortSignal | undefined,
  ): Promise<Readonly<Record<string, unknown>>> {
    const [group, version] = path.split("/");
    const { value } = await readJson(
      transport,
      {
        method: "POST",
        path: `/apis/${path}`,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ apiVersion: `${group}/${version}`, kind, spec }),
        ...(signal === undefined ? {} : { signal }),
      },
      tried,
    );
    return isRecord(value) && isRecord(value.status) ? value.status : {};
  }

  return {
    async canI(question, { signal } = {}) {
      const status = await review(
        "authorization.k8s.io/v1/selfsubjectaccessreviews",
        "SelfSubjectAccessReview",
        { resourceAttributes: question },
        `ask whether we may ${question.verb} ${question.resource}`,
        signal,
      );
      return { allowed: status.allowed === true, reason: textOf(status.reason) };
    },

    async rulesIn(namespace, { signal } = {}) {
      const status = await review(
        "authorization.k8s.io/v1/selfsubjectrulesreviews",
        "SelfSubjectRulesReview",
        { namespace },
        `ask for our rights in ${namespace}`,
        signal,
      );
      return {
        rules: recordsOf(status.resourceRules).map((rule) => ({
          verbs: textsOf(rule.verbs),
          groups: textsOf(rule.apiGroups),
          resources: textsOf(rule.resources),
          names: textsOf(rule.resourceNames),
        })),
        incomplete: status.incomplete === true || textOf(status.evaluationError) !== "",
      };
    },

    async whoAmI({ signal } = {}) {
      const status = await review(
        "authentication.k8s.io/v1/selfsubjectreviews",
        "SelfSubjectReview",
        undefined,
        "ask who the server takes us for",
        signal,
      );
      const user = isRecord(status.userInfo) ? status.userInfo : {};
      const extra = isRecord(user.extra) ? Object.entries(user.extra) : [];
      return {
        username: textOf(user.username),
        uid: textOf(user.uid),
        groups: textsOf(user.groups),
        extra: Object.fromEntries(extra.map(([name, values]) => [name, textsOf(values)])),
      };
    },
  };
}
