import { ApiError } from "../api-error.ts";

/** One part of what proves who asks. */
export interface Material {
  /** The value of the `authorization` header. */
  readonly authorization?: string;
  /** PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** Where a part comes from, and whether it can be had anew. */
export interface CredentialSource {
  /** For people, without secrets: `token file /var/run/token`. */
  readonly description: string;
  /** The present material. Throws `ApiError` of kind `credentials` when there is none. */
  current(signal?: AbortSignal): Promise<Material>;
  /** The server refused the present material: tries to have it anew, by force. */
  renew?(signal?: AbortSignal): Promise<void>;
  /** After a refusal that no renewal helped: why, where the material itself tells. */
  explain?(material: Material): ApiError | undefined;
  reset?(): void;
}

export interface CredentialsErrorFields {
  readonly message: string;
  readonly tried: string;
  readonly nextStep: string;
  readonly reason?: string;
}

/** Has no `cause`: what other code says of a failed secret may quote it. */
export function credentialsError(fields: CredentialsErrorFields): ApiError {
  return new ApiError({ kind: "credentials", ...fields });
}
