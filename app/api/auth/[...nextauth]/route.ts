import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { webArrival } from '@/lib/sessions/arrival'
import { authOptions } from '@/lib/sessions/next-auth'

interface Context {
  params: Promise<{ nextauth: string[] }>
}

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const [action] = (await context.params).nextauth
  // It would let anybody write to our log.
  if (action === '_log') return new Response(null, { status: 404 })
  const cookies = Object.fromEntries(
    request.cookies.getAll().map(({ name, value }) => [name, value]),
  )
  return NextAuth(request, context, authOptions(webArrival(request.headers), cookies))
}

export { handle as GET, handle as POST }
