import type { User } from "../kubeconfig/types.ts";
import { type CredentialSource, credentialsError } from "./credential-source.ts";

const removed: Readonly<Record<string, string>> = {
  gcp: "install gke-gcloud-auth-plugin and run `gcloud container clusters get-credentials` again",
  azure: "install kubelogin and run `kubelogin convert-kubeconfig`",
  openstack: "use an exec plugin such as client-keystone-auth instead",
};

/** Stands for a provider that client-go no longer has (gcp and azure went in 1.26), or never had. */
export function unknownAuthProvider(user: User, name: string): CredentialSource {
  const next = Object.hasOwn(removed, name) ? removed[name] : undefined;
  return {
    description: `auth-provider ${name}`,
    async current() {
      throw credentialsError({
        message: `the auth-provider ${name} of user ${user.name} ${next === undefined ? "is not known" : "was removed from Kubernetes' clients"}`,
        tried: `get credentials for user ${user.name}`,
        nextStep: next ?? `use an exec plugin instead, in ${user.file}`,
      });
    },
  };
}
