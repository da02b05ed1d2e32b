import type { RunItem } from '@/lib/runs/view'
import { ErrorIcon } from './ui/error-icon'
import { ClockIcon, DoneIcon, RunningIcon, StopIcon } from './ui/icons'

const looks = {
  queued: { Icon: ClockIcon, word: 'Queued', tone: 'text-ink-2' },
  running: { Icon: RunningIcon, word: 'Running', tone: 'text-ink' },
  completed: { Icon: DoneIcon, word: 'Completed', tone: 'text-ink' },
  error: { Icon: ErrorIcon, word: 'Error', tone: 'text-rejected' },
  stopped: { Icon: StopIcon, word: 'Stopped', tone: 'text-ink-2' },
} as const satisfies Record<RunItem['state'], unknown>

export function isRunState(state: string): state is RunItem['state'] {
  return state in looks
}

/** How a run stands: an outline and a word; only an error has a hue. */
export function RunState({ state }: { state: RunItem['state'] }) {
  const { Icon, word, tone } = looks[state]
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap ${tone}`}>
      <Icon />
      {word}
    </span>
  )
}
