/** Hands out service addresses and node ports, each once. */
export class AddressPool {
  #lastAddress = 0;
  #lastPort = 0;

  /** The next free address of 10.96.0.0/16, or port from 30000 up. */
  next(range: "clusterIP" | "nodePort"): string {
    if (range === "nodePort") {
      this.#lastPort = (this.#lastPort + 617) % 2767;
      return String(30000 + this.#lastPort);
    }
    this.#lastAddress += 7;
    const address = this.#lastAddress + 10;
    return `10.96.${(address >> 8) & 255}.${address & 255}`;
  }
}
