import { expect, test } from "vitest";
import { withoutLogin } from "./without-login.ts";

test.each([
  ["https://alice:s3cr3t@10.1.2.3:6443/k8s", "https://10.1.2.3:6443/k8s"],
  ["https://alice:p@ss@host", "https://host"],
  ["alice:s3cr3t@host:8080", "host:8080"],
  ["https://host/path@with-at", "https://host/path@with-at"],
  ["https://host:6443", "https://host:6443"],
  ["", ""],
])("%s is shown as %s", (address, shown) => {
  expect(withoutLogin(address)).toBe(shown);
});
