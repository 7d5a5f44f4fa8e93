import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Packages that every page needs, kept apart from our code: they change rarely, so browsers keep them. */
const frameGroups = [
  { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\// },
  { name: 'mantine', test: /node_modules\/(?:@mantine|@floating-ui|clsx|react-remove-scroll)/ },
  {
    name: 'tanstack',
    test: /node_modules\/@tanstack\/(?:react-router|router-core|history|query-core|react-query|store|react-store)\//,
  },
]

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': process.env.COUNTERSIGN_URL ?? 'http://127.0.0.1:4000' } },
  build: {
    target: 'es2023',
    // An inlined asset would be a data: URL; files keep the content security policy narrow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: frameGroups } } },
  },
})
