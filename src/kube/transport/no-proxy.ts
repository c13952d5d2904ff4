import { BlockList, isIP } from "node:net";

/**
 * Whether a host is reached without the proxy of the environment. The rules are those of Go's
 * `golang.org/x/net/http/httpproxy`, since kubectl obeys them: loopback is always direct; an entry is `*`, an
 * IP address, a CIDR block, or a domain that covers its subdomains (`.example.com` and `*.example.com` cover
 * only those), each but the block with an optional port.
 */
export function bypassesProxy(noProxy: string, host: string, port: number): boolean {
  const name = host.trim().toLowerCase();
  if (isLoopback(name)) return true;
  return noProxy
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== "" && covers(entry, name, port));
}

function covers(entry: string, host: string, port: number): boolean {
  if (entry === "*") return true;
  const block = blockOf(entry);
  if (block !== undefined) return contains(block, host);
  const [name, onlyPort] = splitPort(entry);
  if (name === "" || (onlyPort !== "" && Number(onlyPort) !== port)) return false;
  if (isIP(name) !== 0) return isIP(host) !== 0 && contains(listOf(name), host);
  const suffix = name.replace(/^\*?\./, ".");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function blockOf(entry: string): BlockList | undefined {
  const [address = "", bits = "", more] = entry.split("/");
  const version = isIP(address);
  if (version === 0 || !/^\d+$/.test(bits) || more !== undefined) return undefined;
  if (Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const block = new BlockList();
  block.addSubnet(address, Number(bits), version === 4 ? "ipv4" : "ipv6");
  return block;
}

function listOf(address: string): BlockList {
  const list = new BlockList();
  list.addAddress(address, isIP(address) === 4 ? "ipv4" : "ipv6");
  return list;
}

function contains(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? "ipv4" : "ipv6");
}

/** `host:port` and `[v6]:port` come apart; a bare IPv6 address has no port. */
function splitPort(entry: string): [host: string, port: string] {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return [bracketed[1] ?? "", bracketed[2] ?? ""];
  const named = /^([^:]*):(\d+)$/.exec(entry);
  return named === null ? [entry, ""] : [named[1] ?? "", named[2] ?? ""];
}

/** Whether a host is this machine, by its name or address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || contains(LOOPBACK, host);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");
