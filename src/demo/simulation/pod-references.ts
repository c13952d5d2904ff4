import { configMaps, secrets } from "../kinds/configuration.ts";
import type { Container, Pod } from "../objects.ts";
import type { ClusterState } from "./cluster-state.ts";

/** Why a volume of a pod cannot be mounted: it refers to something that is not there. In the kubelet's words. */
export function mountFault(state: ClusterState, { spec, metadata }: Pod): string | undefined {
  for (const { name, configMap, secret } of spec.volumes ?? []) {
    const missing =
      missingText(state, configMaps, metadata.namespace, configMap?.name, configMap?.optional) ??
      missingText(state, secrets, metadata.namespace, secret?.secretName, secret?.optional);
    if (missing !== undefined) return `MountVolume.SetUp failed for volume "${name}" : ${missing}`;
  }
  return undefined;
}

/** What a container's environment refers to and is not there, in the kubelet's words. */
export function configFault(
  state: ClusterState,
  { metadata }: Pod,
  container: Container,
): string | undefined {
  for (const source of referencesOf(container)) {
    const kind = source.configMap ? configMaps : secrets;
    const missing = missingText(state, kind, metadata.namespace, source.name, source.optional);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

function missingText(
  state: ClusterState,
  kind: typeof configMaps,
  namespace: string | undefined,
  name: string | undefined,
  optional: boolean | undefined,
): string | undefined {
  if (name === undefined || optional === true) return undefined;
  const there = state.get(kind, `${namespace}/${name}`) !== undefined;
  return there ? undefined : `${kind.singular} "${name}" not found`;
}

interface ConfigReference {
  readonly configMap: boolean;
  readonly name: string | undefined;
  readonly optional: boolean | undefined;
}

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

/** The ConfigMaps and Secrets a container's environment is taken from. */
function referencesOf(container: Container): readonly ConfigReference[] {
  const { envFrom = [], env = [] } = container as {
    readonly envFrom?: readonly { readonly configMapRef?: Reference; readonly secretRef?: Reference }[];
    readonly env?: readonly {
      readonly valueFrom?: { readonly configMapKeyRef?: Reference; readonly secretKeyRef?: Reference };
    }[];
  };
  const whole = envFrom.map(({ configMapRef, secretRef }) => [configMapRef, secretRef] as const);
  const single = env.map(({ valueFrom }) => [valueFrom?.configMapKeyRef, valueFrom?.secretKeyRef] as const);
  return [...whole, ...single].flatMap(([configMap, secret]) => [
    ...(configMap === undefined
      ? []
      : [{ configMap: true, name: configMap.name, optional: configMap.optional }]),
    ...(secret === undefined ? [] : [{ configMap: false, name: secret.name, optional: secret.optional }]),
  ]);
}
