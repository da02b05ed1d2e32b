import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  // One instance per process, shared with the server that runs beside Next.
  serverExternalPackages: ['pg', 'pino', 'drizzle-orm', '@bufbuild/cel'],
  images: { unoptimized: true },
  typedRoutes: false,
  // `npm run check` checks the types of everything, tests included; a start need not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Not the nearest lock file above, which may be somebody else's.
  turbopack: { root: import.meta.dirname },
}

export default config
