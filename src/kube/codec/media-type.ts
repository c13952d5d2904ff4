// Which encodings are asked for, and which one came.
import { ApiError } from "../api-error.ts";
import type { ObjectForm } from "../types.ts";

const json = "application/json";
const protobuf = "application/vnd.kubernetes.protobuf";

/**
 * The `Accept` header for objects in a form. Servers and kinds that cannot give it answer in plain JSON, so the
 * answer's own Content-Type decides. Protobuf is only for kinds with a schema (`hasProtobufSchema`), and never
 * for tables and metadata, which come as JSON.
 */
export function acceptFor(form: ObjectForm, streaming: boolean, preferProtobuf: boolean): string {
  switch (form) {
    case "table":
      return `${json};as=Table;v=v1;g=meta.k8s.io,${json};as=Table;v=v1beta1;g=meta.k8s.io,${json}`;
    case "metadata": {
      const kind = streaming ? "PartialObjectMetadata" : "PartialObjectMetadataList";
      return `${json};as=${kind};v=v1;g=meta.k8s.io,${json}`;
    }
    case "object":
      if (!preferProtobuf) return json;
      return streaming ? `${protobuf};stream=watch,${json}` : `${protobuf},${json}`;
  }
}

/**
 * The encoding that a Content-Type names; JSON where there is none.
 * Throws `ApiError` of kind `protocol` for anything else, such as the HTML of a login page.
 */
export function encodingOf(contentType: string | undefined, tried: string): "json" | "protobuf" {
  const [mediaType = ""] = (contentType ?? "").split(";");
  const name = mediaType.trim().toLowerCase();
  if (name === protobuf) return "protobuf";
  if (name === "" || name === json || name.endsWith("+json")) return "json";
  throw new ApiError({
    kind: "protocol",
    message: `the server answered with ${name}, not as the Kubernetes API does`,
    tried,
    nextStep: "check that the server's address is a Kubernetes API server and not a login page or a proxy",
  });
}
