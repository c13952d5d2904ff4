import { isIP, type Socket } from "node:net";
import type { ProxyServer } from "./choose-proxy.ts";
import type { TunnelTarget } from "./proxy-tunnel.ts";

const VERSION = 5;
const NO_LOGIN = 0;
const PASSWORD_LOGIN = 2;
const CONNECT = 1;
const IPV4 = 1;
const DOMAIN = 3;
const IPV6 = 4;

/** SOCKS version 5 (RFC 1928) with the login of RFC 1929; names are resolved by the proxy. */
export async function socksConnect(socket: Socket, proxy: ProxyServer, target: TunnelTarget): Promise<void> {
  const methods = proxy.user === undefined ? [NO_LOGIN] : [NO_LOGIN, PASSWORD_LOGIN];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await readBytes(socket, 2);
  if (version !== VERSION) throw new Error("it does not speak SOCKS 5");
  if (method === PASSWORD_LOGIN && proxy.user !== undefined) await logIn(socket, proxy.user);
  else if (method !== NO_LOGIN) throw new Error("it wants another way to log in");

  const port = [target.port >> 8, target.port & 0xff];
  socket.write(Buffer.from([VERSION, CONNECT, 0, ...addressBytes(target.host), ...port]));
  const [, reply = 1, , kind] = await readBytes(socket, 4);
  if (reply !== 0) throw new Error(REPLIES[reply] ?? `reply ${reply}`);
  // The address it connected from tells nothing, but stands before the first byte of the server.
  const size = kind === IPV4 ? 4 : kind === IPV6 ? 16 : ((await readBytes(socket, 1))[0] ?? 0);
  await readBytes(socket, size + 2);
}

async function logIn(socket: Socket, { name, password }: { name: string; password: string }): Promise<void> {
  const [user, secret] = [Buffer.from(name), Buffer.from(password)];
  socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([secret.length]), secret]));
  const [, status] = await readBytes(socket, 2);
  if (status !== 0) throw new Error("it refused user and password");
}

function addressBytes(host: string): number[] {
  const version = isIP(host);
  if (version === 4) return [IPV4, ...host.split(".").map(Number)];
  if (version === 6) return [IPV6, ...ipv6Bytes(host)];
  const name = Buffer.from(host);
  return [DOMAIN, name.length, ...name];
}

function ipv6Bytes(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const groups = (text: string | undefined) => (text === undefined || text === "" ? [] : text.split(":"));
  const [left, right] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Takes exactly so many bytes and leaves the rest for who comes after. */
function readBytes(socket: Socket, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = () => socket.off("readable", take).off("error", fail).off("close", onClose);
    const fail = (error: Error) => {
      done();
      reject(error);
    };
    const onClose = () => fail(new Error("it closed the connection"));
    const take = () => {
      const bytes: unknown = size === 0 ? Buffer.alloc(0) : socket.read(size);
      if (!Buffer.isBuffer(bytes)) return;
      done();
      resolve(bytes);
    };
    socket.on("readable", take).on("error", fail).on("close", onClose);
    take();
  });
}

const REPLIES: Readonly<Record<number, string>> = {
  1: "general failure",
  2: "its rules forbid it",
  3: "the network cannot be reached",
  4: "the host cannot be reached",
  5: "the connection was refused",
  6: "it took too long",
  7: "it cannot connect",
  8: "it does not know this kind of address",
};
