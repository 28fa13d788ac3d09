import { defineConfig } from "vitest/config";

export default defineConfig({
  // The page is embedded in the binary and may sit below any path.
  base: "./",
  build: {
    target: "es2022",
    // MapLibre alone is about 1.1 MB; it has its own chunk, cached for good.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        manualChunks: (id: string) => (id.includes("maplibre-gl") ? "maplibre" : undefined),
      },
    },
  },
  server: {
    proxy: { "/api": process.env.GUMEI_URL ?? "http://127.0.0.1:8080" },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
