import { ask, get, post } from "../both-servers.ts";
import { until } from "../until.ts";
import { configMaps, outcome, pods, type Stories } from "./story.ts";

const authorization = "/apis/authorization.k8s.io/v1";

/** As text that does not depend on the order of fields. */
function fieldsInOrder(rule: object): string {
  return JSON.stringify(Object.entries(rule).sort());
}

export const rights: Stories = {
  async "who one is"(server) {
    const review = () =>
      post(server, "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, { user: "viewer" });
    const { status, json } = await review();
    return [status, json.kind, json.status];
  },

  async "whether one may"(server) {
    const questions = [
      { resourceAttributes: { verb: "list", resource: "pods" } },
      {
        resourceAttributes: {
          verb: "delete",
          group: "apps",
          resource: "deployments",
          namespace: "conform",
          name: "web",
        },
      },
      { nonResourceAttributes: { verb: "get", path: "/version" } },
      { nonResourceAttributes: { verb: "get", path: "/metrics" } },
    ];
    const told = [];
    for (const user of ["admin", "viewer"] as const) {
      for (const spec of questions) {
        const path = `${authorization}/selfsubjectaccessreviews`;
        const { status, json } = await post(server, path, { spec }, { user });
        const { allowed, denied } = json.status as { allowed: boolean; denied?: boolean };
        told.push([user, status, json.kind, json.spec, allowed, denied]);
      }
    }
    return told;
  },

  async "what one may where a role says so"(server) {
    const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/conform";
    const rules = [
      { apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["configmaps"], resourceNames: ["only-this"], verbs: ["get"] },
    ];
    await post(server, `${rbac}/roles`, { metadata: { name: "seer" }, rules });
    await post(server, `${rbac}/rolebindings`, {
      metadata: { name: "seer" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "seer" },
      subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "viewer" }],
    });
    const asViewer = { user: "viewer" } as const;
    // The real server learns of roles from a watch of its own.
    await until("the role counts", async () => (await get(server, pods, asViewer)).status === 200);
    const review = { spec: { namespace: "conform" } };
    const { json } = await post(server, `${authorization}/selfsubjectrulesreviews`, review, asViewer);
    const { resourceRules, incomplete } = json.status as {
      resourceRules: readonly object[];
      incomplete: boolean;
    };
    const answers = [
      await get(server, `${configMaps}/only-this`, asViewer),
      await get(server, `${configMaps}/not-that`, asViewer),
      await get(server, `${configMaps}?fieldSelector=metadata.name%3Donly-this`, asViewer),
      await get(server, `${pods}?watch=true`, asViewer),
      await ask(server, "DELETE", `${pods}/any`, asViewer),
    ];
    return {
      rules: resourceRules.map(fieldsInOrder).sort(),
      incomplete,
      answers: answers.map(outcome),
    };
  },
};
