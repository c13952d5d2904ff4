// The kubeconfig: which files, how they merge, what is wrong with them, and edits that leave no trace but the edit.
// client-go is the specification; where a rule comes from is said beside it.
// May import: src/lib and src/kube/api-error.ts. Environment, home and working folder are passed in.
// Read first: types.ts (what a merged kubeconfig is), load-kubeconfig.ts (how it comes to be),
// then resolve-context.ts (one context, ready to connect with).

export { KubeconfigError } from "./kubeconfig-error.ts";
export { loadKubeconfig } from "./load-kubeconfig.ts";
export { problemsOf, resolveContext } from "./resolve-context.ts";
export { type KubeconfigSource, kubeconfigPaths } from "./source.ts";
export type {
  Cluster,
  Context,
  EntryRef,
  Env,
  ExecConfig,
  Kubeconfig,
  KubeconfigProblem,
  NamedExtension,
  ResolvedContext,
  Section,
  ShadowedEntry,
  User,
} from "./types.ts";
