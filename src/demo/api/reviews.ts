import type { KubeObject } from "../../kube/types.ts";
import { reviews } from "../kinds/reviews.ts";
import { type AccessRequest, type User, withImpliedGroups } from "./access.ts";
import type { ApiContext, ApiRequest } from "./api-context.ts";
import { readObject } from "./request-body.ts";
import type { ResourceTarget } from "./request-info.ts";
import { sendJson } from "./send.ts";
import { methodNotAllowed } from "./status-error.ts";

interface Attributes {
  readonly namespace?: string;
  readonly verb?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly path?: string;
}

interface AccessReview extends KubeObject {
  readonly spec?: {
    readonly resourceAttributes?: Attributes;
    readonly nonResourceAttributes?: Attributes;
    readonly user?: string;
    readonly groups?: readonly string[];
  };
}

interface RulesReview extends KubeObject {
  readonly spec?: { readonly namespace?: string };
}

type Reviewer = (context: ApiContext, request: ApiRequest, body: KubeObject) => object;

const authorization = "authorization.k8s.io";

/** The reviews, by group and resource: questions that are answered and never stored. */
const reviewers: Readonly<Record<string, Reviewer>> = {
  [`${authorization}/selfsubjectaccessreviews`]: (context, { user }, body) =>
    accessReview(context, user, body),
  [`${authorization}/subjectaccessreviews`]: (context, _request, body) => {
    const { user = "", groups = [] } = (body as AccessReview).spec ?? {};
    return accessReview(context, withImpliedGroups({ name: user, uid: "", groups }), body);
  },
  [`${authorization}/localsubjectaccessreviews`]: (context, _request, body) => {
    const { user = "", groups = [] } = (body as AccessReview).spec ?? {};
    return accessReview(context, withImpliedGroups({ name: user, uid: "", groups }), body);
  },
  [`${authorization}/selfsubjectrulesreviews`]: rulesReview,
  "authentication.k8s.io/selfsubjectreviews": (_context, { user }) => ({
    userInfo: { username: user.name, uid: user.uid, groups: user.groups },
  }),
};

const kindNames = new Map(reviews.map(({ resource, kind }) => [resource, kind]));

/** Whether a path is a review's. */
export function isReview({ group, version, resource }: ResourceTarget): boolean {
  return version === "v1" && reviewers[`${group}/${resource}`] !== undefined;
}

/** Answers a posted review with its status filled in. */
export async function serveReview(
  context: ApiContext,
  request: ApiRequest,
  target: ResourceTarget,
): Promise<void> {
  if (request.info.method !== "POST") throw methodNotAllowed();
  const body = await readObject(request);
  const review = reviewers[`${target.group}/${target.resource}`];
  const status = review?.(context, request, body) ?? {};
  const apiVersion = `${target.group}/${target.version}`;
  sendJson(request.reply, 201, { apiVersion, kind: kindNames.get(target.resource), ...body, status });
}

function accessReview({ access }: ApiContext, user: User, body: KubeObject): object {
  const { resourceAttributes, nonResourceAttributes } = (body as AccessReview).spec ?? {};
  const asked: AccessRequest =
    nonResourceAttributes === undefined
      ? {
          ...resourceAttributes,
          verb: resourceAttributes?.verb ?? "",
          subresource: resourceAttributes?.subresource || undefined,
        }
      : { verb: nonResourceAttributes.verb ?? "", path: nonResourceAttributes.path ?? "" };
  const { path: _path, ...resourceOnly } = asked;
  const reason = access.allows(user, nonResourceAttributes === undefined ? resourceOnly : asked);
  return reason === undefined ? { allowed: false } : { allowed: true, ...(reason === "" ? {} : { reason }) };
}

function rulesReview({ access }: ApiContext, { user }: ApiRequest, body: KubeObject): object {
  const rules = access.rulesFor(user, (body as RulesReview).spec?.namespace ?? "");
  return {
    resourceRules: rules.filter(({ resources }) => resources !== undefined),
    nonResourceRules: rules.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined),
    incomplete: false,
  };
}
