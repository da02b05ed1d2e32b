import { useEffect, useState, useSyncExternalStore } from 'react'
import { paths } from '@/lib/paths'
import { Hasher } from './hasher'
import { UploadQueue } from './queue'
import { transfer } from './transfer'

/** A queue that uploads to an organization, what is in it, and what its digests are made with. Stops with the page. */
export function useUpload(org: string) {
  const [{ queue, hasher, subscribe }] = useState(() => queueOf(org))
  const items = useSyncExternalStore(subscribe, queue.items, queue.items)
  useEffect(
    () => () => {
      queue.cancel()
      hasher.stop()
    },
    [queue, hasher],
  )
  return { queue, items, hasher }
}

function queueOf(org: string) {
  const hasher = new Hasher()
  const queue = new UploadQueue({
    hash: (file, watch) => hasher.hash(file, watch),
    transfer: (sha256, file, watch) => transfer(paths.blob(org, sha256), file, watch),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => performance.now(),
  })
  const subscribe = (onChange: () => void) => {
    const later = spaced(onChange, 100)
    return queue.subscribe((byPerson) => (byPerson ? onChange() : later()))
  }
  return { queue, hasher, subscribe }
}

/** Calls at once and then at most so often; the last call is never lost. */
function spaced(call: () => void, ms: number): () => void {
  let waiting: ReturnType<typeof setTimeout> | null = null
  let again = false
  return function now() {
    if (waiting) {
      again = true
      return
    }
    call()
    waiting = setTimeout(() => {
      waiting = null
      if (again) {
        again = false
        now()
      }
    }, ms)
  }
}
