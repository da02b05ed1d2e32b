'use client'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { paths } from '@/lib/paths'
import { linkIn } from './link'

/** Leads on to what the link of an MLflow client is about: a server never sees what stands after `#`. */
export function FollowLink({ project }: { project?: string | undefined }) {
  const router = useRouter()
  useEffect(() => {
    const follow = () => {
      const link = linkIn(location.hash)
      if (link) router.replace(paths.mlflowOpen({ project, ...link }))
    }
    follow()
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [router, project])
  return null
}
