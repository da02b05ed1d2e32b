import { headers } from 'next/headers'
import { env, publicOrigin } from '@/lib/env'

/** Where this visitor reaches the hub, without a trailing slash, for what they copy from a page. */
export async function siteUrl(): Promise<string> {
  const { publicUrl } = env()
  if (publicUrl) return publicUrl
  const asked = `http://${(await headers()).get('host') ?? ''}`
  return URL.canParse(asked) ? new URL(asked).origin : publicOrigin()
}
