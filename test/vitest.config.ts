// The suites. All but `cluster` need nothing but npm; `cluster` starts a real control plane.
import { defineConfig } from "vitest/config";

// For what is waited for only until it holds; on a busy machine that may take its time.
const expect = { poll: { timeout: 15_000 } };
const root = new URL("..", import.meta.url).pathname;

// biome-ignore lint/style/noDefaultExport: vitest loads its configuration from the default export
export default defineConfig({
  root,
  test: {
    // Most stories wait for something; vitest would leave one core out.
    maxWorkers: "100%",
    reporters: ["default", `${root}test/tools/count-reporter.ts`],
    projects: [
      {
        root,
        test: {
          name: "unit",
          include: ["src/**/*.test.{ts,tsx}", "test/unit/**/*.test.{ts,tsx}", "test/*.test.ts"],
          // Stories in here talk to servers on loopback and start processes; none takes a quarter of this when idle.
          testTimeout: 20_000,
          hookTimeout: 20_000,
          expect,
        },
      },
      {
        root,
        test: {
          name: "features",
          include: ["test/features/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          expect,
        },
      },
      {
        root,
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        root,
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          globalSetup: [`${root}test/cluster/global-setup.ts`],
          testTimeout: 120_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
