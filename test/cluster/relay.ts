// A relay in front of a server on loopback: counts the bytes a client costs on the wire, and can be cut or held.
// TLS passes through it unread, and a certificate for 127.0.0.1 holds on every port.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export class Relay implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held = false;
  /** Bytes that came from the server to the client. */
  received = 0;
  /** Bytes that went from the client to the server. */
  sent = 0;
  /** Connections accepted so far. */
  connections = 0;

  private constructor(target: URL) {
    this.#server = createServer((client) => this.#join(client, target));
  }

  /** Opens a relay to the server of this URL. */
  static async to(server: string): Promise<Relay> {
    const relay = new Relay(new URL(server));
    relay.#server.listen(0, "127.0.0.1");
    await once(relay.#server, "listening");
    return relay;
  }

  /** The URL to give to the client whose traffic counts. */
  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resets every connection, as a machine on the way that falls over does. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Lets nothing pass and says nothing, as a network that drops packets does, until it is resumed. */
  hold(): void {
    this.#held = true;
    for (const socket of this.#sockets) socket.pause();
  }

  resume(): void {
    this.#held = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, "close");
  }

  #join(client: Socket, target: URL): void {
    this.connections += 1;
    const upstream = connect(Number(target.port), target.hostname);
    this.#pass(client, upstream, (bytes) => {
      this.sent += bytes;
    });
    this.#pass(upstream, client, (bytes) => {
      this.received += bytes;
    });
  }

  /** A pipe that counts and that stays shut while the relay is held, which a stream's own pipe would not. */
  #pass(from: Socket, to: Socket, count: (bytes: number) => void): void {
    this.#sockets.add(from);
    from.on("data", (chunk) => {
      count(chunk.length);
      if (!to.write(chunk)) from.pause();
    });
    to.on("drain", () => {
      if (!this.#held) from.resume();
    });
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    if (this.#held) from.pause();
  }
}
