// How one context proves who asks: tokens, files, certificates, exec plugins, OIDC, and acting as somebody else.
// client-go is the specification; where a rule comes from is said beside it. No secret leaves this folder but in a
// `Credential`: not in errors, not in descriptions, not in what a plugin is heard to say.
// May import: src/lib, src/kube/api-error.ts and src/kube/kubeconfig. Environment, clock and terminal are passed in.
// Read first: types.ts, create-credentials.ts (which source is used when), then exec-plugin.ts.

export { type CredentialsDeps, createCredentials } from "./create-credentials.ts";
export { kubercFile, type PluginPolicy, type PluginPolicyFile, readPluginPolicy } from "./plugin-policy.ts";
export type { Credential, Credentials, Terminal } from "./types.ts";
