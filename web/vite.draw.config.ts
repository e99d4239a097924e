// Builds bundle/draw.js: the drawings as files, for an engine without a browser.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { oneScript } from "./build/onescript";

export default defineConfig({
  plugins: [svelte(), oneScript("draw.js", "../src/renkei/report/page/bundle", true)],
  ssr: { noExternal: true, target: "webworker" },
  build: {
    ssr: "src/drawing.ts",
    target: "es2022",
    outDir: "node_modules/.drawn",
    minify: true,
    reportCompressedSize: false,
    rollupOptions: { output: { format: "iife", name: "renkei", inlineDynamicImports: true } },
  },
});
