/**
 * Where to go after signing in: the path that was asked for when it is one of this hub, else the start.
 * `origin` is the hub's own, which may stand before the path.
 */
export function safeReturnTo(asked: unknown, origin: string): string {
  if (typeof asked !== 'string' || asked.length > 4000 || !URL.canParse(asked, origin)) return '/'
  const url = new URL(asked, origin)
  const path = `${url.pathname}${url.search}${url.hash}`
  // "/.//evil.example" becomes "//evil.example", which a browser takes for another host.
  if (url.origin !== new URL(origin).origin || path.startsWith('//')) return '/'
  return url.pathname === '/sign-in' ? '/' : path
}
