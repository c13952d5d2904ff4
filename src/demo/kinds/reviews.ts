import { defineKind } from "./resource-kind.ts";

const review = (group: string, resource: string, kind: string, namespaced = false) =>
  defineKind({ group, version: "v1", resource, kind, namespaced, verbs: ["create"] });

const authorization = "authorization.k8s.io";

/** Questions that are answered and never stored; api/reviews.ts answers them. */
export const reviews = [
  review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
  review(authorization, "localsubjectaccessreviews", "LocalSubjectAccessReview", true),
  review(authorization, "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
  review(authorization, "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
  review(authorization, "subjectaccessreviews", "SubjectAccessReview"),
];
