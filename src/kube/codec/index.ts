// The codec: objects of one cluster between their bytes on the wire and plain objects in the shape of the JSON
// API, the same whether the wire was protobuf, JSON or a server-side Table. Imports only the types of src/kube.
//
// What to read first: ../types.ts for what comes out; read-streams.ts for a LIST or WATCH on its way in;
// ingest-protobuf.ts for what is kept of an object; decode.ts for the way from there to fields. schema.ts tells
// what is known of each kind, and test/tools/schema makes its table.
//
// Protobuf of Kubernetes: k8s.io/apimachinery pkg/runtime/serializer/protobuf, and the `generated.proto` files.

export { decode } from "./decode.ts";
export { hasProtobufSchema } from "./known-message.ts";
export { acceptFor } from "./media-type.ts";
export { fieldMask } from "./plan.ts";
export { readObject } from "./read-object.ts";
export { type Asked, readList, readWatch } from "./read-streams.ts";
export { sameContent } from "./same-content.ts";
export { decodeStatus } from "./status.ts";
