import type { KubeObject } from "../../kube/types.ts";
import { isRecord } from "../json.ts";
import type { ApiRequest } from "./api-context.ts";
import { parseProtobufBody } from "./protobuf-body.ts";
import { badRequest, unsupportedMediaType } from "./status-error.ts";

const objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"] as const;

/** The media type of a request's body, without parameters. */
export function contentType({ headers }: ApiRequest): string {
  return (headers["content-type"] ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** The body as a value. YAML is read where it is allowed, which is only loaded then. @throws StatusError 400 */
export async function readValue(request: ApiRequest): Promise<unknown> {
  const body = await request.body();
  if (contentType(request) === "application/vnd.kubernetes.protobuf") {
    const value = parseProtobufBody(body);
    if (value === undefined) throw unsupportedMediaType(objectTypes.slice(0, 2));
    return value;
  }
  const text = body.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    if (!contentType(request).endsWith("yaml"))
      throw badRequest("the object provided is unrecognized: not valid JSON");
  }
  const { parse } = await import("yaml");
  try {
    return parse(text);
  } catch (error) {
    throw badRequest(
      `error converting YAML to JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The body as an object with metadata. @throws StatusError 400, 415 */
export async function readObject(request: ApiRequest): Promise<KubeObject> {
  if (!objectTypes.some((type) => type === contentType(request))) throw unsupportedMediaType(objectTypes);
  return asObject(await readValue(request));
}

/** A decoded value as an API object. @throws StatusError 400 */
export function asObject(value: unknown): KubeObject {
  if (!isRecord(value)) throw badRequest("the object provided is unrecognized (must be of type object)");
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  return { ...value, metadata };
}
