import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import type { VersionResult } from '@/lib/versions/result'
import type { Failure, FormAction } from '../action-result'
import { partOf } from './read-form'

export type BulkAction = FormAction<{ results: VersionResult[] }>

export interface Job {
  uris: readonly string[]
  /** What became of each so far. */
  results: ReadonlyMap<string, VersionResult>
  standing: 'running' | 'stopping' | 'stopped' | 'unanswered' | 'done'
}

/** So many that the hub answers within a moment, and a stop is soon one. */
const partSize = 10

/**
 * Sends a form in parts, one after the other, each about some of its versions: what has been answered is
 * shown meanwhile, and it can be stopped in between. A part is answered as a whole; each version of it by
 * itself.
 */
export function useParts(action: BulkAction) {
  const [job, setJob] = useState<Job | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const stopped = useRef(false)
  const sent = useRef(new FormData())
  const router = useRouter()

  async function run(uris: readonly string[], before: Job['results']) {
    stopped.current = false
    const results = new Map(before)
    const left = uris.filter((uri) => !results.has(uri))
    const show = (standing: Job['standing']) =>
      setJob({ uris, results: new Map(results), standing })
    show('running')
    for (let at = 0; at < left.length && !stopped.current; at += partSize) {
      const answer = await answerTo(partOf(sent.current, left.slice(at, at + partSize)))
      if (!answer) return end('unanswered')
      if (!answer.ok) {
        // What is wrong with the form is wrong with each part of it.
        setFailure(answer)
        setJob(results.size > 0 ? { uris, results, standing: 'stopped' } : null)
        return
      }
      for (const result of answer.value.results) results.set(result.uri, result)
      show(stopped.current ? 'stopping' : 'running')
    }
    end(results.size < uris.length ? 'stopped' : 'done')

    function end(standing: Job['standing']) {
      show(standing)
      // Pages kept by the router tell what was true before.
      router.refresh()
    }
  }

  async function answerTo(part: FormData) {
    try {
      return await action(null, part)
    } catch {
      return null
    }
  }

  return {
    job,
    failure,
    refuse: setFailure,
    start(form: FormData, uris: readonly string[]) {
      sent.current = form
      setFailure(null)
      return run(uris, new Map())
    },
    stop() {
      stopped.current = true
      setJob((now) => now && { ...now, standing: 'stopping' })
    },
    goOn: () => job && run(job.uris, job.results),
  }
}
