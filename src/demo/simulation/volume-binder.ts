import { pods } from "../kinds/pods.ts";
import { persistentVolumeClaims, persistentVolumes } from "../kinds/storage.ts";
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "../objects.ts";
import type { ClusterState } from "./cluster-state.ts";
import { boundClaim, volumeFor, volumeName } from "./volumes.ts";
import { Worker } from "./worker.ts";

/** Provisions a volume for a claim once a pod that uses it has a node, and takes both away together. */
export class VolumeBinder {
  readonly #state: ClusterState;
  readonly #worker: Worker;
  readonly #volumes: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 400, (key) => this.#sync(key));
    this.#volumes = new Worker(state.clock, 400, (key) => this.#offer(key));
    state.onChange(pods, ({ type, current }) => {
      const { spec, metadata } = current.object as Pod;
      const settled = type === "MODIFIED" && !spec.nodeName;
      for (const { persistentVolumeClaim } of settled ? [] : (spec.volumes ?? []))
        if (persistentVolumeClaim !== undefined)
          this.#worker.add(`${metadata.namespace}/${persistentVolumeClaim.claimName}`);
    });
    state.onChange(persistentVolumes, ({ type, current }) => {
      if (type === "ADDED" && (current.object as PersistentVolume).status.phase === "Pending")
        this.#volumes.add(current.key);
    });
    state.onChange(persistentVolumeClaims, ({ type, current }) => {
      if (type === "DELETED") this.#release(current.object as PersistentVolumeClaim);
      else this.#worker.add(current.key);
    });
  }

  #sync(key: string): void {
    const claim = this.#state.get<PersistentVolumeClaim>(persistentVolumeClaims, key);
    if (claim === undefined) return;
    const users = this.#users(claim);
    if (claim.metadata.deletionTimestamp !== undefined) {
      if (users.length === 0) this.#unprotect(claim);
    } else if (claim.status.phase === "Pending") this.#provision(claim, users);
  }

  // A volume made by hand that nobody has claimed.
  #offer(key: string): void {
    const volume = this.#state.get<PersistentVolume>(persistentVolumes, key);
    if (volume === undefined || volume.spec.claimRef !== undefined) return;
    const status = { ...volume.status, phase: "Available" };
    this.#state.writeStatus(persistentVolumes, { ...volume, status });
  }

  #provision(claim: PersistentVolumeClaim, users: readonly Pod[]): void {
    const user = users.find(({ spec }) => spec.nodeName);
    const report = (reason: string, message: string, component: string) =>
      this.#state.events.record(claim, { type: "Normal", reason, message, component });
    if (user === undefined) {
      const waiting = "waiting for first consumer to be created before binding";
      return report("WaitForFirstConsumer", waiting, "persistentvolume-controller");
    }
    const volume = volumeFor(claim);
    this.#state.writer.create(persistentVolumes, volume, undefined, { keepStatus: true });
    this.#state.write(persistentVolumeClaims, boundClaim(claim));
    const done = `Successfully provisioned volume ${volumeName(claim)}`;
    report("ProvisioningSucceeded", done, "ebs.csi.example.com_csi-provisioner-0");
  }

  #unprotect(claim: PersistentVolumeClaim): void {
    const finalizers = (claim.metadata.finalizers ?? []).filter(
      (name) => name !== "kubernetes.io/pvc-protection",
    );
    this.#state.write(persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, finalizers } });
  }

  // The reclaim policy Delete: the volume goes with its claim.
  #release(claim: PersistentVolumeClaim): void {
    const name = claim.spec.volumeName ?? "";
    const volume = this.#state.get<PersistentVolume>(persistentVolumes, name);
    if (volume === undefined) return;
    if (volume.spec.persistentVolumeReclaimPolicy === "Delete")
      this.#state.store.remove(persistentVolumes.storedAs, name);
    else this.#state.write(persistentVolumes, { ...volume, status: { ...volume.status, phase: "Released" } });
  }

  #users(claim: PersistentVolumeClaim): readonly Pod[] {
    const { namespace, name } = claim.metadata;
    return this.#state
      .list<Pod>(pods, namespace)
      .filter(({ spec }) => spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === name));
  }
}
