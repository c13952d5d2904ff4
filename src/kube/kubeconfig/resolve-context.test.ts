import { describe, expect, test } from "vitest";
import { KubeconfigError } from "./kubeconfig-error.ts";
import { resolveContext } from "./resolve-context.ts";
import type { Kubeconfig } from "./types.ts";

const file = "/home/me/.kube/config";
const kubeconfig: Kubeconfig = {
  files: [file],
  currentContext: "prod",
  clusters: [
    { name: "c", file, server: "https://c" },
    { name: "broken", file, server: "" },
  ],
  users: [{ name: "alice", file, token: "t" }],
  contexts: [
    { name: "prod", file, cluster: "c", user: "alice", namespace: "web" },
    { name: "staging", file, cluster: "c", user: "" },
    { name: "bad", file, cluster: "broken", user: "alice" },
  ],
  problems: [
    { file, message: "cluster broken: it has no server", entry: { section: "clusters", name: "broken" } },
    { file, message: "users of another kind", entry: { section: "users", name: "c" } },
    { file, message: "just so you know" },
  ],
};

const errorOf = (run: () => unknown): KubeconfigError => {
  try {
    run();
  } catch (error) {
    if (error instanceof KubeconfigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

describe("a context is resolved", () => {
  test("to its cluster, user and namespace", () => {
    expect(resolveContext(kubeconfig, "prod")).toMatchObject({
      context: { name: "prod" },
      cluster: { server: "https://c" },
      user: { token: "t" },
      namespace: "web",
    });
  });

  test("as the current one where none is named", () => {
    expect(resolveContext(kubeconfig).context.name).toBe("prod");
  });

  test("to a user without credentials where it names none", () => {
    expect(resolveContext(kubeconfig, "staging").user).toEqual({ name: "", file });
  });

  test("to the implicit namespace where it names none", () => {
    expect(resolveContext(kubeconfig, "staging").namespace).toBe("default");
    expect(resolveContext({ ...kubeconfig, implicitNamespace: "ops" }, "staging").namespace).toBe("ops");
  });
});

describe("a context is refused", () => {
  test("with the nearest names when it does not exist", () => {
    const error = errorOf(() => resolveContext(kubeconfig, "stagin"));
    expect(error.message).toBe("there is no context stagin");
    expect(error.nextStep).toBe("did you mean staging");
    expect(error.suggestions).toEqual(["staging"]);
  });

  test("with the names that hold what was typed", () => {
    expect(errorOf(() => resolveContext(kubeconfig, "pro")).suggestions).toEqual(["prod"]);
    expect(errorOf(() => resolveContext(kubeconfig, "AGI")).suggestions).toEqual(["staging"]);
  });

  test("with all names when none is near", () => {
    const error = errorOf(() => resolveContext(kubeconfig, "xyz"));
    expect(error.nextStep).toBe("choose one of prod, staging, bad");
  });

  test("with the files that were looked at when there is none at all", () => {
    const empty: Kubeconfig = {
      files: [],
      searched: [file],
      contexts: [],
      clusters: [],
      users: [],
      problems: [],
    };
    expect(errorOf(() => resolveContext(empty)).message).toBe(`no context is configured (looked in ${file})`);
    expect(errorOf(() => resolveContext(empty, "x")).message).toBe(
      `there is no context x (looked in ${file})`,
    );
  });

  test("with the names when none is current", () => {
    const { currentContext: _, ...none } = kubeconfig;
    const error = errorOf(() => resolveContext(none));
    expect(error.message).toBe("no context is current");
    expect(error.suggestions).toEqual(["prod", "staging", "bad"]);
  });

  test("with what is wrong when one of its entries is faulty, and only then", () => {
    expect(errorOf(() => resolveContext(kubeconfig, "bad")).message).toBe(
      "context bad cannot be used: cluster broken: it has no server",
    );
  });
});
