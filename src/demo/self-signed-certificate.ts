import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a self-signed ECDSA certificate for loopback, for servers in tests and demonstrations; it is its own CA.
 * Node has no call for this, so the X.509 structure (RFC 5280) is written out in DER here.
 * @param hosts names and IPv4 addresses for the subject alternative name; the first is the common name.
 * @param now milliseconds; valid from a day before until ten years after.
 */
export function selfSignedCertificate(hosts: readonly string[], now: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = certificateBody(hosts, publicKey, now);
  const signature = sign("sha256", body, privateKey);
  const whole = sequence(body, ecdsaWithSha256, bitString(signature));
  return {
    cert: pem("CERTIFICATE", whole),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const day = 24 * 3600 * 1000;

function certificateBody(hosts: readonly string[], publicKey: KeyObject, now: number): Buffer {
  const name = sequence(
    element(0x31, sequence(objectId("550403"), element(0x0c, Buffer.from(hosts[0] ?? "")))),
  );
  const validity = sequence(utcTime(now - day), utcTime(now + 3650 * day));
  const serial = element(0x02, Buffer.from([0x01, 0x2f, 0x3d, 0x4b]));
  const version3 = element(0xa0, element(0x02, Buffer.from([2])));
  const keyInfo = publicKey.export({ type: "spki", format: "der" });
  return sequence(version3, serial, ecdsaWithSha256, name, validity, name, keyInfo, extensions(hosts));
}

function extensions(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? element(0x87, Buffer.from(host.split(".").map(Number)))
      : element(0x82, Buffer.from(host)),
  );
  const isAuthority = sequence(element(0x01, Buffer.from([0xff])));
  return element(
    0xa3,
    sequence(
      sequence(objectId("551d11"), element(0x04, sequence(...names))),
      sequence(objectId("551d13"), element(0x01, Buffer.from([0xff])), element(0x04, isAuthority)),
    ),
  );
}

// One DER element: tag, length (short or long form), contents.
function element(tag: number, contents: Buffer): Buffer {
  const { length } = contents;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), contents]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), contents]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, "hex"));
}

function bitString(contents: Buffer): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([0]), contents]));
}

function utcTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replaceAll(/\D/g, "");
  return element(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}

const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
