import { fileURLToPath } from 'node:url'
import bitrix24Ui from '@bitrix24/b24ui-nuxt/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { precompressed } from './precompressed.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const service = process.env.BINDERY_ADDRESS ?? 'http://127.0.0.1:3000'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    vue(),
    bitrix24Ui({
      root: repository,
      // Components are imported by name where they are used, so that types and readers can follow them.
      autoImport: false,
      components: false,
      prose: false,
      mdc: false,
      colorMode: false,
      experimental: { componentDetection: false },
    }),
    precompressed(),
  ],
  resolve: {
    alias: [
      { find: /^zod$/, replacement: fileURLToPath(new URL('src/without-eval.ts', import.meta.url)) },
      { find: /^vaul-vue$/, replacement: fileURLToPath(new URL('src/without-drawers.ts', import.meta.url)) },
    ],
  },
  // Without evaluated code, which the content security policy forbids; messages are compiled to trees instead.
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // Files of their own, as the content security policy takes nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    // How long each plugin took is of no use to whoever starts a new version, which builds this.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/sign-in', '/healthz', '/readyz'].map((path) => [path, service])),
  },
})
