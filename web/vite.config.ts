import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { oneFile } from "./build/onefile";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), oneFile("../src/renkei/report/page/bundle")],
  ...(mode === "test" ? { resolve: { conditions: ["browser"] } } : {}),
  build: {
    target: "es2022",
    outDir: "node_modules/.built",
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 10_000,
    rollupOptions: { input: "src/main.ts", output: { format: "es" } },
  },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
}));
