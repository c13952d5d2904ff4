import { ApiError } from "./api-error.ts";
import { readStatusError } from "./status-error.ts";
import type { Transport, WireRequest, WireResponse } from "./transport/types.ts";
import type { KubeObject } from "./types.ts";

/** The JSON of a successful answer, with its headers. Throws `ApiError` for every other answer. */
export async function readJson(
  transport: Transport,
  request: WireRequest,
  tried: string,
  parse: (text: string) => unknown = JSON.parse,
): Promise<{ value: unknown; headers: WireResponse["headers"] }> {
  const response = await transport.send({
    ...request,
    headers: { accept: "application/json", ...request.headers },
  });
  if (response.status < 200 || response.status > 299) throw await readStatusError(response, tried);
  const text = await readText(response);
  return { value: parseJsonAnswer(text, response, tried, parse), headers: response.headers };
}

/** JSON whose whole numbers beyond 2^53 become `bigint`. They are rare, so most texts are read the fast way. */
export function parseExactly(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, source?: { readonly source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const digits = source?.source ?? "";
    return /^-?\d+$/.test(digits) ? BigInt(digits) : value;
  });
}

export async function readText(response: WireResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The JSON in the text of an answer. Throws `ApiError` of kind `protocol`. */
export function parseJsonAnswer(
  text: string,
  response: WireResponse,
  tried: string,
  parse: (text: string) => unknown = JSON.parse,
): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const isPage = /^\s*</.test(text);
    throw new ApiError({
      kind: "protocol",
      message: isPage
        ? "a web page answered, not a Kubernetes API server"
        : `the server's answer is not JSON (${response.headers["content-type"] ?? "of no type"})`,
      tried,
      nextStep: "check the server address, and whether a login page or proxy stands in between",
      code: response.status,
      cause,
    });
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object of the API. Throws `ApiError` of kind `protocol` when it is none. */
export function asKubeObject(value: unknown, tried: string): KubeObject {
  if (isRecord(value) && typeof value.kind === "string")
    return { ...value, metadata: isRecord(value.metadata) ? value.metadata : {} };
  throw new ApiError({
    kind: "protocol",
    message: "the server's answer is not an object of the Kubernetes API",
    tried,
    nextStep: "check that the server address is that of a Kubernetes API server",
  });
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The items of a list that the API may leave out or give as `null`. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
