import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { publicOrigin } from '@/lib/env'
import { webArrival } from '@/lib/sessions/arrival'
import { authOptions } from '@/lib/sessions/next-auth'

interface Context {
  params: Promise<{ nextauth: string[] }>
}

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const [action] = (await context.params).nextauth
  // It would let anybody write to our log.
  if (action === '_log') return new Response(null, { status: 404 })
  // Where next-auth believes itself to be; it reads nothing else for that.
  process.env.NEXTAUTH_URL = publicOrigin()
  return NextAuth(request, context, authOptions(webArrival(request.headers)))
}

export { handle as GET, handle as POST }
