// Free ports on the loopback address.
import { once } from "node:events";
import { createServer } from "node:net";

// Below the range from which Linux (32768) and macOS (49152) take the local ports of outgoing connections: a port
// must still be free when a killed server comes back to it, whatever the machine connected to meanwhile.
const lowest = 20_000;
const highest = 32_767;

/** This many different ports that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
