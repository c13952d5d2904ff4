import { nearest } from "../../lib/nearest.ts";
import { KubeconfigError } from "./kubeconfig-error.ts";
import type { Context, Kubeconfig, KubeconfigProblem, ResolvedContext } from "./types.ts";

/**
 * The context called `name`, or the current one, with its cluster, user and namespace. Throws `KubeconfigError` when
 * there is no such context (with the nearest names), or when something is wrong with one of its entries.
 */
export function resolveContext(kubeconfig: Kubeconfig, name = kubeconfig.currentContext): ResolvedContext {
  if (name === undefined || name === "") throw nothingChosen(kubeconfig);
  const context = kubeconfig.contexts.find((one) => one.name === name);
  if (context === undefined) throw unknownContext(kubeconfig, name);
  const [problem] = problemsOf(kubeconfig, context);
  const cluster = kubeconfig.clusters.find((one) => one.name === context.cluster);
  if (problem !== undefined || cluster === undefined) {
    const message = problem?.message ?? `no file defines its cluster ${context.cluster}`;
    // A fault of the context itself begins with its name.
    throw unusable(context, message.replace(`context ${context.name}: `, ""));
  }
  return {
    context,
    cluster,
    user: kubeconfig.users.find((one) => one.name === context.user) ?? {
      name: context.user,
      file: context.file,
    },
    namespace: context.namespace ?? kubeconfig.implicitNamespace ?? "default",
  };
}

/** What keeps `context` from being used: the problems of its own entry, of its cluster and of its user. */
export function problemsOf(kubeconfig: Kubeconfig, context: Context): readonly KubeconfigProblem[] {
  const names = { contexts: context.name, clusters: context.cluster, users: context.user };
  return kubeconfig.problems.filter(
    ({ entry }) => entry !== undefined && names[entry.section] === entry.name,
  );
}

function unusable(context: Context, message: string): KubeconfigError {
  return new KubeconfigError({
    message: `context ${context.name} cannot be used: ${message}`,
    nextStep: "correct the entry, or choose another context",
    file: context.file,
  });
}

/** The error for a context that does not exist, with the nearest names that do. */
export function unknownContext(kubeconfig: Kubeconfig, name: string): KubeconfigError {
  const names = kubeconfig.contexts.map((context) => context.name);
  if (names.length === 0) return noContexts(kubeconfig, `there is no context ${name}`);
  const holding = names.filter((one) => one.toLowerCase().includes(name.toLowerCase()));
  const suggestions = [...new Set([...nearest(name, names, 3), ...holding])].slice(0, 3);
  return new KubeconfigError({
    message: `there is no context ${name}`,
    nextStep: `${suggestions.length > 0 ? "did you mean" : "choose one of"} ${listed(suggestions.length > 0 ? suggestions : names)}`,
    suggestions,
  });
}

function nothingChosen(kubeconfig: Kubeconfig): KubeconfigError {
  const names = kubeconfig.contexts.map((context) => context.name);
  if (names.length === 0) return noContexts(kubeconfig, "no context is configured");
  return new KubeconfigError({
    message: "no context is current",
    nextStep: `choose one of ${listed(names)}`,
    suggestions: names,
  });
}

function noContexts({ files, searched = files }: Kubeconfig, message: string): KubeconfigError {
  const where = searched.length === 0 ? "KUBECONFIG names no file" : `looked in ${searched.join(", ")}`;
  return new KubeconfigError({
    message: `${message} (${where})`,
    nextStep: "set KUBECONFIG, or have your cluster's tool write a kubeconfig",
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} or ${names.length - 5} more` : shown;
}
