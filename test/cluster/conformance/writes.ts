import { ask, get, patch, post, remove } from "../both-servers.ts";
import {
  configMaps,
  deployments,
  makeSome,
  namesIn,
  outcome,
  pods,
  type Stories,
  versionOf,
} from "./story.ts";

const podSpec = { containers: [{ name: "app", image: "app:1" }] };
const deployment = {
  metadata: { name: "web" },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: podSpec },
  },
};

export const writes: Stories = {
  async "a rehearsal answers as the act would, and changes nothing"(server) {
    const made = await post(server, `${configMaps}?dryRun=All`, { metadata: { name: "rehearsed" } });
    const missing = await get(server, `${configMaps}/rehearsed`);
    await makeSome(server, "staged", 1);
    const path = `${configMaps}/staged-0`;
    const before = await get(server, path);
    const changed = await patch(server, "merge", `${path}?dryRun=All`, { data: { a: "1" } });
    const removed = await remove(server, `${path}?dryRun=All`);
    const after = await get(server, path);
    return {
      made: { status: made.status, fields: Object.keys(made.json.metadata).sort() },
      missing: missing.status,
      changed: [changed.json.data, versionOf(changed) === versionOf(before)],
      removed: outcome(removed),
      same: JSON.stringify(after.json) === JSON.stringify(before.json),
    };
  },

  async "a name that is generated begins as asked"(server) {
    const { status, json } = await post(server, configMaps, { metadata: { generateName: "made-" } });
    const { name, generateName } = json.metadata;
    return { status, generateName, fits: /^made-[a-z0-9]{5}$/.test(name ?? "") };
  },

  async "fields nobody knows are warned of, refused or dropped, as asked"(server) {
    const body = { metadata: { name: "unknown" }, bogus: 1 };
    const told = [];
    for (const validation of ["Strict", "Warn", "Ignore"]) {
      const path = `${configMaps}?dryRun=All&fieldValidation=${validation}`;
      const answer = await post(server, path, body);
      told.push([
        validation,
        answer.status,
        answer.headers.warning,
        answer.json.message,
        "bogus" in answer.json,
      ]);
    }
    return told;
  },

  async "each patch language does what it says"(server) {
    const containers = [
      { name: "app", image: "app:1" },
      { name: "side", image: "side:1" },
    ];
    const web = { ...deployment.spec, template: { ...deployment.spec.template, spec: { containers } } };
    await post(server, deployments, {
      metadata: { name: "patched", labels: { keep: "1", drop: "1" } },
      spec: web,
    });
    const path = `${deployments}/patched`;
    const imagesOf = ({ json }: Awaited<ReturnType<typeof patch>>) =>
      (json.spec as typeof deployment.spec).template.spec.containers.map(
        ({ name, image }) => `${name}=${image}`,
      );
    const steps = [
      await patch(server, "strategic-merge", path, {
        spec: { template: { spec: { containers: [{ name: "app", image: "app:2" }] } } },
      }),
      await patch(server, "strategic-merge", path, {
        metadata: { labels: { drop: null } },
        spec: { template: { spec: { containers: [{ name: "side", $patch: "delete" }] } } },
      }),
      await patch(server, "json", path, [
        { op: "test", path: "/spec/replicas", value: 1 },
        { op: "replace", path: "/spec/replicas", value: 3 },
        { op: "add", path: "/metadata/labels/a~1b", value: "2" },
        { op: "copy", from: "/metadata/labels/keep", path: "/metadata/labels/copied" },
      ]),
      await patch(server, "merge", path, {
        spec: { template: { spec: { containers: [{ name: "only", image: "only:1" }] } } },
      }),
    ];
    return steps.map((step) => [
      step.status,
      step.json.metadata.labels,
      step.json.metadata.generation,
      imagesOf(step),
    ]);
  },

  async "a patch that names a version is only for that version"(server) {
    await makeSome(server, "versioned", 1);
    const path = `${configMaps}/versioned-0`;
    const stale = versionOf(await get(server, path));
    const first = await patch(server, "merge", path, {
      metadata: { resourceVersion: stale },
      data: { a: "1" },
    });
    const second = await patch(server, "merge", path, {
      metadata: { resourceVersion: stale },
      data: { a: "2" },
    });
    return [first.status, outcome(second)];
  },

  async "an object is not made with a version, and is replaced without one"(server) {
    const made = await post(server, configMaps, { metadata: { name: "with-version", resourceVersion: "7" } });
    await makeSome(server, "replaced", 1);
    const body = { metadata: { name: "replaced-0" }, data: { a: "1" } };
    const replaced = await ask(server, "PUT", `${configMaps}/replaced-0`, { body });
    const other = await ask(server, "PUT", `${configMaps}/replaced-0`, {
      body: { metadata: { name: "other" } },
    });
    return [outcome(made), replaced.status, replaced.json.data, outcome(other)];
  },

  async "what changes nothing makes no version"(server) {
    await makeSome(server, "still", 1);
    const path = `${configMaps}/still-0`;
    const before = await get(server, path);
    const after = await patch(server, "merge", path, { metadata: { labels: { of: "still" } } });
    return versionOf(after) === versionOf(before);
  },

  async "applied fields have an owner, who can be overruled"(server) {
    const apply = (manager: string, data: object, query = "") =>
      patch(server, "apply", `${configMaps}/owned?fieldManager=${manager}${query}`, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "owned" },
        data,
      });
    const managers = ({ json }: Awaited<ReturnType<typeof apply>>) =>
      (
        json.metadata as {
          managedFields?: readonly { manager: string; operation: string; fieldsV1: object }[];
        }
      ).managedFields
        ?.map(({ manager, operation, fieldsV1 }) => [manager, operation, fieldsV1])
        .sort();
    const steps = [
      await apply("one", { a: "1", b: "1" }),
      await apply("two", { b: "2" }),
      await apply("two", { b: "2" }, "&force=true"),
      await apply("one", { b: "2" }),
    ];
    return steps.map((step) => [step.status, step.json.message, step.json.data, managers(step)]);
  },

  async "a status is written by itself, and the rest without it"(server) {
    await post(server, pods, { metadata: { name: "stated" }, spec: podSpec });
    const path = `${pods}/stated`;
    const viaMain = await patch(server, "merge", path, {
      metadata: { labels: { a: "1" } },
      status: { phase: "Failed" },
    });
    const viaStatus = await patch(server, "merge", `${path}/status`, {
      metadata: { labels: { a: "2" } },
      spec: { nodeName: "nowhere" },
      status: { phase: "Running" },
    });
    const seen = ({ status, json }: typeof viaMain) => [
      status,
      json.metadata.labels,
      json.status,
      (json.spec as { nodeName?: string }).nodeName,
    ];
    return [seen(viaMain), seen(viaStatus)];
  },

  async "a pod's spec cannot be changed but in a few places"(server) {
    await post(server, pods, { metadata: { name: "fixed" }, spec: podSpec });
    const path = `${pods}/fixed`;
    const image = await patch(server, "strategic-merge", path, {
      spec: { containers: [{ name: "app", image: "app:2" }] },
    });
    const hostname = await patch(server, "merge", path, { spec: { hostname: "other" } });
    return [image.status, hostname.status, hostname.json.reason, String(hostname.json.message).slice(0, 120)];
  },
};

export const deletions: Stories = {
  async "what a finalizer holds is on its way out until it is let go"(server) {
    const finalizers = ["conform.test/keep"];
    await post(server, configMaps, { metadata: { name: "held", finalizers } });
    const path = `${configMaps}/held`;
    const removed = await remove(server, path);
    const added = await patch(server, "merge", path, {
      metadata: { finalizers: [...finalizers, "conform.test/more"] },
    });
    const again = await remove(server, path);
    const letGo = await patch(server, "merge", path, { metadata: { finalizers: null } });
    return [outcome(removed), outcome(added), outcome(again), letGo.status, (await get(server, path)).status];
  },

  async "dependants go first or stay, as asked"(server) {
    const told = [];
    for (const propagationPolicy of ["Foreground", "Orphan", "Background"]) {
      const name = `gone-${propagationPolicy.toLowerCase()}`;
      await post(server, deployments, { ...deployment, metadata: { name } });
      const { status, json } = await remove(server, `${deployments}/${name}`, { propagationPolicy });
      told.push([
        propagationPolicy,
        status,
        json.kind,
        json.metadata.finalizers,
        typeof json.metadata.deletionTimestamp,
      ]);
    }
    return told;
  },

  async "a pod on a node is given time, and none when none is to be given"(server) {
    await post(server, pods, { metadata: { name: "leaving" }, spec: { ...podSpec, nodeName: "nowhere" } });
    const path = `${pods}/leaving`;
    const graceful = await remove(server, path);
    const shorter = await remove(server, path, { gracePeriodSeconds: 1 });
    const seen = ({ status, json }: typeof graceful) => [
      status,
      json.kind,
      json.metadata.deletionGracePeriodSeconds,
      json.metadata.generation,
    ];
    const forced = await remove(server, path, { gracePeriodSeconds: 0 });
    return [seen(graceful), seen(shorter), seen(forced), (await get(server, path)).status];
  },

  async "a pod on no node goes at once"(server) {
    await post(server, pods, { metadata: { name: "nowhere" }, spec: podSpec });
    const { status, json } = await remove(server, `${pods}/nowhere`);
    return [
      status,
      json.kind,
      json.metadata.deletionGracePeriodSeconds,
      (await get(server, `${pods}/nowhere`)).status,
    ];
  },

  async "only the version that is meant is removed"(server) {
    await makeSome(server, "meant", 1);
    const path = `${configMaps}/meant-0`;
    const refused = await remove(server, path, { preconditions: { resourceVersion: "1" } });
    const { uid, resourceVersion } = (await get(server, path)).json.metadata;
    const done = await remove(server, path, { preconditions: { uid, resourceVersion } });
    return [outcome(refused), outcome(done)];
  },

  async "all that a selector finds is removed at once"(server) {
    await makeSome(server, "swept", 3);
    await makeSome(server, "swept-not", 1);
    const swept = await remove(server, `${configMaps}?labelSelector=of%3Dswept`);
    const left = await get(server, `${configMaps}?labelSelector=of%20in%20(swept,swept-not)`);
    return [swept.status, swept.json.kind, namesIn(swept), namesIn(left)];
  },

  async "a namespace that is deleted takes nothing new"(server) {
    await post(server, "/api/v1/namespaces", { metadata: { name: "leaving" } });
    const { status, json } = await remove(server, "/api/v1/namespaces/leaving");
    const { metadata } = json;
    const refused = await post(server, "/api/v1/namespaces/leaving/configmaps", {
      metadata: { name: "late" },
    });
    const marks = [
      typeof metadata.deletionTimestamp,
      metadata.deletionGracePeriodSeconds,
      metadata.finalizers,
    ];
    return [status, json.kind, marks, json.status, json.spec, outcome(refused)];
  },

  async "a namespace that must be is not deleted"(server) {
    return outcome(await remove(server, "/api/v1/namespaces/default"));
  },
};
